// Handovers that ended without being delivered, by key, in the order in which they died (S25).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lane/attempt.hpp"

namespace usher::lane {

class DeadLetters {
 public:
  void add(Attempt attempt, std::shared_ptr<const DeadLetter> letter);
  /// The oldest of that key; the one of that pair of rule and attendee, which has at most one.
  [[nodiscard]] const Attempt* find(std::string_view key) const;
  [[nodiscard]] const Attempt* find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const;
  /// Takes that of the pair off the list.
  std::optional<Attempt> take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee);
  [[nodiscard]] bool any_of(WebinarNumber webinar) const;
  /// Those of one attendee, by rule.
  [[nodiscard]] std::vector<RuleIndex> rules_of(WebinarNumber webinar, AttendeeIndex attendee) const;
  [[nodiscard]] std::vector<DeadLetter> list() const;
  [[nodiscard]] std::size_t size() const noexcept { return by_order_.size(); }
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [order, attempt] : by_order_) visit(attempt);
  }

 private:
  using Pair = std::tuple<WebinarNumber, RuleIndex, AttendeeIndex>;

  std::map<std::uint64_t, Attempt> by_order_;
  std::multimap<std::string, std::uint64_t, std::less<>> by_key_;  ///< a webinar's id may come again, once it is freed
  std::map<Pair, std::uint64_t> by_pair_;
  std::uint64_t next_ = 0;
};

}  // namespace usher::lane
