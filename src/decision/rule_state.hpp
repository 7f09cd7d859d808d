// A transfer rule of one webinar and what has been done by it.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "attendance/plane.hpp"
#include "attendance/standing.hpp"
#include "model/index.hpp"
#include "model/on_demand.hpp"
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

/// What has become of a rule's pairs with attendees; of no pair while nobody has been called or is an exception.
struct Pairs {
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
  /// Of pairs that were called: the instant they are due at, or were last, where that may have to be known once they
  /// have none (S17d).
  model::Rare<std::unordered_map<AttendeeIndex, Instant>> last_due;
  /// Decisions taken along from an earlier moment (S5d, S5e), and a plane of who has one.
  model::Rare<std::unordered_map<AttendeeIndex, Decision>> carried;
  attendance::Plane carried_by;
  std::vector<ConnectionIndex> earlier;  ///< over which the rule went before, when there were pairs already

  void carry(AttendeeIndex attendee, const Decision& decision) {
    carried[attendee] = decision;
    carried_by.set(attendee);
  }
  void drop_carried(AttendeeIndex attendee) {
    carried.erase(attendee);
    carried_by.clear(attendee);
  }
  void note_earlier(ConnectionIndex connection) {
    if (std::find(earlier.begin(), earlier.end(), connection) == earlier.end()) earlier.push_back(connection);
  }
  /// The rule is removed: no pair has an instant of its own any more, stays anywhere, or has brought anything along.
  void end_exceptions() {
    personal.clear();
    personal_apart.clear();
    apart = {};
    last_due.clear();
    carried.clear();
    carried_by = {};
  }
};

struct RuleState {
  RuleIndex index{};
  ConnectionIndex connection{};
  std::shared_ptr<const Rule> definition{};  ///< never null once it is one of a webinar's; the last one it had

  Instant value_or_never = attendance::kNever;
  Instant value_since{};  ///< `at` of the event since which it has been that (S5a)
  Instant due_or_never = attendance::kNever;
  Instant anchored_since{};  ///< `at` of the event that gave anchor and offset (S5b)

  model::OnDemand<Pairs> pairs{};
  bool in_force = false;         ///< not yet, or while an edit has removed it
  bool audience_edited = false;  ///< then a moment's own decision comes before one taken along (S5e)

  [[nodiscard]] const std::string& id() const noexcept { return definition->id; }
  /// Anchor + offset, for rules anchored at the webinar.
  [[nodiscard]] std::optional<Instant> value() const noexcept { return attendance::unless_never(value_or_never); }
  void set_value(std::optional<Instant> instant) noexcept { value_or_never = instant.value_or(attendance::kNever); }
  /// What S5 makes of it.
  [[nodiscard]] std::optional<Instant> due() const noexcept { return attendance::unless_never(due_or_never); }
  void set_due(std::optional<Instant> instant) noexcept { due_or_never = instant.value_or(attendance::kNever); }
  [[nodiscard]] bool active() const noexcept { return in_force; }
  [[nodiscard]] bool per_attendee() const noexcept { return active() && definition->when.per_attendee(); }
  [[nodiscard]] bool corrects() const noexcept { return active() && definition->correct; }
  /// Some attendee may have a due instant of their own.
  [[nodiscard]] bool may_be_personal() const noexcept {
    return per_attendee() || (active() && definition->when_late == WhenLate::at_once);
  }
  /// The attendee's decision that was taken along comes after one of the moment itself (S5e).
  [[nodiscard]] bool passes_over_carried(AttendeeIndex attendee) const noexcept {
    return audience_edited && pairs->carried_by.test(attendee);
  }
  /// Calls `visit(connection)` for each over which pairs may have been called.
  template <class Visit>
  void for_each_connection(Visit visit) const {
    const auto& earlier = pairs->earlier;
    for (const ConnectionIndex each : earlier) visit(each);
    if (active() && std::find(earlier.begin(), earlier.end(), connection) == earlier.end()) visit(connection);
  }
  /// The host has not taken the pair out: it may be called for, or what was called be put right or compared.
  [[nodiscard]] bool follows(AttendeeIndex attendee) const noexcept { return !pairs->cancelled.test(attendee); }
};

}  // namespace usher::decision
