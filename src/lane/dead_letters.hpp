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
  /// Takes a letter off the list, the oldest of that key.
  [[nodiscard]] std::optional<Attempt> take(std::string_view key);
  /// The letter of that key and webinar; a webinar's id may have been another's before.
  [[nodiscard]] const Attempt* find(std::string_view key, WebinarNumber webinar) const;
  [[nodiscard]] std::vector<DeadLetter> list() const;
  [[nodiscard]] std::size_t size() const noexcept { return by_order_.size(); }

 private:
  std::map<std::uint64_t, Attempt> by_order_;
  std::multimap<std::string, std::uint64_t, std::less<>> by_key_;  ///< a webinar's id may come again, once it is freed
  std::uint64_t next_ = 0;
};

}  // namespace usher::lane
