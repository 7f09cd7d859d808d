// Writes down what the queue does, as records (docs/journal.md): what it was told, and what it has decided. It takes no
// part in deciding. While it is off, which it is unless a journal asks for records, it does nothing.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "decision/moment.hpp"
#include "lane/attempt.hpp"
#include "queue/attendee_event.hpp"
#include "record/rows.hpp"
#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/event.hpp"
#include "usher/options.hpp"

namespace usher::queue {

/// What becomes of one handover of a call that has ended.
struct Ending {
  enum class Kind : std::uint8_t {
    done,
    again,    ///< at `ready_at`
    refused,  ///< a dead letter: the target will not take it
    gave_up,  ///< a dead letter: no further attempts
  };
  Kind kind{};
  Outcome::Kind outcome{};  ///< what the host has said
  Instant until{};          ///< Outcome::Kind::throttled
  Instant ready_at{};
  std::string reason{};  ///< of a dead letter
};

/// How a handover came into its call.
enum class Origin : std::uint8_t {
  moment,      ///< the first call for the pair
  correction,  ///< made to put it right (S17)
  retry,       ///< called before
};

class Recorder {
 public:
  void switch_on(std::size_t claims) {
    on_ = true;
    claims_ = claims;
  }
  [[nodiscard]] bool on() const noexcept { return on_; }
  /// How many calls may be given out with one claim; 0: each is durable by itself.
  [[nodiscard]] std::size_t claims() const noexcept { return claims_; }

  [[nodiscard]] const record::Rows& rows() const noexcept { return rows_; }
  /// A call was given out that no durable record tells of yet.
  [[nodiscard]] bool urgent() const noexcept { return urgent_; }
  void require_durable() noexcept { urgent_ = on_; }
  void saved() {
    rows_.clear();
    urgent_ = false;
  }

  void opened(const Options& options, Instant now);
  void connection(const Connection& connection, Instant now);
  void paused(ConnectionIndex connection, bool paused, Instant now);
  /// What is of an attendee by number: a new id or session, or the event itself.
  void attendee(lane::WebinarNumber webinar, AttendeeIndex attendee, std::string_view id, Instant now);
  void session(lane::WebinarNumber webinar, AttendeeIndex attendee, attendance::Presence::Session session,
               std::string_view text, Instant now);
  void event(lane::WebinarNumber webinar, const AttendeeEvent& event, Instant now);
  /// Any other event.
  void event(lane::WebinarNumber webinar, const Event& event, Instant now);

  void call_started(CallId call, ConnectionIndex connection, std::span<const lane::Attempt> attempts, Instant now);
  void call_completed(CallId call, std::span<const lane::Attempt> attempts, std::span<const Ending> endings,
                      Instant now);
  void planes(lane::WebinarNumber webinar, const decision::Moment& moment, Instant now);
  void claimed(lane::WebinarNumber webinar, Instant due, RuleIndex rule, std::span<const AttendeeIndex> attendees,
               Instant now);
  void settled(lane::WebinarNumber webinar, std::span<const Instant> closed, Instant now);
  /// Of taken_out, resubmitted and letter_dropped.
  void pair(record::Kind kind, lane::WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee, Instant now);
  void forgotten(lane::WebinarNumber webinar, AttendeeIndex attendee, Instant now);
  /// For a record that the caller writes, who has looked whether this is on.
  record::ByteWriter begin(std::uint64_t stream, record::Kind kind, Instant now) {
    return rows_.begin(stream, kind, now);
  }

 private:
  record::Rows rows_;
  std::size_t claims_ = 0;
  bool on_ = false;
  bool urgent_ = false;
};

}  // namespace usher::queue
