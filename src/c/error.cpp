#include "c/error.hpp"

#include <exception>
#include <new>

namespace usher::c {
namespace {

struct Failure {
  usher_status status = USHER_OK;
  std::string message, where;
};

Failure& failure() noexcept {
  thread_local Failure kept;
  return kept;
}

// A status is the code's number and one, so that 0 is success.
static_assert(static_cast<usher_status>(ErrorCode::malformed) + 1 == USHER_MALFORMED);
static_assert(static_cast<usher_status>(ErrorCode::damaged) + 1 == USHER_DAMAGED);

}  // namespace

usher_status refuse(usher_status status, std::string_view message, std::string_view where) noexcept {
  Failure& kept = failure();
  kept.status = status;
  try {
    kept.message.assign(message);
    kept.where.assign(where);
  } catch (...) {
    kept.message.clear();
    kept.where.clear();
  }
  return status;
}

usher_status refuse(const Error& error) noexcept {
  return refuse(static_cast<usher_status>(error.code) + 1, error.message, error.where);
}

usher_status misused(std::string_view expected, std::string_view found, std::string_view where) noexcept {
  try {
    return refuse(USHER_MISUSED, "expected " + std::string{expected} + ", found " + std::string{found}, where);
  } catch (...) {
    return refuse_exception();
  }
}

usher_status refuse_exception() noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return refuse(USHER_NO_MEMORY, "no memory", "");
  } catch (const std::exception& exception) {
    return refuse(USHER_INTERNAL, exception.what(), "");
  } catch (...) {
    return refuse(USHER_INTERNAL, "an exception of no known type", "");
  }
}

usher_error last_error() noexcept {
  const Failure& kept = failure();
  return {sizeof(usher_error),
          kept.status,
          {kept.message.data(), kept.message.size()},
          {kept.where.data(), kept.where.size()}};
}

const char* name_of(usher_status status) noexcept {
  switch (status) {
    case USHER_OK:
      return "ok";
    case USHER_MISUSED:
      return "misused";
    case USHER_NO_MEMORY:
      return "no_memory";
    case USHER_INTERNAL:
      return "internal";
    default:
      const bool of_code = status >= USHER_MALFORMED && status <= USHER_DAMAGED;
      return of_code ? to_string(static_cast<ErrorCode>(status - 1)).data() : "no such status";
  }
}

}  // namespace usher::c
