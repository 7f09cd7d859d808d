// What a failed function leaves behind for its thread, and how every failure comes there.
#pragma once

#include <string>
#include <string_view>

#include "usher/result.hpp"
#include "usher/usher.h"

namespace usher::c {

/// USHER_OK with the type of a status, which the enumerators do not have.
inline constexpr usher_status kDone = USHER_OK;

/// Keeps it for usher_last_error and gives the status back. Without memory for the message the status alone is kept.
usher_status refuse(usher_status status, std::string_view message, std::string_view where) noexcept;
usher_status refuse(const Error& error) noexcept;
/// USHER_MISUSED: "expected ..., found ...".
usher_status misused(std::string_view expected, std::string_view found, std::string_view where) noexcept;
/// Of the exception that is being handled.
usher_status refuse_exception() noexcept;

template <class T>
usher_status status_of(const Result<T>& result) noexcept {
  return result ? USHER_OK : refuse(result.error());
}

/// The last failure of this thread; its texts are valid until the next.
[[nodiscard]] usher_error last_error() noexcept;
[[nodiscard]] const char* name_of(usher_status status) noexcept;

}  // namespace usher::c
