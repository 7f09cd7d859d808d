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

const Attempt* DeadLetters::find(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &by_order_.at(found->second);
}

std::vector<DeadLetter> DeadLetters::list() const {
  std::vector<DeadLetter> letters;
  letters.reserve(by_order_.size());
  for (const auto& [order, attempt] : by_order_) letters.push_back(*attempt.letter);
  return letters;
}

}  // namespace usher::lane
