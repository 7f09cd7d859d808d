// Errors are values. A Result<T> holds either a T or an Error; nothing in usher throws except std::bad_alloc.
//
//   auto fed = queue.feed(event, now);
//   if (!fed) log(fed.error().message);
//
// An Error is the host's mistake (a refused event, an unknown call), or that of a journal's store (`unavailable`,
// `damaged`), and has changed nothing. What goes wrong at the other platform is not an Error but an Outcome, call.hpp.
#pragma once

#include <cassert>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace usher {

enum class ErrorCode {
  malformed,      ///< not the format: bad JSON, a wrong type, an unknown or missing field
  invalid,        ///< the format is right, the value is not: percent above 100, an empty id, an instant out of range
  unknown,        ///< names a webinar, rule, attendee, connection, lane, call or key that is not there
  duplicate,      ///< an id that is taken already
  conflict,       ///< cannot be done in the present state: a move after the start, anything for a cancelled webinar
  too_far_ahead,  ///< `at` is more than Options::max_skew after `now`
  limit,          ///< beyond a bound of limits.hpp
  unavailable,    ///< a journal cannot be read or written now: disk full, I/O error, in use by another process
  damaged,        ///< what a journal holds is not what was written, or is of another program or a newer version
};

/// The code's name as printed: "malformed", "too_far_ahead" ...
[[nodiscard]] std::string_view to_string(ErrorCode code);

struct Error {
  ErrorCode code{};
  std::string message;  ///< "expected ..., found ...", in English, without a full stop
  std::string where;    ///< JSON pointer of the offending value in SPEC's text form: "/webinar/rules/0/connection"
  friend bool operator==(const Error&, const Error&) = default;
};

namespace detail {

/// An Error that may be there, in the size of a pointer: results are many, errors few.
class RareError {
 public:
  RareError() = default;
  explicit RareError(Error error) : error_(std::make_unique<Error>(std::move(error))) {}
  RareError(const RareError& other) : error_(other.error_ ? std::make_unique<Error>(*other.error_) : nullptr) {}
  RareError& operator=(const RareError& other) { return *this = RareError{other}; }
  RareError(RareError&&) noexcept = default;
  RareError& operator=(RareError&&) noexcept = default;
  ~RareError() = default;

  [[nodiscard]] explicit operator bool() const noexcept { return error_ != nullptr; }
  [[nodiscard]] Error& operator*() const {
    assert(error_ != nullptr);
    return *error_;
  }

 private:
  std::unique_ptr<Error> error_;
};

}  // namespace detail

/// A T or an Error. Value access without a value is a programming error (asserted).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] T& value() & { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& value() const& { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const& {
    assert(!has_value());
    return **std::get_if<1>(&state_);
  }
  [[nodiscard]] Error&& error() && {
    assert(!has_value());
    return std::move(**std::get_if<1>(&state_));
  }

 private:
  std::variant<T, detail::RareError> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return std::move(*error_); }

 private:
  detail::RareError error_;
};

}  // namespace usher
