#include "connect/answer_table.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "connect/bounded_json.hpp"

namespace usher::connect {
namespace {

using std::chrono::seconds;

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

Duration bounded(std::int64_t count) {
  return std::clamp<Duration>(seconds{std::clamp<std::int64_t>(count, 0, kLongestPause / seconds{1})}, Duration{0},
                              kLongestPause);
}

/// "30", or a number with a word: "432 seconds".
std::optional<Duration> seconds_in(std::string_view text, bool word_allowed) {
  text = trimmed(text);
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc::result_out_of_range) return kLongestPause;
  if (error != std::errc{}) return {};
  const auto rest = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  const bool understood = rest.empty() || (word_allowed && (rest == "seconds" || rest == "second" || rest == "s"));
  if (!understood) return {};
  return bounded(static_cast<std::int64_t>(std::min<std::uint64_t>(count, std::uint64_t{1} << 40U)));
}

std::optional<std::int64_t> http_date(std::string_view text) {
  constexpr std::size_t kDateBytes = 64;
  if (text.empty() || text.size() > kDateBytes) return {};
  const auto instant = curl_getdate(std::string{text}.c_str(), nullptr);
  return instant < 0 ? std::nullopt : std::optional<std::int64_t>{instant};
}

std::optional<Duration> until_date(const HttpHeaders& headers, std::string_view date, Instant now) {
  const auto then = http_date(date);
  if (!then) return {};
  const auto from = http_date(header(headers, "Date"));
  const auto ours = std::chrono::floor<seconds>(now.time_since_epoch()).count();
  return bounded(*then - from.value_or(ours));
}

std::optional<Duration> in_body(std::string_view body) {
  const auto json = parse_json(body);
  if (!json.is_object() || !json.contains("context")) return {};
  const auto& context = json["context"];
  const auto& holder = context.is_array() && !context.empty() ? context.front() : context;
  if (!holder.is_object() || !holder.contains("timeToReset")) return {};
  const auto& time = holder["timeToReset"];
  if (time.is_number_unsigned()) return seconds_in(time.dump(), false);
  return time.is_string() ? seconds_in(time.get_ref<const std::string&>(), true) : std::nullopt;
}

}  // namespace

std::string_view header(const HttpHeaders& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return same_name(h.first, name); });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<Duration> asked_pause(const HttpHeaders& headers, std::string_view body, Instant now) {
  if (const auto after = header(headers, "Retry-After"); !after.empty()) {
    const auto pause = seconds_in(after, false);
    if (const auto asked = pause ? pause : until_date(headers, after, now)) return asked;
  }
  if (const auto asked = seconds_in(header(headers, "X-RateLimit-Reset"), true)) return asked;
  return in_body(body);
}

}  // namespace usher::connect
