// How the calls of a replay went: what was on time, how late and how early, and what had to be done again. For people.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/layout.hpp"
#include "cli/replay_engine.hpp"

namespace usher::cli {

/// When the information was at the target: a handover counts once, at its delivery. Corrections are left out of this,
/// since they answer to something that was heard of after due. Memory: two numbers for each handover.
class CallReport {
 public:
  void ended(const EndedCall& end);
  /// At most kColumns wide; nothing where nothing was called.
  void print(const DispatchQueue& queue, const Paint& paint, std::ostream& out) const;

  /// For a table: "98.1 s", and "99.6 %" of what was delivered; "-" where nothing was.
  [[nodiscard]] std::string longest_lead() const;
  [[nodiscard]] std::string share_on_time() const;
  [[nodiscard]] std::string longest_delay() const;

 private:
  [[nodiscard]] std::size_t on_time() const;

  std::vector<Duration> lateness_;  ///< 0 for what was done by due
  std::vector<Duration> leads_;     ///< of those whose call started before due
};

/// Of a correction the key names a second or later generation (SPEC S17).
[[nodiscard]] bool is_correction(std::string_view key);

/// The smallest of the sorted durations that at least so many of a hundred do not exceed; there must be one.
[[nodiscard]] Duration percentile(const std::vector<Duration>& sorted, std::size_t hundredths);

}  // namespace usher::cli
