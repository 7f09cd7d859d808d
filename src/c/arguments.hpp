// What comes in over the border, read before it is believed. The first argument at fault decides; the others may be
// read nevertheless, and are harmless.
//
//   Arguments given;
//   const std::string_view key = given.text(key_data, key_size, "/key");
//   const Instant at = given.instant(now, "/now");
//   if (!given) return given.status();
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "c/error.hpp"
#include "usher/time.hpp"

namespace usher::c {

class Arguments {
 public:
  [[nodiscard]] explicit operator bool() const noexcept { return status_ == USHER_OK; }
  /// Of the first that was at fault; the error is kept.
  [[nodiscard]] usher_status status() const noexcept { return status_; }

  [[nodiscard]] std::string_view text(const char* data, std::size_t size, const char* where) noexcept {
    if (data == nullptr) {
      if (size != 0 && size != USHER_TO_NUL) fault("a text", "NULL", where);
      return {};
    }
    if (size == USHER_TO_NUL) return {data, std::strlen(data)};
    if (size > PTRDIFF_MAX) {
      fault("a size in bytes", "one beyond all memory", where);
      return {};
    }
    return {data, size};
  }
  [[nodiscard]] std::string_view text(const usher_text& text, const char* where) noexcept {
    return this->text(text.data, text.size, where);
  }

  [[nodiscard]] Instant instant(std::int64_t milliseconds, const char* where) noexcept {
    if (milliseconds < kEarliestInstant.time_since_epoch().count() ||
        milliseconds > kLatestInstant.time_since_epoch().count()) {
      fault_value("an instant in 1970 to 2262, 0 to 9246182399999 ms", milliseconds, where);
      return kEarliestInstant;
    }
    return Instant{Duration{milliseconds}};
  }
  [[nodiscard]] Duration duration(std::int64_t milliseconds, const char* where) noexcept {
    if (milliseconds < -kLongestDuration.count() || milliseconds > kLongestDuration.count()) {
      fault_value("a duration of at most 3155760000000 ms either way", milliseconds, where);
      return Duration{0};
    }
    return Duration{milliseconds};
  }
  [[nodiscard]] std::int64_t number(std::int64_t value, std::int64_t least, std::int64_t most,
                                    const char* where) noexcept;

  /// A pointer to write to or to read from.
  void present(const void* pointer, const char* where) noexcept {
    if (pointer == nullptr) fault("a pointer", "NULL", where);
  }
  /// A struct that tells its size; the first version of each is the smallest there is.
  template <class Struct>
  void sized(const Struct* value, const char* where) noexcept {
    present(value, where);
    if (value == nullptr) return;
    const bool whole = value->size % alignof(Struct) == 0;  // or the next one in an array could not be read
    if (value->size < sizeof(Struct) || value->size > kMostStructBytes || !whole) {
      wrong_size(sizeof(Struct), value->size, where);
    }
  }

 private:
  static constexpr std::size_t kMostStructBytes = 4096;  ///< no version of a struct will be as large

  void fault(std::string_view expected, std::string_view found, const char* where) noexcept;
  void fault_value(std::string_view expected, std::int64_t found, const char* where) noexcept;
  void wrong_size(std::size_t least, std::size_t found, const char* where) noexcept;

  usher_status status_ = USHER_OK;
};

/// An enumerator that comes as a number: nothing but 0 to `last`.
template <class Enum>
Enum one_of(Arguments& given, std::int32_t value, Enum last, const char* where) noexcept {
  return static_cast<Enum>(given.number(value, 0, static_cast<std::int64_t>(last), where));
}

/// Writes as much as the caller's version of the struct has, and leaves its size.
template <class Struct>
void write(Struct* out, Struct value) noexcept {
  value.size = out->size;
  if (out->size == sizeof(Struct)) {
    *out = value;  // member by member, where it is made: a copy of the whole would wait for what has just been written
  } else {
    std::memcpy(out, &value, std::min(value.size, sizeof(Struct)));
  }
}

/// The element of an array whose elements have the size that the first tells.
template <class Struct>
Struct* element(Struct* first, std::size_t index) noexcept {
  using Byte = std::conditional_t<std::is_const_v<Struct>, const std::byte, std::byte>;
  return reinterpret_cast<Struct*>(reinterpret_cast<Byte*>(first) + index * first->size);
}

inline usher_text given_out(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

inline std::int64_t milliseconds(Instant instant) noexcept {
  return instant.time_since_epoch().count();
}

}  // namespace usher::c
