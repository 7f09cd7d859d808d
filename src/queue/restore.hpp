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
  /// The last row was there: the queue can go on.
  void finish() { follow_up(); }

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
  /// Joins and leaves are most of a journal: they wait for each other, so that what one will look at is fetched while
  /// another is applied.
  struct Coming {
    Instant now{};
    Instant at{};
    AttendeeIndex attendee{};
    attendance::Presence::Session session = 0;
    attendance::Presence::Kind kind{};
  };
  bool read_coming(const queue::WebinarRun& run, Kind kind, Instant now, ByteReader& in);
  bool apply_comings();
  bool follow(queue::WebinarRun& run, const Coming& coming);
  bool apply_closely(queue::WebinarRun& run, const Coming& coming);
  bool call_started(queue::WebinarRun* run, ByteReader& in);
  bool member(queue::WebinarRun* run, ConnectionIndex connection, RuleIndex rule, CallKind kind, AttendeeIndex attendee,
              std::uint8_t bits, ByteReader& in, std::vector<lane::Attempt>& attempts);
  void drop_if_done(queue::WebinarRun* run, ConnectionIndex connection, RuleIndex rule, Instant due);
  bool call_completed(ByteReader& in);
  bool planes(queue::WebinarRun& run, ByteReader& in);
  bool claimed(queue::WebinarRun& run, ByteReader& in);
  bool settled(queue::WebinarRun& run, ByteReader& in);
  bool about_pair(queue::WebinarRun* run, Kind kind, ByteReader& in);
  bool forgotten_text(const JournalRow& row);
  [[nodiscard]] static AttendeeIndex attendee_in(const queue::WebinarRun& run, ByteReader& in) noexcept {
    return AttendeeIndex{static_cast<std::uint32_t>(in.below(run.attendance().size()))};
  }

  static constexpr std::size_t kComings = 256;

  /// What follows from events of attendees waits until something else comes.
  void touch(const queue::WebinarRun& run);
  void follow_up();
  [[nodiscard]] queue::WebinarRun* run_of_row();

  Impl& queue_;
  std::vector<lane::WebinarNumber> touched_;  ///< of which something is to follow
  queue::WebinarRun* run_ = nullptr;          ///< the last row's, while none is made or freed
  std::uint64_t run_stream_ = 0;
  std::uint64_t run_version_ = 0;
  std::array<Coming, kComings> comings_{};  ///< of the row under way
  std::size_t waiting_ = 0;
  JournalRow row_;                                ///< under way, without data
  std::string profile_;                           ///< of the registration that follows
  std::map<std::uint32_t, std::string> reasons_;  ///< of the completion that follows, by person
};

}  // namespace usher
