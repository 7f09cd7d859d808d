#include "queue/restore.hpp"

#include <utility>

#include "record/definitions.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::WebinarRun;

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
  while (!in.empty()) {
    const Kind kind{in.byte()};
    now += Duration{static_cast<std::int64_t>(in.number() & 0x7FFF'FFFF'FFFFU)};
    if (now < kEarliestInstant || now > kLatestInstant + kLongestDuration) return damaged("an instant that cannot be");
    queue_.advance(now);
    if (!apply(kind, in) || in.failed()) {
      return damaged("one of kind " + std::to_string(static_cast<unsigned>(kind)) + " that does not");
    }
  }
  return {};
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
  WebinarRun* const run = queue_.find(record::webinar_of(row_.stream));
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
    case Kind::joined:
    case Kind::left:
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
