#include "journal/journaled_impl.hpp"

#include <algorithm>

namespace usher {
namespace {

constexpr std::int32_t kMostUnsynced = 100'000;
constexpr std::size_t kLeastUnwritten = std::size_t{1} << 20U;

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

/// For what is fed next. Fails where the journal has failed for too long.
Result<void> JournaledQueue::Impl::make_room() {
  const bool full = keeping_.bytes() >= options_.most_unwritten;
  if (full || keeping_.bytes() >= write_at_) {
    auto synced = sync();
    if (!synced && full) return synced;
  }
  return {};
}

void JournaledQueue::Impl::note_position(std::string_view position) {
  if (position.empty() || position == position_) return;
  position_ = position;
  position_changed_ = true;
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

}  // namespace usher
