// A transfer rule of one webinar and what has been done by it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "attendance/plane.hpp"
#include "model/index.hpp"
#include "model/rare.hpp"
#include "usher/audience.hpp"
#include "usher/webinar.hpp"

namespace usher::decision {

/// What an attendee was decided on.
struct Decision {
  Standing standing{};
  Instant decided_at{};
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// What the last call of a pair was made on where that is the truth, and the pair reads another decision or none (S17).
struct PutRight {
  Decision truth{};
  std::optional<Instant> corrected_at{};  ///< when it started, where the decision would not have asked for it
};

struct RuleState {
  RuleIndex index{};
  std::shared_ptr<const Rule> definition;  ///< null while an edit has removed the rule
  std::string id;
  ConnectionIndex connection{};
  std::vector<ConnectionIndex> connections;  ///< all that it has ever gone over

  std::optional<Instant> value;   ///< anchor + offset, for rules anchored at the webinar
  Instant value_since{};          ///< `at` of the event since which it has been that (S5a)
  std::optional<Instant> due;     ///< what S5 makes of it
  std::optional<Instant> leaves;  ///< the due instant it had, while a change is under way
  Instant anchored_since{};       ///< `at` of the event that gave anchor and offset (S5b)

  attendance::Plane called;         ///< a call has started, or the host has cancelled: never again (S15b)
  attendance::Plane cancelled;      ///< by the host
  attendance::Plane in_flight;      ///< the pair's call is out
  attendance::Plane apart;          ///< the pair stays behind in an earlier moment (S5d)
  attendance::Plane transferred;    ///< the pair's last call was a transfer, not a retraction (S17b)
  attendance::Plane uncorrectable;  ///< a call of the pair has ended in the dead letters (S17c)
  /// Of pairs by the moment they are in: a first call may start that no journal tells of by itself (S26).
  model::Rare<std::map<Instant, attendance::Plane>> claimed;
  model::Rare<std::unordered_map<AttendeeIndex, std::int32_t>> generations;  ///< of the pairs that were corrected
  model::Rare<std::unordered_map<AttendeeIndex, PutRight>> put_right;

  /// Personal due instants that have come into view: of the pairs that are present there, and of those that stay there.
  model::Rare<std::unordered_map<AttendeeIndex, Instant>> personal, personal_apart;
  /// Of pairs that were called by an instant of their own: which it was (S17d).
  model::Rare<std::unordered_map<AttendeeIndex, Instant>> last_due;
  /// Decisions taken along from an earlier moment (S5d, S5e), and a plane of who has one.
  model::Rare<std::unordered_map<AttendeeIndex, Decision>> carried;
  attendance::Plane carried_by;
  bool audience_edited = false;  ///< then a moment's own decision comes before one taken along (S5e)

  [[nodiscard]] bool active() const noexcept { return definition != nullptr; }
  [[nodiscard]] bool per_attendee() const noexcept { return active() && definition->when.per_attendee(); }
  [[nodiscard]] bool corrects() const noexcept { return active() && definition->correct; }
  /// Some attendee may have a due instant of their own.
  [[nodiscard]] bool may_be_personal() const noexcept {
    return per_attendee() || (active() && definition->when_late == WhenLate::at_once);
  }
  /// The host has not taken the pair out: it may be called for, or what was called be put right or compared.
  [[nodiscard]] bool follows(AttendeeIndex attendee) const noexcept { return !cancelled.test(attendee); }
  void carry(AttendeeIndex attendee, const Decision& decision) {
    carried[attendee] = decision;
    carried_by.set(attendee);
  }
};

}  // namespace usher::decision
