#include "lane/dead_letters.hpp"

#include <utility>

namespace usher::lane {

void DeadLetters::add(Attempt attempt, std::shared_ptr<const DeadLetter> letter) {
  by_key_.emplace(letter->key, next_);
  by_pair_.emplace(Pair{attempt.webinar, attempt.rule_index, attempt.attendee}, next_);
  attempt.letter = std::move(letter);
  by_order_.emplace(next_++, std::move(attempt));
}

const Attempt* DeadLetters::find(std::string_view key) const {
  const auto found = by_key_.lower_bound(key);
  return found == by_key_.end() || found->first != key ? nullptr : &by_order_.at(found->second);
}

const Attempt* DeadLetters::find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const {
  const auto found = by_pair_.find({webinar, rule, attendee});
  return found == by_pair_.end() ? nullptr : &by_order_.at(found->second);
}

std::optional<Attempt> DeadLetters::take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) {
  const auto found = by_pair_.find({webinar, rule, attendee});
  if (found == by_pair_.end()) return std::nullopt;
  auto node = by_order_.extract(found->second);
  const auto [first, last] = by_key_.equal_range(node.mapped().letter->key);
  for (auto key = first; key != last; ++key) {
    if (key->second != found->second) continue;
    by_key_.erase(key);
    break;
  }
  by_pair_.erase(found);
  return std::move(node.mapped());
}

bool DeadLetters::any_of(WebinarNumber webinar) const {
  const auto first = by_pair_.lower_bound({webinar, RuleIndex{}, AttendeeIndex{}});
  return first != by_pair_.end() && std::get<WebinarNumber>(first->first) == webinar;
}

std::vector<RuleIndex> DeadLetters::rules_of(WebinarNumber webinar, AttendeeIndex attendee) const {
  std::vector<RuleIndex> rules;
  auto pair = by_pair_.lower_bound({webinar, RuleIndex{}, AttendeeIndex{}});
  for (; pair != by_pair_.end() && std::get<WebinarNumber>(pair->first) == webinar; ++pair) {
    if (std::get<AttendeeIndex>(pair->first) == attendee) rules.push_back(std::get<RuleIndex>(pair->first));
  }
  return rules;
}

std::vector<DeadLetter> DeadLetters::list() const {
  std::vector<DeadLetter> letters;
  letters.reserve(by_order_.size());
  for (const auto& [order, attempt] : by_order_) letters.push_back(*attempt.letter);
  return letters;
}

}  // namespace usher::lane
