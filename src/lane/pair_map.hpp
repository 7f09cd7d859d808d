// Something small for pairs of rule and attendee, of many webinars: mostly for nobody, or for nearly everybody.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lane/packed.hpp"
#include "lane/webinar_number.hpp"
#include "model/index.hpp"

namespace usher::lane {

struct PairOf {
  WebinarNumber webinar{};
  RuleIndex rule{};
  AttendeeIndex attendee{};
  friend auto operator<=>(const PairOf&, const PairOf&) = default;
};

template <class Value>
class PairMap {
 public:
  [[nodiscard]] const Value* find(const PairOf& pair) const { return values_.find(block_of(pair), number_of(pair)); }
  [[nodiscard]] Value* find(const PairOf& pair) { return values_.find(block_of(pair), number_of(pair)); }
  /// The pair has nothing yet.
  void put(const PairOf& pair, Value value) { values_.put(block_of(pair), number_of(pair), value); }
  std::optional<Value> take(const PairOf& pair) { return values_.take(block_of(pair), number_of(pair)); }

  [[nodiscard]] bool any_of(WebinarNumber webinar) const {
    const Block* const first = values_.first_from({webinar, {}, 0});
    return first != nullptr && first->webinar == webinar;
  }
  /// Those by which the attendee has something.
  [[nodiscard]] std::vector<RuleIndex> rules_of(WebinarNumber webinar, AttendeeIndex attendee) const {
    std::vector<RuleIndex> rules;
    Block from = block_of({webinar, {}, attendee});
    for (auto next = values_.first_from(from); next != nullptr && next->webinar == webinar;
         next = values_.first_from(from)) {
      if (next->rule == from.rule) {
        if (find({webinar, from.rule, attendee}) != nullptr) rules.push_back(from.rule);
        from.rule = RuleIndex{static_cast<std::uint32_t>(from.rule) + 1};
      } else {
        from.rule = next->rule;
      }
    }
    return rules;
  }
  /// Calls `visit(pair, value)` for each of the webinar, by rule, then by attendee.
  template <class Visit>
  void for_each_of(WebinarNumber webinar, Visit visit) const {
    values_.for_each_from({webinar, {}, 0}, [&](const Block& block, std::size_t number, const Value& value) {
      if (block.webinar != webinar) return false;
      const std::size_t attendee = block.block * kAttendees + number;
      visit(PairOf{webinar, block.rule, AttendeeIndex{static_cast<std::uint32_t>(attendee)}}, value);
      return true;
    });
  }

 private:
  static constexpr std::size_t kAttendees = 256;  ///< of a block
  struct Block {
    WebinarNumber webinar{};
    RuleIndex rule{};
    std::uint32_t block = 0;  ///< of the rule
    friend auto operator<=>(const Block&, const Block&) = default;
  };
  [[nodiscard]] static Block block_of(const PairOf& pair) noexcept {
    return {pair.webinar, pair.rule, static_cast<std::uint32_t>(slot(pair.attendee) / kAttendees)};
  }
  [[nodiscard]] static std::size_t number_of(const PairOf& pair) noexcept { return slot(pair.attendee) % kAttendees; }

  Packed<Block, Value, kAttendees> values_;
};

}  // namespace usher::lane
