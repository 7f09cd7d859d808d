// What calls take in a replay, and which of them fail: drawn anew for each call, and the same on every machine, since
// nothing of it comes from a standard library's distributions. Call number n draws the n-th number of its stream,
// whatever the calls before it were.
//
//   const auto time = parse_call_time("lognormal:p50=0.15,p99=2,seed=7");
//   const Duration taken = time->of(call->id(), 0);
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "usher/call.hpp"
#include "usher/result.hpp"

namespace usher::cli {

/// A constant, or lognormal: of the logarithm of the time, a normal distribution with this median and 99th percentile.
class CallTime {
 public:
  /// No time at all.
  CallTime() = default;
  /// Always the same; not explicit, since a duration is what most replays are given.
  CallTime(Duration constant) : median_(constant) {}
  [[nodiscard]] static CallTime lognormal(Duration median, Duration p99, std::optional<std::uint64_t> seed = {});

  /// What this call takes. `seed` counts where the distribution has none of its own.
  [[nodiscard]] Duration of(CallId call, std::uint64_t seed) const;
  [[nodiscard]] std::optional<std::uint64_t> seed() const noexcept { return seed_; }

 private:
  Duration median_{0};
  double spread_ = 0;  ///< the standard deviation of the logarithm
  std::optional<std::uint64_t> seed_;
};

/// "PT0.3S", or "lognormal:p50=0.15,p99=2,seed=7": seconds with at most three decimals, in any order, `seed` optional.
/// Errors: invalid.
[[nodiscard]] Result<CallTime> parse_call_time(std::string_view text);

/// A share in millionths.
enum class Share : std::uint32_t {};
inline constexpr std::uint32_t kWhole = 1'000'000;

/// "0.02": 0 to 1 with at most six decimals. Errors: invalid.
[[nodiscard]] Result<Share> parse_share(std::string_view text);
/// A whole number of at most 64 bits. Errors: invalid.
[[nodiscard]] Result<std::uint64_t> parse_seed(std::string_view text);

/// Whether this call is one of the share of all calls.
[[nodiscard]] bool falls_into(Share share, CallId call, std::uint64_t seed);

}  // namespace usher::cli
