// The doors of a queue with a journal.
#include "usher/journaled_queue.hpp"

#include <utility>
#include <vector>

#include "journal/journaled_impl.hpp"

namespace usher {

JournaledQueue::JournaledQueue(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JournaledQueue::~JournaledQueue() = default;
JournaledQueue::JournaledQueue(JournaledQueue&&) noexcept = default;
JournaledQueue& JournaledQueue::operator=(JournaledQueue&&) noexcept = default;

Result<JournaledQueue> JournaledQueue::open(Journal& journal, const JournaledOptions& options) {
  auto impl = std::make_unique<Impl>(journal, options);
  if (auto opened = impl->open(); !opened) return std::move(opened).error();
  return JournaledQueue{std::move(impl)};
}

Result<void> JournaledQueue::add(const Connection& connection) {
  auto added = impl_->queue().add(connection);
  if (added || added.error().code != ErrorCode::duplicate) return added;
  return impl_->queue().change(connection);
}

Result<Fed> JournaledQueue::feed(const Event& event, Instant now, std::string_view source_position) {
  return impl_->feed_one(event, now, source_position);
}

std::vector<Result<Fed>> JournaledQueue::feed(std::span<const Event> events, Instant now,
                                              std::string_view source_position) {
  return impl_->feed_all(events, now, source_position);
}

Result<AttendeeHandle> JournaledQueue::find_attendee(std::string_view webinar, std::string_view attendee) const {
  return impl_->queue().find_attendee(webinar, attendee);
}

Result<Fed> JournaledQueue::feed(const AttendeeMove& move, Instant now, std::string_view source_position) {
  return impl_->feed_one(move, now, source_position);
}

Result<Fed> JournaledQueue::joined(AttendeeHandle attendee, Instant happened, Instant now,
                                   std::string_view source_position) {
  return feed(AttendeeMove{.who = attendee, .at = happened}, now, source_position);
}

Result<Fed> JournaledQueue::left(AttendeeHandle attendee, Instant happened, Instant now,
                                 std::string_view source_position) {
  return feed(AttendeeMove{.who = attendee, .at = happened, .left = true}, now, source_position);
}

std::vector<Result<Fed>> JournaledQueue::feed(std::span<const AttendeeMove> moves, Instant now,
                                              std::string_view source_position) {
  return impl_->feed_all(moves, now, source_position);
}

Result<void> JournaledQueue::sync() {
  return impl_->sync();
}

Result<const Call*> JournaledQueue::next(Instant now) {
  return impl_->next(std::nullopt, now);
}

Result<const Call*> JournaledQueue::next(std::string_view lane, Instant now) {
  return impl_->next(lane, now);
}

Result<void> JournaledQueue::complete(CallId call, const Outcome& outcome, Instant now) {
  if (auto known = impl_->known_to_host(call); !known) return known;
  auto done = impl_->queue().complete(call, outcome, now);
  if (done) impl_->note_completed();
  return done;
}

Result<void> JournaledQueue::complete(CallId call, std::span<const Outcome> outcomes, Instant now) {
  if (auto known = impl_->known_to_host(call); !known) return known;
  auto done = impl_->queue().complete(call, outcomes, now);
  if (done) impl_->note_completed();
  return done;
}

std::optional<Instant> JournaledQueue::wake_at() const {
  return impl_->queue().wake_at();
}

Result<void> JournaledQueue::pause(std::string_view connection, Instant now) {
  return impl_->queue().pause(connection, now);
}

Result<void> JournaledQueue::resume(std::string_view connection, Instant now) {
  return impl_->queue().resume(connection, now);
}

Result<void> JournaledQueue::cancel(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                    Instant now) {
  return impl_->queue().cancel(webinar, rule, attendee, now);
}

Result<void> JournaledQueue::resubmit(std::string_view key, Instant now) {
  return impl_->queue().resubmit(key, now);
}

Result<void> JournaledQueue::forget_dead_letter(std::string_view key) {
  return impl_->queue().forget_dead_letter(key);
}

Result<void> JournaledQueue::forget(std::string_view webinar, std::string_view attendee, Instant now) {
  if (auto forgotten = impl_->queue().forget(webinar, attendee, now); !forgotten) return forgotten;
  return impl_->sync();
}

std::vector<PlannedMoment> JournaledQueue::plan(Instant now, std::size_t most) {
  return impl_->queue().plan(now, most);
}

Result<std::vector<std::string>> JournaledQueue::preview(std::string_view webinar, std::string_view rule, Instant now) {
  return impl_->queue().preview(webinar, rule, now);
}

const DispatchQueue& JournaledQueue::queue() const noexcept {
  return impl_->queue();
}

const std::string& JournaledQueue::source_position() const noexcept {
  return impl_->found_position();
}

std::size_t JournaledQueue::unwritten() const {
  return impl_->unwritten();
}

}  // namespace usher
