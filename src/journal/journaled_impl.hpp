// What stands behind a JournaledQueue: the queue, its journal, and the rows that wait to be written.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/journaled_queue.hpp"
#include "usher/keeping.hpp"

namespace usher {

class JournaledQueue::Impl {
 public:
  Impl(Journal& journal, const JournaledOptions& options)
      : journal_(journal), options_(options), queue_(options.queue), keeping_(queue_.keeping()) {}

  Result<void> open();
  Result<void> sync();
  /// An Event or an AttendeeMove, which stands at that position.
  template <class Told>
  Result<Fed> feed_one(const Told& told, Instant now, std::string_view position);
  /// Many; that is where the last of them stands.
  template <class Told>
  [[nodiscard]] std::vector<Result<Fed>> feed_all(std::span<const Told> told, Instant now, std::string_view position);
  [[nodiscard]] Result<const Call*> next(std::optional<std::string_view> lane, Instant now);
  [[nodiscard]] Result<void> known_to_host(CallId call) const;
  void note_completed() noexcept { ++unsynced_; }

  [[nodiscard]] DispatchQueue& queue() noexcept { return queue_; }
  [[nodiscard]] const std::string& found_position() const noexcept { return found_position_; }
  [[nodiscard]] std::size_t unwritten() const { return keeping_.bytes(); }

 private:
  /// So much is written without being asked for, so that a host that never syncs does not keep it all in memory.
  static constexpr std::size_t kWriteAt = std::size_t{1} << 20U;
  /// Of many events, so many are fed before it is looked again how much waits.
  static constexpr std::size_t kFedAtOnce = 64;

  void note_what_ends();
  [[nodiscard]] Result<void> write();
  [[nodiscard]] Result<void> make_room();
  void note_position(std::string_view position);
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

template <class Told>
Result<Fed> JournaledQueue::Impl::feed_one(const Told& told, Instant now, std::string_view position) {
  if (auto room = make_room(); !room) return std::move(room).error();
  auto fed = queue_.feed(told, now);
  if (fed) note_position(position);
  return fed;
}

template <class Told>
std::vector<Result<Fed>> JournaledQueue::Impl::feed_all(std::span<const Told> told, Instant now,
                                                        std::string_view position) {
  std::vector<Result<Fed>> fed;
  fed.reserve(told.size());
  while (fed.size() < told.size()) {
    const auto some = told.subspan(fed.size(), std::min(kFedAtOnce, told.size() - fed.size()));
    if (auto room = make_room(); !room) {  // and none of the rest, so that it can be fed from there on
      fed.resize(told.size(), std::move(room).error());
      break;
    }
    auto answers = queue_.feed(some, now);
    fed.insert(fed.end(), std::move_iterator{answers.begin()}, std::move_iterator{answers.end()});
  }
  if (!fed.empty() && fed.back()) note_position(position);
  return fed;
}

}  // namespace usher
