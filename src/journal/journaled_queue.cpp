#include "usher/journaled_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "usher/keeping.hpp"

namespace usher {
namespace {

constexpr std::int32_t kMostUnsynced = 100'000;
constexpr std::size_t kLeastUnwritten = std::size_t{1} << 20U;
/// So much is written without being asked for, so that a host that never syncs does not keep it all in memory.
constexpr std::size_t kWriteAt = std::size_t{1} << 20U;

Result<void> check(const JournaledOptions& options) {
  if (auto checked = check(options.queue); !checked) return checked;
  if (options.max_unsynced < 0 || options.max_unsynced > kMostUnsynced) {
    return Error{ErrorCode::invalid, "expected 0 to 100000 calls, found " + std::to_string(options.max_unsynced),
                 "/max_unsynced"};
  }
  if (options.most_unwritten < kLeastUnwritten) {
    return Error{ErrorCode::invalid, "expected at least 1048576 bytes, found " + std::to_string(options.most_unwritten),
                 "/most_unwritten"};
  }
  return {};
}

}  // namespace

class JournaledQueue::Impl {
 public:
  Impl(Journal& journal, const JournaledOptions& options)
      : journal_(journal), options_(options), queue_(options.queue), keeping_(queue_.keeping()) {}

  Result<void> open();
  Result<void> sync();
  /// `feed_it` tells the queue of one event, which stands at that position.
  template <class Feed>
  Result<Fed> feed(std::string_view position, Feed&& feed_it);
  [[nodiscard]] Result<const Call*> next(std::optional<std::string_view> lane, Instant now);
  [[nodiscard]] Result<void> known_to_host(CallId call) const;
  void note_completed() noexcept { ++unsynced_; }

  [[nodiscard]] DispatchQueue& queue() noexcept { return queue_; }
  [[nodiscard]] const std::string& found_position() const noexcept { return found_position_; }
  [[nodiscard]] std::size_t unwritten() const { return keeping_.bytes(); }

 private:
  void note_what_ends();
  [[nodiscard]] Result<void> write();
  [[nodiscard]] bool must_sync() const { return keeping_.urgent() || unsynced_ > options_.max_unsynced; }
  [[nodiscard]] const Call* take_held_back(std::optional<std::string_view> lane);

  Journal& journal_;
  JournaledOptions options_;
  DispatchQueue queue_;
  DispatchQueue::Keeping keeping_;
  std::string position_;        ///< of the last event fed
  std::string found_position_;  ///< when this was opened
  bool position_changed_ = false;
  std::uint64_t sequence_ = 0;          ///< of the last durable row
  std::size_t write_at_ = kWriteAt;     ///< bytes that wait
  std::vector<const Call*> held_back_;  ///< started, and not handed out since the journal failed
  std::int32_t unsynced_ = 0;           ///< calls completed since the last sync

  // What is to be done to the journal with the rows that wait.
  std::vector<std::uint64_t> ended_;       ///< streams to drop
  std::optional<std::size_t> checkpoint_;  ///< which of the rows has it
  std::vector<std::pair<std::uint64_t, std::uint32_t>> forgotten_;
  std::size_t checkpoint_bytes_ = 0;  ///< size of the last one
  std::size_t since_checkpoint_ = 0;  ///< bytes written after it
};

Result<void> JournaledQueue::Impl::open() {
  if (auto checked = check(options_); !checked) return checked;
  auto last = journal_.last_sequence();
  if (!last) return std::move(last).error();
  sequence_ = *last;
  if (auto read = journal_.read([&](const JournalRow& row) { return keeping_.restore(row); }); !read) return read;
  position_ = found_position_ = keeping_.position();
  keeping_.open(options_.queue, static_cast<std::size_t>(options_.max_unsynced));
  return sync();
}

/// Freed webinars leave the journal, and with them a part of what their calls have told of connections and counters: a
/// checkpoint tells it as a whole. Where that is large it waits until as much has been written beside it. One that
/// could not be written does not know what the webinars that ended since have told.
void JournaledQueue::Impl::note_what_ends() {
  const auto ended = keeping_.take_ended();
  ended_.insert(ended_.end(), ended.begin(), ended.end());
  const auto forgotten = keeping_.take_forgotten();
  forgotten_.insert(forgotten_.end(), forgotten.begin(), forgotten.end());
  const bool due = checkpoint_ ? !ended.empty() : since_checkpoint_ + keeping_.bytes() >= checkpoint_bytes_;
  if (!ended_.empty() && due) {
    const std::size_t before = keeping_.bytes();
    checkpoint_ = keeping_.checkpoint();
    checkpoint_bytes_ = keeping_.bytes() - before;
    position_changed_ = !position_.empty();
  }
  if (std::exchange(position_changed_, false)) keeping_.set_position(position_);
}

Result<void> JournaledQueue::Impl::sync() {
  note_what_ends();
  if (keeping_.bytes() == 0 && forgotten_.empty()) return {};
  if (auto written = write(); !written) {
    write_at_ = keeping_.bytes() + kWriteAt;
    return written;
  }
  since_checkpoint_ = checkpoint_ ? 0 : since_checkpoint_ + keeping_.bytes();
  if (std::exchange(checkpoint_, std::nullopt)) ended_.clear();
  forgotten_.clear();
  keeping_.saved();
  write_at_ = kWriteAt;
  unsynced_ = 0;
  return {};
}

Result<void> JournaledQueue::Impl::write() {
  std::vector<JournalRow> rows = keeping_.rows();
  const std::uint64_t first = sequence_ + 1;
  std::uint64_t sequence = sequence_;
  for (JournalRow& row : rows) row.sequence = ++sequence;
  if (!rows.empty()) {
    if (auto appended = journal_.append(rows); !appended) return appended;
  }
  if (checkpoint_) {
    for (const std::uint64_t stream : ended_) {
      if (auto dropped = journal_.drop(stream, sequence + 1); !dropped) return dropped;
    }
    auto dropped = journal_.drop(DispatchQueue::Keeping::kQueueStream, first + *checkpoint_);
    if (!dropped) return dropped;
  }
  for (const auto& [stream, person] : forgotten_) {
    if (auto done = journal_.forget(stream, person); !done) return done;
  }
  if (auto synced = journal_.sync(); !synced) return synced;
  sequence_ = sequence;
  return {};
}

template <class Feed>
Result<Fed> JournaledQueue::Impl::feed(std::string_view position, Feed&& feed_it) {
  const bool full = keeping_.bytes() >= options_.most_unwritten;
  if (full || keeping_.bytes() >= write_at_) {
    auto synced = sync();
    if (!synced && full) return std::move(synced).error();
  }
  auto fed = feed_it(queue_);
  if (fed && !position.empty() && position != position_) {
    position_ = position;
    position_changed_ = true;
  }
  return fed;
}

Result<const Call*> JournaledQueue::Impl::next(std::optional<std::string_view> lane, Instant now) {
  if (must_sync()) {
    if (auto synced = sync(); !synced) return std::move(synced).error();
  }
  if (const Call* const held = take_held_back(lane)) return held;
  const Call* const call = lane ? queue_.next(*lane, now) : queue_.next(now);
  if (call == nullptr || !must_sync()) return call;
  if (auto synced = sync(); !synced) {
    held_back_.push_back(call);
    return std::move(synced).error();
  }
  return call;
}

const Call* JournaledQueue::Impl::take_held_back(std::optional<std::string_view> lane) {
  const auto found = std::find_if(held_back_.begin(), held_back_.end(),
                                  [&](const Call* call) { return !lane || call->lane() == *lane; });
  if (found == held_back_.end()) return nullptr;
  const Call* const call = *found;
  held_back_.erase(found);
  return call;
}

Result<void> JournaledQueue::Impl::known_to_host(CallId id) const {
  const bool held =
      std::any_of(held_back_.begin(), held_back_.end(), [&](const Call* call) { return call->id() == id; });
  if (!held) return {};
  return Error{ErrorCode::unknown,
               "expected a call in flight, found call " + std::to_string(static_cast<std::uint64_t>(id)), "/call"};
}

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
  return impl_->feed(source_position, [&](DispatchQueue& queue) { return queue.feed(event, now); });
}

Result<AttendeeHandle> JournaledQueue::find_attendee(std::string_view webinar, std::string_view attendee) const {
  return impl_->queue().find_attendee(webinar, attendee);
}

Result<Fed> JournaledQueue::feed(const AttendeeMove& move, Instant now, std::string_view source_position) {
  return impl_->feed(source_position, [&](DispatchQueue& queue) { return queue.feed(move, now); });
}

Result<Fed> JournaledQueue::joined(AttendeeHandle attendee, Instant happened, Instant now,
                                   std::string_view source_position) {
  return impl_->feed(source_position, [&](DispatchQueue& queue) { return queue.joined(attendee, happened, now); });
}

Result<Fed> JournaledQueue::left(AttendeeHandle attendee, Instant happened, Instant now,
                                 std::string_view source_position) {
  return impl_->feed(source_position, [&](DispatchQueue& queue) { return queue.left(attendee, happened, now); });
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
