// The answers to many events that came at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "c/error.hpp"
#include "usher/event.hpp"
#include "usher/usher.h"

namespace usher::c {

/// The answers of many, and the first that was refused.
class Answers {
 public:
  explicit Answers(int32_t* answers) : answers_(answers) {}

  void take(std::size_t index, const Result<Fed>& fed) {
    if (!fed) return refuse_one(index, fed.error().where, refuse(fed.error()));
    if (answers_ != nullptr) answers_[index] = static_cast<int32_t>(*fed);
  }
  /// One that did not come to the queue at all; the thread's error says why.
  void leave_out(std::size_t index, usher_status status) {
    const usher_text where = last_error().where;
    refuse_one(index, {where.data, where.size}, status);
  }
  [[nodiscard]] usher_status status() const { return first_ == USHER_OK ? kDone : refuse(first_, message_, where_); }

 private:
  void refuse_one(std::size_t index, std::string_view where, usher_status status) {
    if (answers_ != nullptr) answers_[index] = -status;
    if (first_ != USHER_OK && index > index_) return;
    const usher_text message = last_error().message;
    first_ = status;
    index_ = index;
    message_ = std::string{message.data, message.size};
    where_ = "/" + std::to_string(index) + std::string{where};
  }

  int32_t* answers_;
  usher_status first_ = USHER_OK;
  std::size_t index_ = 0;
  std::string message_, where_;
};

}  // namespace usher::c
