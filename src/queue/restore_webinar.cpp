// What is restored of one webinar.
#include <utility>

#include "queue/restore.hpp"
#include "record/definitions.hpp"

namespace usher {

using lane::Attempt;
using queue::AttendeeEvent;
using queue::Ending;
using queue::Origin;
using queue::WebinarRun;

namespace {

/// Attendees as the recorder writes them, each by its distance from the one before.
class Neighbours {
 public:
  AttendeeIndex read(record::ByteReader& in) noexcept {
    last_ += static_cast<std::uint64_t>(in.signed_number());
    return AttendeeIndex{static_cast<std::uint32_t>(last_)};
  }

 private:
  std::uint64_t last_ = 0;
};

}  // namespace

bool DispatchQueue::Impl::Restore::scheduled(ByteReader& in) {
  WebinarScheduled event;
  event.at = in.instant(queue_.now_);
  event.webinar = record::read_webinar(in);
  const auto number = record::webinar_of(row_.stream);
  if (in.failed() || static_cast<std::uint64_t>(number) < queue_.next_webinar_ || !check(event.webinar)) return false;
  if (queue_.find(event.webinar.id) != nullptr || !queue_.admits_new(event)) return false;
  queue_.counted(queue_.schedule(event, number));
  return true;
}

bool DispatchQueue::Impl::Restore::webinar_event(WebinarRun& run, Kind kind, ByteReader& in) {
  const Instant at = in.instant(queue_.now_);
  Event event;
  switch (kind) {
    case Kind::edited:
      event = WebinarEdited{at, record::read_webinar(in)};
      break;
    case Kind::moved:
      event = WebinarMoved{at, {}, in.instant()};
      break;
    case Kind::started:
      event = WebinarStarted{at, {}};
      break;
    case Kind::ended:
      event = WebinarEnded{at, {}};
      break;
    case Kind::cancelled:
      event = WebinarCancelled{at, {}};
      break;
    case Kind::marker:
      event = WebinarMarker{at, {}, in.text()};
      break;
    default:
      return false;
  }
  if (in.failed() || !run.admits(event)) return false;
  queue_.keep_or_apply(run, event, at);
  queue_.follow_up(run);
  return true;
}

/// Somebody who was forgotten is nameless, and takes part as they did until the record that they were forgotten.
bool DispatchQueue::Impl::Restore::forgotten_text(const JournalRow& row) {
  WebinarRun* const run = queue_.find(record::webinar_of(row.stream));
  if (row.person == JournalRow::kNobody || run == nullptr) return row.person != JournalRow::kNobody;
  if (row.person > run->attendance().size()) return false;
  if (row.person == run->attendance().size()) run->attendance().add_nameless();
  return true;
}

bool DispatchQueue::Impl::Restore::text_of_person(WebinarRun* run, Kind kind, ByteReader& in) {
  const std::uint64_t session = kind == Kind::session ? in.number() : 0;
  const std::string_view text = in.text();
  if (kind == Kind::reason) {
    reasons_[row_.person] = text;
    return true;
  }
  if (run == nullptr || in.failed()) return false;
  attendance::Attendance& attendance = run->attendance();
  if (kind == Kind::attendee) {
    const bool next = row_.person == attendance.size() && !text.empty();
    return next && static_cast<std::uint32_t>(attendance.intern(text)) == row_.person;
  }
  if (row_.person >= attendance.size()) return false;
  if (kind == Kind::session) return attendance.session(AttendeeIndex{row_.person}, text) == session;
  profile_ = text;
  return true;
}

bool DispatchQueue::Impl::Restore::attendee_event(WebinarRun& run, Kind kind, ByteReader& in) {
  AttendeeEvent event;
  event.kind = kind == Kind::registered ? AttendeeEvent::Kind::registered : AttendeeEvent::Kind::unregistered;
  event.attendee = attendee_in(run, in);
  event.at = in.instant(queue_.now_);
  const bool has_profile = event.kind == AttendeeEvent::Kind::registered && in.flag();
  if (in.failed() || event.at < kEarliestInstant || event.at > kLatestInstant) return false;
  const std::string profile = std::exchange(profile_, {});
  if (has_profile) event.profile = profile;
  if (!run.admits(event)) return false;
  queue_.keep_or_apply(run, event, event.at);
  touch(run);
  return true;
}

bool DispatchQueue::Impl::Restore::call_started(WebinarRun* run, ByteReader& in) {
  const CallId id{in.number()};
  const ConnectionIndex connection{static_cast<std::uint32_t>(in.below(queue_.connections_.size()))};
  const RuleIndex rule{static_cast<std::uint32_t>(in.number())};
  const auto kind = in.one_of<CallKind>(2);
  const std::uint64_t members = in.number();
  if (in.failed() || (run != nullptr && slot(rule) >= run->rules())) return false;
  if (queue_.lanes_[slot(queue_.connections_[connection].lane)].lane.busy()) return false;
  std::vector<Attempt> attempts;
  Neighbours attendees;
  for (std::uint64_t i = 0; i < members; ++i) {
    const std::uint8_t bits = in.byte();
    const AttendeeIndex attendee = attendees.read(in);
    if (in.failed() || !member(run, connection, rule, kind, attendee, bits, in, attempts)) return false;
  }
  if (attempts.empty()) return false;
  for (const Attempt& attempt : attempts) drop_if_done(run, connection, rule, attempt.due);
  queue_.counters_.calls = static_cast<std::uint64_t>(id);
  static_cast<void>(queue_.launch(id, attempts));
  return true;
}

/// As when the call was made: what has nobody left is off the connection's lists.
void DispatchQueue::Impl::Restore::drop_if_done(WebinarRun* run, ConnectionIndex connection, RuleIndex rule,
                                                Instant due) {
  if (run == nullptr || due > queue_.now_) return;
  lane::Connections::Known& known = queue_.connections_[connection];
  const lane::Work work{due, run->number(), rule};
  if (known.due.has(work) && !run->has_work(due, rule)) known.due.remove(work);
  if (known.corrections.has(work) && !run->has_correction(due, rule)) known.corrections.remove(work);
}

bool DispatchQueue::Impl::Restore::member(WebinarRun* run, ConnectionIndex connection, RuleIndex rule, CallKind kind,
                                          AttendeeIndex attendee, std::uint8_t bits, ByteReader& in,
                                          std::vector<Attempt>& attempts) {
  const auto origin = static_cast<Origin>(bits >> 3U);
  if (origin == Origin::retry) {
    auto again = queue_.connections_[connection].retries.take(record::webinar_of(row_.stream), rule, attendee);
    if (!again) return false;
    attempts.push_back(*std::move(again));
    return true;
  }
  if (run == nullptr || slot(attendee) >= run->attendance().size()) return false;
  const Instant due = in.instant(queue_.now_);
  const decision::Decision decision{Standing::from_bits(bits & 7U), in.instant(due)};
  if (in.failed()) return false;
  const auto taken = origin == Origin::correction ? run->correct_recorded(due, rule, attendee, kind, decision)
                                                  : run->take_recorded(due, rule, attendee, decision);
  if (!taken) return false;
  queue_.add_attempts(*run, rule, {&*taken, 1}, attempts);
  return true;
}

bool DispatchQueue::Impl::Restore::call_completed(ByteReader& in) {
  const CallId id{in.number()};
  const auto found = queue_.in_flight_.find(id);
  if (in.failed() || !found) return false;
  const std::span<const Attempt> attempts = queue_.lanes_[slot(*found)].lane.in_flight();
  if (in.number() != attempts.size()) return false;
  std::vector<Ending> endings;
  for (const Attempt& attempt : attempts) {
    const std::uint8_t bits = in.byte();
    Ending ending;
    ending.kind = static_cast<Ending::Kind>(bits & 3U);
    ending.outcome = static_cast<Outcome::Kind>(bits >> 2U & 3U);
    if (ending.outcome == Outcome::Kind::throttled) ending.until = in.instant(queue_.now_);
    if (ending.kind == Ending::Kind::again) ending.ready_at = in.instant(queue_.now_);
    const auto reason = reasons_.find(static_cast<std::uint32_t>(attempt.attendee));
    if (reason != reasons_.end()) ending.reason = std::move(reason->second);
    endings.push_back(std::move(ending));
  }
  reasons_.clear();
  if (in.failed()) return false;
  queue_.collected_.ended(queue_.lanes_[slot(*found)].lane.call(), endings, queue_.now_);
  queue_.conclude(id, endings);
  return true;
}

bool DispatchQueue::Impl::Restore::planes(WebinarRun& run, ByteReader& in) {
  const Instant due = in.instant(queue_.now_);
  attendance::Plane eligible;
  attendance::StandingPlanes truth;
  for (attendance::Plane* const plane : {&eligible, &truth.attended, &truth.participant, &truth.online}) {
    const std::uint64_t words = in.below(in.left() / sizeof(attendance::Word) + 1);
    for (std::uint64_t word = 0; word < words; ++word) plane->set_word(word, in.word());
  }
  if (in.failed()) return false;
  if (queue_.collected_.on()) {
    const auto differs = run.first_difference(due, eligible, truth);
    if (differs) queue_.collected_.contradicted(row_.sequence, run.id(), due, run.attendance().id(*differs));
  }
  return run.restore_planes(due, std::move(eligible), std::move(truth));
}

bool DispatchQueue::Impl::Restore::claimed(WebinarRun& run, ByteReader& in) {
  const Instant due = in.instant(queue_.now_);
  const RuleIndex rule{static_cast<std::uint32_t>(in.below(run.rules()))};
  Neighbours attendees;
  for (std::uint64_t left = in.number(); left != 0; --left) {
    const AttendeeIndex attendee = attendees.read(in);
    if (in.failed() || slot(attendee) >= run.attendance().size()) return false;
    if (!run.restore_claim(due, rule, attendee)) return false;
  }
  return true;
}

bool DispatchQueue::Impl::Restore::settled(WebinarRun& run, ByteReader& in) {
  std::vector<Instant> dues;
  for (std::uint64_t left = in.below(in.left() + 1); left != 0; --left) dues.push_back(in.instant(queue_.now_));
  if (in.failed() || !run.restore_closed(dues)) return false;
  queue_.follow_up(run);
  return true;
}

bool DispatchQueue::Impl::Restore::about_pair(WebinarRun* run, Kind kind, ByteReader& in) {
  const RuleIndex rule{static_cast<std::uint32_t>(in.number())};
  const AttendeeIndex attendee{static_cast<std::uint32_t>(in.number())};
  if (in.failed()) return false;
  if (kind == Kind::taken_out) {
    if (run == nullptr || slot(rule) >= run->rules() || slot(attendee) >= run->attendance().size()) return false;
    return queue_.cancel({run, rule, attendee}).has_value();
  }
  auto letter = queue_.dead_letters_.take({record::webinar_of(row_.stream), rule, attendee});
  if (!letter) return false;
  if (kind == Kind::resubmitted) {
    queue_.resubmit(*std::move(letter));
  } else {
    queue_.drop_if_gone(record::webinar_of(row_.stream));
  }
  return true;
}

}  // namespace usher
