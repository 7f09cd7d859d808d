#include "cli/call_time.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "usher/json.hpp"

namespace usher::cli {
namespace {

constexpr double kNormal99 = 2.3263478740408408;  ///< the 99th percentile of the normal distribution
constexpr Duration kLongestCall = std::chrono::hours{24};
constexpr std::int64_t kMostDigits = 9;

enum class Stream : std::uint64_t { times, failures };

/// The step of splitmix64: neighbouring numbers come out unlike each other.
std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  number = (number ^ (number >> 27U)) * 0x94D049BB133111EBULL;
  return number ^ (number >> 31U);
}

std::uint64_t drawn(std::uint64_t seed, Stream stream, CallId call) {
  constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15ULL;
  const std::uint64_t begin = mixed(seed * 2 + static_cast<std::uint64_t>(stream) + kStride);
  return mixed(begin + static_cast<std::uint64_t>(call) * kStride);
}

double polynomial(double x, const std::array<double, 4>& of) {
  return of[0] + x * (of[1] + x * (of[2] + x * of[3]));
}

/// Where the normal distribution has this share below it: algorithm AS 241 (PPND7) of M. J. Wichura, good to seven
/// digits, which is more than milliseconds show.
double normal_quantile(double share) {
  constexpr std::array<double, 4> kA{3.3871327179, 50.434271938, 159.29113202, 59.109374720};
  constexpr std::array<double, 4> kB{1.0, 17.895169469, 78.757757664, 67.187563600};
  constexpr std::array<double, 4> kC{1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103};
  constexpr std::array<double, 4> kD{1.0, 0.73700164250, 0.12021132975, 0.0};
  constexpr std::array<double, 4> kE{6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997};
  constexpr std::array<double, 4> kF{1.0, 0.24197894225, 0.012258202635, 0.0};
  const double centred = share - 0.5;
  if (std::abs(centred) <= 0.425) {
    const double r = 0.180625 - centred * centred;
    return centred * polynomial(r, kA) / polynomial(r, kB);
  }
  const double r = std::sqrt(-std::log(centred < 0 ? share : 1.0 - share));
  const double size =
      r <= 5 ? polynomial(r - 1.6, kC) / polynomial(r - 1.6, kD) : polynomial(r - 5, kE) / polynomial(r - 5, kF);
  return centred < 0 ? -size : size;
}

Error expected(const std::string& what, std::string_view found) {
  return {ErrorCode::invalid, "expected " + what + ", found \"" + std::string{found} + "\"", {}};
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "12.5" with three decimals as 12500; empty unless plain, with at most so many decimals.
std::optional<std::int64_t> fixed_point(std::string_view text, std::size_t decimals) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string fraction{point == std::string_view::npos ? "0" : text.substr(point + 1)};
  if (!all_digits(whole) || !all_digits(fraction) || whole.size() > kMostDigits || fraction.size() > decimals) {
    return std::nullopt;
  }
  fraction.resize(decimals, '0');
  const std::string digits = std::string{whole} + fraction;
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Result<Duration> parse_seconds(std::string_view name, std::string_view text) {
  const auto milliseconds = fixed_point(text, 3);
  if (milliseconds && *milliseconds > 0 && Duration{*milliseconds} <= kLongestCall) return Duration{*milliseconds};
  return expected(std::string{name} + " in seconds, 0.001 to 86400 with at most three decimals", text);
}

struct Lognormal {
  std::optional<Duration> p50, p99;
  std::optional<std::uint64_t> seed;
};

Result<void> read_parameter(std::string_view parameter, Lognormal& into) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : parameter.substr(equals + 1);
  if (name == "seed" && !into.seed) {
    auto seed = parse_seed(value);
    if (!seed) return std::move(seed).error();
    into.seed = *seed;
    return {};
  }
  auto& percentile = name == "p50" ? into.p50 : into.p99;
  if ((name != "p50" && name != "p99") || percentile) {
    return expected("p50=SECONDS, p99=SECONDS and perhaps seed=NUMBER, each once", parameter);
  }
  auto seconds = parse_seconds(name, value);
  if (!seconds) return std::move(seconds).error();
  percentile = *seconds;
  return {};
}

Result<CallTime> parse_lognormal(std::string_view parameters) {
  Lognormal read;
  for (std::string_view rest = parameters;;) {
    const std::size_t comma = rest.find(',');
    if (auto parameter = read_parameter(rest.substr(0, comma), read); !parameter) return std::move(parameter).error();
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (!read.p50 || !read.p99) return expected("both p50 and p99", parameters);
  if (*read.p99 < *read.p50) return expected("a p99 that is not less than p50", parameters);
  return CallTime::lognormal(*read.p50, *read.p99, read.seed);
}

}  // namespace

CallTime CallTime::lognormal(Duration median, Duration p99, std::optional<std::uint64_t> seed) {
  CallTime time{median};
  const double ratio = static_cast<double>(p99.count()) / static_cast<double>(median.count());
  time.spread_ = std::log(ratio) / kNormal99;
  time.seed_ = seed;
  return time;
}

Duration CallTime::of(CallId call, std::uint64_t seed) const {
  if (spread_ == 0) return median_;
  constexpr double kSteps = 9007199254740992.0;  // 2^53, so that neither 0 nor 1 is ever drawn
  const std::uint64_t number = drawn(seed_.value_or(seed), Stream::times, call);
  const double share = (static_cast<double>(number >> 11U) + 0.5) / kSteps;
  // The last digits of exp and log differ between machines; after rounding to milliseconds nothing of it is left.
  const double milliseconds = static_cast<double>(median_.count()) * std::exp(spread_ * normal_quantile(share));
  const auto most = static_cast<double>(kLongestDuration.count());
  return Duration{std::llround(milliseconds < most ? milliseconds : most)};
}

Result<CallTime> parse_call_time(std::string_view text) {
  constexpr std::string_view kLognormal = "lognormal:";
  if (text.starts_with(kLognormal)) return parse_lognormal(text.substr(kLognormal.size()));
  if (const auto constant = parse_duration(text)) return CallTime{*constant};
  return expected(R"(a duration like "PT0.3S", or "lognormal:p50=0.15,p99=2,seed=7")", text);
}

Result<Share> parse_share(std::string_view text) {
  const auto millionths = fixed_point(text, 6);
  if (millionths && *millionths <= kWhole) return Share{static_cast<std::uint32_t>(*millionths)};
  return expected("a share of 0 to 1 with at most six decimals, like 0.02", text);
}

Result<std::uint64_t> parse_seed(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (problem == std::errc{} && end == text.data() + text.size() && all_digits(text)) return seed;
  return expected("a seed of 0 to 18446744073709551615", text);
}

bool falls_into(Share share, CallId call, std::uint64_t seed) {
  return drawn(seed, Stream::failures, call) % kWhole < static_cast<std::uint32_t>(share);
}

}  // namespace usher::cli
