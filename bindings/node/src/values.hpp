// Between JavaScript's values and the C ABI's: text, instants, and errors.
#pragma once

#include <napi.h>

#include <array>
#include <cstdint>
#include <string>

#include "usher/usher.h"

namespace usher_node {

/// A string's UTF-8 while a function runs; ids fit without memory from the heap. Undefined and null are no text.
class Utf8 {
 public:
  Utf8(napi_env env, napi_value value);
  [[nodiscard]] const char* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::array<char, 320> inline_;
  std::string heap_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A number of milliseconds, cut to whole ones; beyond all instants where there is no such number.
[[nodiscard]] std::int64_t milliseconds(double number);
[[nodiscard]] std::uint64_t whole_number(double number);
/// Milliseconds; what is no number is beyond all instants, so that usher refuses it.
[[nodiscard]] std::int64_t milliseconds(napi_env env, napi_value value);
[[nodiscard]] std::uint64_t whole_number(napi_env env, napi_value value);

[[nodiscard]] Napi::Value text(Napi::Env env, usher_text value);
/// Undefined where there is none.
[[nodiscard]] Napi::Value instant(Napi::Env env, std::int64_t value);

/// What is kept for each environment: the class of error for each status.
struct Errors {
  Napi::FunctionReference make;
};
/// Throws what usher said last; gives undefined back, which JavaScript does not see then.
Napi::Value fail(Napi::Env env, usher_status status);
Napi::Value fail(Napi::Env env, usher_status status, const std::string& message, const std::string& where);

/// Functions that need no queue.
void add_values(Napi::Env env, Napi::Object exports);

}  // namespace usher_node
