#include "lane/dead_letters.hpp"

#include <utility>

namespace usher::lane {

void DeadLetters::add(Attempt attempt, std::shared_ptr<const DeadLetter> letter) {
  by_key_.emplace(letter->key, next_);
  attempt.letter = std::move(letter);
  by_order_.emplace(next_++, std::move(attempt));
}

std::optional<Attempt> DeadLetters::take(std::string_view key) {
  const auto found = by_key_.lower_bound(key);
  if (found == by_key_.end() || found->first != key) return std::nullopt;
  auto node = by_order_.extract(found->second);
  by_key_.erase(found);
  return std::move(node.mapped());
}

const Attempt* DeadLetters::find(std::string_view key, WebinarNumber webinar) const {
  const auto [first, last] = by_key_.equal_range(key);
  for (auto letter = first; letter != last; ++letter) {
    const Attempt& attempt = by_order_.at(letter->second);
    if (attempt.webinar == webinar) return &attempt;
  }
  return nullptr;
}

std::vector<DeadLetter> DeadLetters::list() const {
  std::vector<DeadLetter> letters;
  letters.reserve(by_order_.size());
  for (const auto& [order, attempt] : by_order_) letters.push_back(*attempt.letter);
  return letters;
}

}  // namespace usher::lane
