// Events on their way into a queue, by id or by handle: one, or many in blocks, each with its own answer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "c/answers.hpp"
#include "c/queue.hpp"

namespace usher::c {

/// One event, or one move, with the source's position; the answer goes to `fed`, which may be NULL.
template <class Told>
usher_status feed_one(usher_queue& q, const Told& told, Instant now, int32_t* fed) {
  auto* const journaled = q.journaled();
  const auto answer = journaled != nullptr ? journaled->feed(told, now, q.source_position)
                                           : std::get<DispatchQueue>(q.face).feed(told, now);
  if (journaled != nullptr) q.source_position.clear();
  if (!answer) return refuse(answer.error());
  if (fed != nullptr) *fed = static_cast<int32_t>(*answer);
  return kDone;
}

/// Of events, or of moves.
template <class Told>
class Batch {
 public:
  Batch(usher_queue& q, std::size_t count, Instant now, int32_t* answers)
      : q_(q), count_(count), now_(now), answers_(answers) {
    told_.reserve(std::min(count, kAtOnce));
  }
  /// One made of `how`, to be written; good until the next.
  template <class... How>
  Told& add(std::size_t index, How... how) {
    if (told_.size() == kAtOnce) flush();
    if (told_.empty()) first_ = index;
    return told_.emplace_back(how...);
  }
  /// What comes after it is another part of the batch.
  void leave_out(std::size_t index, usher_status status) {
    answers_.leave_out(index, status);
    flush();
  }
  [[nodiscard]] usher_status finish() {
    flush();
    q_.source_position.clear();
    return answers_.status();
  }

 private:
  static constexpr std::size_t kAtOnce = 256;

  void flush() {
    // The position stands for the whole batch: it may not be durable before the last event is.
    const bool last = first_ + told_.size() == count_;
    const std::span<const Told> told{told_};
    auto* const journaled = q_.journaled();
    const auto fed = journaled != nullptr ? journaled->feed(told, now_, last ? q_.source_position : std::string_view{})
                                          : std::get<DispatchQueue>(q_.face).feed(told, now_);
    for (std::size_t i = 0; i < fed.size(); ++i) answers_.take(first_ + i, fed[i]);
    told_.clear();
  }

  usher_queue& q_;
  std::size_t count_;
  Instant now_;
  Answers answers_;
  std::vector<Told> told_;  ///< of places that follow one another
  std::size_t first_ = 0;
};

}  // namespace usher::c
