#include "queue/restore.hpp"

#include <utility>

#include "queue/webinar_follow.hpp"
#include "record/definitions.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::AttendeeEvent;
using queue::WebinarRun;

namespace {

bool of_attendee(record::Kind kind) {
  return kind >= record::Kind::attendee && kind <= record::Kind::left && kind != record::Kind::reason;
}

}  // namespace

std::array<std::uint64_t*, 17> DispatchQueue::Impl::Restore::counters(Counters& c) {
  return {&c.applied,   &c.late,          &c.ahead,       &c.duplicate,   &c.ignored,    &c.unpaired_leaves,
          &c.calls,     &c.delivered,     &c.retried,     &c.rejected,    &c.gave_up,    &c.cancelled,
          &c.throttled, &c.decided_early, &c.retractions, &c.corrections, &c.differences};
}

Result<void> DispatchQueue::Impl::Restore::row(const JournalRow& row) {
  row_ = row;
  row_.data = {};
  const auto damaged = [&](const std::string& found) {
    return Error{ErrorCode::damaged, "expected records that go on from the rows before, found " + found,
                 "/" + std::to_string(row.sequence)};
  };
  if (row.data.empty()) {
    if (forgotten_text(row)) return {};
    return damaged("an empty row");
  }
  ByteReader in{row.data};
  Instant now = in.instant();
  const WebinarRun* run = run_of_row();
  std::size_t left = row.data.size();
  while (!in.empty()) {
    const Kind kind{in.byte()};
    now += Duration{static_cast<std::int64_t>(in.number() & 0x7FFF'FFFF'FFFFU)};
    if (now < kEarliestInstant || now > kLatestInstant + kLongestDuration) return damaged("an instant that cannot be");
    const bool comes = run != nullptr && (kind == Kind::joined || kind == Kind::left);
    bool done = comes ? read_coming(*run, kind, now, in) : apply_comings();
    if (done && !comes) {
      if (!of_attendee(kind)) follow_up();
      queue_.advance(now);
      done = apply(kind, in) && !in.failed();
    } else if (done && waiting_ == kComings) {
      done = apply_comings();
    }
    if (!done) return damaged("one of kind " + std::to_string(static_cast<unsigned>(kind)) + " that does not");
    queue_.collected_.count(kind, std::exchange(left, in.left()) - in.left());
    if (waiting_ == 0) run = run_of_row();
  }
  if (!apply_comings()) return damaged("joins or leaves that do not");
  return {};
}

bool DispatchQueue::Impl::Restore::read_coming(const WebinarRun& run, Kind kind, Instant now, ByteReader& in) {
  ByteReader reader = in;  // in registers, which `in` is too well known for
  Coming& coming = comings_[waiting_++];
  coming.now = now;
  coming.kind = kind == Kind::left ? attendance::Presence::Kind::leave : attendance::Presence::Kind::join;
  coming.attendee = attendee_in(run, reader);
  coming.at = reader.instant(now);
  coming.session = static_cast<std::uint32_t>(reader.number());
  in = reader;
  if (in.failed() || coming.at < kEarliestInstant || coming.at > kLatestInstant) return false;
  run.attendance().presence().prefetch(coming.attendee);
  return true;
}

bool DispatchQueue::Impl::Restore::apply_comings() {
  const std::size_t waiting = std::exchange(waiting_, 0);
  bool applied = true;
  for (std::size_t i = 0; applied && i < waiting; ++i) {
    const Coming& coming = comings_[i];
    queue_.advance(coming.now);
    WebinarRun* const run = run_of_row();
    applied = run != nullptr && (follow(*run, coming) || apply_closely(*run, coming));
  }
  return applied;
}

/// What a plain one is done with when it is fed, too: nothing follows from it.
bool DispatchQueue::Impl::Restore::follow(WebinarRun& run, const Coming& coming) {
  if (coming.session != 0 || !run.may_follow(coming.at, queue_.now_)) return false;
  const auto followed = run.follow(coming.kind, run.attendance().with_row(coming.attendee), coming.at);
  if (followed == WebinarRun::Followed::no) return false;
  queue_.counted(followed);
  return true;
}

bool DispatchQueue::Impl::Restore::apply_closely(WebinarRun& run, const Coming& coming) {
  run.advance(queue_.now_);
  const std::uint32_t sessions = run.attendance().presence().sessions(coming.attendee);
  if (coming.session == sessions + 1 && run.attendance().is_nameless(coming.attendee)) {
    run.attendance().add_nameless_session(coming.attendee);
  } else if (coming.session > sessions) {
    return false;
  }
  const AttendeeEvent event{
      .kind = queue::coming_kind(coming.kind), .attendee = coming.attendee, .session = coming.session, .at = coming.at};
  if (!run.admits(event)) return false;
  queue_.keep_or_apply(run, event, event.at);
  touch(run);
  return true;
}

WebinarRun* DispatchQueue::Impl::Restore::run_of_row() {
  const std::uint64_t version = queue_.next_webinar_ + queue_.counters_.webinars_freed;
  if (run_stream_ != row_.stream || run_version_ != version) {
    run_ = row_.stream < record::stream_of(WebinarNumber{0}) ? nullptr : queue_.find(record::webinar_of(row_.stream));
    run_stream_ = row_.stream;
    run_version_ = version;
  }
  return run_;
}

void DispatchQueue::Impl::Restore::touch(const WebinarRun& run) {
  constexpr std::size_t kMostTouched = 4096;
  if (!touched_.empty() && touched_.back() == run.number()) return;
  if (touched_.size() == kMostTouched) follow_up();
  touched_.push_back(run.number());
}

void DispatchQueue::Impl::Restore::follow_up() {
  if (touched_.empty()) return;
  std::sort(touched_.begin(), touched_.end());
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (const WebinarNumber number : std::exchange(touched_, {})) {
    if (WebinarRun* const run = queue_.find(number)) queue_.follow_up(*run);
  }
}

bool DispatchQueue::Impl::Restore::apply(Kind kind, ByteReader& in) {
  if (row_.stream >= record::stream_of(WebinarNumber{0})) return about_webinar(kind, in);
  switch (kind) {
    case Kind::opened:
      return opened(in);
    case Kind::connection:
      return connection(in);
    case Kind::position:
      queue_.position_ = in.text();
      return true;
    case Kind::paused:
    case Kind::resumed:
      return paused(in, kind == Kind::paused);
    case Kind::checkpoint:
      return checkpoint(in);
    default:
      return false;
  }
}

bool DispatchQueue::Impl::Restore::opened(ByteReader& in) {
  if (in.number() > record::kFormat) return false;
  const Options options = record::read_options(in);
  if (in.failed() || !check(options)) return false;
  queue_.reopen(options);
  return true;
}

bool DispatchQueue::Impl::Restore::connection(ByteReader& in) {
  const Connection connection = record::read_connection(in);
  if (in.failed()) return false;
  const bool known = queue_.connections_.find(connection.id).has_value();
  return (known ? queue_.change(connection) : queue_.add(connection)).has_value();
}

bool DispatchQueue::Impl::Restore::paused(ByteReader& in, bool paused) {
  const std::uint64_t number = in.below(queue_.connections_.size());
  if (in.failed()) return false;
  queue_.set_paused(ConnectionIndex{static_cast<std::uint32_t>(number)}, paused);
  return true;
}

bool DispatchQueue::Impl::Restore::checkpoint(ByteReader& in) {
  queue_.next_webinar_ = in.number();
  queue_.next_order_ = in.number();
  for (std::uint64_t* const counter : counters(queue_.counters_)) *counter = in.number();
  const std::uint64_t connections = in.below(queue_.connections_.size() + 1);
  for (std::uint32_t number = 0; number < connections && !in.failed(); ++number) {
    lane::Connections::Known& known = queue_.connections_[ConnectionIndex{number}];
    lane::Gate::State gate;
    gate.spaced_until = in.instant();
    gate.throttled_until = in.instant();
    gate.suspended_until = in.optional_instant();
    gate.failures = static_cast<std::int32_t>(in.signed_number());
    gate.paused = in.flag();
    known.gate.restore(gate);
    lane::CallTime::State times;
    for (double* const value : {&times.mean, &times.variance, &times.settled_mean, &times.settled_deviation}) {
      *value = in.real();
    }
    times.calls = in.number();
    known.call_time.restore(times);
    queue_.plan_connection(ConnectionIndex{number});
  }
  return true;
}

bool DispatchQueue::Impl::Restore::about_webinar(Kind kind, ByteReader& in) {
  if (kind == Kind::scheduled) return scheduled(in);
  WebinarRun* const run = run_of_row();
  if (run != nullptr) run->advance(queue_.now_);
  switch (kind) {
    case Kind::attendee:
    case Kind::profile:
    case Kind::session:
    case Kind::reason:
      return text_of_person(run, kind, in);
    case Kind::call_started:
      return call_started(run, in);
    case Kind::call_completed:
      return call_completed(in);
    case Kind::taken_out:
    case Kind::resubmitted:
    case Kind::letter_dropped:
      return about_pair(run, kind, in);
    case Kind::forgotten: {
      const auto attendee = static_cast<std::uint32_t>(in.number());
      queue_.forget(record::webinar_of(row_.stream), AttendeeIndex{attendee});
      return true;
    }
    default:
      break;
  }
  if (run == nullptr) return false;
  switch (kind) {
    case Kind::registered:
    case Kind::unregistered:
      return attendee_event(*run, kind, in);
    case Kind::planes:
      return planes(*run, in);
    case Kind::claimed:
      return claimed(*run, in);
    case Kind::settled:
      return settled(*run, in);
    default:
      return webinar_event(*run, kind, in);
  }
}

}  // namespace usher
