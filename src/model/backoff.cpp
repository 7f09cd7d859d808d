#include <algorithm>

#include "usher/call.hpp"

namespace usher {
namespace {

constexpr std::int64_t kFirstWait = 1'000;
constexpr std::int64_t kLongestWait = 600'000;
constexpr std::int32_t kDoublings = 10;  // 1,024 s is beyond the longest wait

/// FNV-1a (Fowler, Noll, Vo), then the finalizer of MurmurHash3 (Appleby) so that near keys part.
std::uint64_t scatter(std::string_view key, std::int32_t attempt) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char character : key) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 1'099'511'628'211ULL;
  }
  hash ^= static_cast<std::uint64_t>(attempt);
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33U);
}

}  // namespace

Duration backoff(std::string_view key, std::int32_t attempt) {
  const std::int32_t doublings = std::clamp(attempt - 1, 0, kDoublings);
  const std::int64_t wait = std::min(kFirstWait << doublings, kLongestWait);
  const auto spread = static_cast<std::uint64_t>(wait / 2 + 1);
  return Duration{wait - static_cast<std::int64_t>(scatter(key, attempt) % spread)};
}

}  // namespace usher
