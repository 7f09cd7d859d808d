#include "c/arguments.hpp"

namespace usher::c {

std::int64_t Arguments::number(std::int64_t value, std::int64_t least, std::int64_t most, const char* where) noexcept {
  if (value >= least && value <= most) return value;
  if (*this) {
    try {
      const std::string expected = std::to_string(least) + " to " + std::to_string(most);
      fault_value(expected, value, where);
    } catch (...) {
      status_ = refuse_exception();
    }
  }
  return least;
}

void Arguments::fault(std::string_view expected, std::string_view found, const char* where) noexcept {
  if (*this) status_ = misused(expected, found, where);
}

void Arguments::fault_value(std::string_view expected, std::int64_t found, const char* where) noexcept {
  if (!*this) return;
  try {
    status_ =
        refuse({ErrorCode::invalid, "expected " + std::string{expected} + ", found " + std::to_string(found), where});
  } catch (...) {
    status_ = refuse_exception();
  }
}

void Arguments::wrong_size(std::size_t least, std::size_t found, const char* where) noexcept {
  if (!*this) return;
  try {
    status_ = misused("a struct that says a size of at least " + std::to_string(least), std::to_string(found), where);
  } catch (...) {
    status_ = refuse_exception();
  }
}

}  // namespace usher::c
