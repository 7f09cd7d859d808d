// The doors; those of single events are beside what is behind them (queue_feed.cpp), for there they are not a call
// more.
#include "usher/dispatch_queue.hpp"

#include <utility>

#include "queue/queue_impl.hpp"

namespace usher {

DispatchQueue::DispatchQueue(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
DispatchQueue::~DispatchQueue() = default;
DispatchQueue::DispatchQueue(DispatchQueue&&) noexcept = default;
DispatchQueue& DispatchQueue::operator=(DispatchQueue&&) noexcept = default;

Result<void> DispatchQueue::add(const Connection& connection) {
  return impl_->add(connection);
}

Result<void> DispatchQueue::change(const Connection& connection) {
  return impl_->change(connection);
}

std::vector<Result<Fed>> DispatchQueue::feed(std::span<const Event> events, Instant now) {
  return impl_->feed(events, now);
}

Result<AttendeeHandle> DispatchQueue::find_attendee(std::string_view webinar, std::string_view attendee) const {
  return impl_->find_attendee(webinar, attendee);
}

Result<Fed> DispatchQueue::joined(AttendeeHandle attendee, Instant happened, Instant now) {
  return feed(AttendeeMove{.who = attendee, .at = happened}, now);
}

Result<Fed> DispatchQueue::left(AttendeeHandle attendee, Instant happened, Instant now) {
  return feed(AttendeeMove{.who = attendee, .at = happened, .left = true}, now);
}

std::vector<Result<Fed>> DispatchQueue::feed(std::span<const AttendeeMove> moves, Instant now) {
  return impl_->feed(moves, now);
}

const Call* DispatchQueue::next(std::string_view lane, Instant now) {
  return impl_->next(lane, now);
}

Result<void> DispatchQueue::complete(CallId call, std::span<const Outcome> outcomes, Instant now) {
  return impl_->complete(call, outcomes, now);
}

std::optional<Instant> DispatchQueue::wake_at() const {
  return impl_->wake_at();
}

Result<void> DispatchQueue::cancel(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                   Instant now) {
  return impl_->cancel(webinar, rule, attendee, now);
}

Result<void> DispatchQueue::pause(std::string_view connection, Instant now) {
  return impl_->set_paused(connection, true, now);
}

Result<void> DispatchQueue::resume(std::string_view connection, Instant now) {
  return impl_->set_paused(connection, false, now);
}

std::vector<ConnectionStatus> DispatchQueue::connections() const {
  return impl_->connections();
}

std::vector<PlannedMoment> DispatchQueue::plan(Instant now, std::size_t most) {
  return impl_->plan(now, most);
}

std::vector<PendingHandover> DispatchQueue::pending(std::size_t most) const {
  return impl_->pending(most);
}

std::vector<DeadLetter> DispatchQueue::dead_letters() const {
  return impl_->dead_letters();
}

Result<void> DispatchQueue::resubmit(std::string_view key, Instant now) {
  return impl_->resubmit(key, now);
}

Result<void> DispatchQueue::forget_dead_letter(std::string_view key) {
  return impl_->forget_dead_letter(key);
}

Result<void> DispatchQueue::forget(std::string_view webinar, std::string_view attendee, Instant now) {
  return impl_->forget(webinar, attendee, now);
}

Result<std::vector<std::string>> DispatchQueue::preview(std::string_view webinar, std::string_view rule, Instant now) {
  return impl_->preview(webinar, rule, now);
}

Result<Explanation> DispatchQueue::explain(std::string_view webinar, std::string_view rule,
                                           std::string_view attendee) const {
  return impl_->explain(webinar, rule, attendee);
}

Counters DispatchQueue::counters() const {
  return impl_->counters();
}

Instant DispatchQueue::now() const {
  return impl_->now();
}

std::string DispatchQueue::check_invariants() const {
  return impl_->check_invariants();
}

}  // namespace usher
