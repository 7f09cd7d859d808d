// Dense numbers that stand for ids inside one webinar or one queue. They are distinct types, so that an attendee cannot
// be taken for a rule; `slot` gives the number to index an array with.
#pragma once

#include <cstddef>
#include <cstdint>

namespace usher {

enum class AttendeeIndex : std::uint32_t {};
enum class RuleIndex : std::uint32_t {};
enum class ConnectionIndex : std::uint32_t {};
enum class LaneIndex : std::uint32_t {};

template <class Index>
[[nodiscard]] constexpr std::size_t slot(Index index) noexcept {
  return static_cast<std::size_t>(index);
}

}  // namespace usher
