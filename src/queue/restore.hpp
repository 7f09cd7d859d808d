// Rows of a journal -> the queue as it was. Events are applied as they were when they were fed; what was decided is
// taken from the records.
#pragma once

#include <array>
#include <map>
#include <string>

#include "queue/queue_impl.hpp"
#include "record/bytes.hpp"
#include "record/kind.hpp"
#include "usher/journal_row.hpp"

namespace usher {

class DispatchQueue::Impl::Restore {
 public:
  explicit Restore(Impl& queue) : queue_(queue) {}

  /// Errors: damaged.
  Result<void> row(const JournalRow& row);

  /// Those that are kept, in the order in which they are written.
  [[nodiscard]] static std::array<std::uint64_t*, 17> counters(Counters& counters);

 private:
  using Kind = record::Kind;
  using ByteReader = record::ByteReader;

  /// Each false where the record cannot be of this queue.
  bool apply(Kind kind, ByteReader& in);
  bool opened(ByteReader& in);
  bool connection(ByteReader& in);
  bool paused(ByteReader& in, bool paused);
  bool checkpoint(ByteReader& in);
  bool about_webinar(Kind kind, ByteReader& in);
  bool scheduled(ByteReader& in);
  bool webinar_event(queue::WebinarRun& run, Kind kind, ByteReader& in);
  bool text_of_person(queue::WebinarRun* run, Kind kind, ByteReader& in);
  bool attendee_event(queue::WebinarRun& run, Kind kind, ByteReader& in);
  bool call_started(queue::WebinarRun* run, ByteReader& in);
  bool member(queue::WebinarRun* run, ConnectionIndex connection, RuleIndex rule, CallKind kind, AttendeeIndex attendee,
              std::uint8_t bits, ByteReader& in, std::vector<lane::Attempt>& attempts);
  bool call_completed(ByteReader& in);
  bool planes(queue::WebinarRun& run, ByteReader& in);
  bool claimed(queue::WebinarRun& run, ByteReader& in);
  bool settled(queue::WebinarRun& run, ByteReader& in);
  bool about_pair(queue::WebinarRun* run, Kind kind, ByteReader& in);
  bool forgotten_text(const JournalRow& row);
  [[nodiscard]] static AttendeeIndex attendee_in(const queue::WebinarRun& run, ByteReader& in);

  Impl& queue_;
  JournalRow row_;                                ///< under way, without data
  std::string profile_;                           ///< of the registration that follows
  std::map<std::uint32_t, std::string> reasons_;  ///< of the completion that follows, by person
};

}  // namespace usher
