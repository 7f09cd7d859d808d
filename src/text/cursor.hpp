// Where the JSON parser is in a line: an input iterator whose position stays outside, so that whoever handles the
// parser's events can tell which bytes a value came from.
#pragma once

#include <cstddef>
#include <iterator>

namespace usher::text {

class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  /// `position` moves along; it must outlive the cursor.
  explicit Cursor(const char** position) noexcept : position_(position) {}
  reference operator*() const noexcept { return **position_; }
  Cursor& operator++() noexcept {
    ++*position_;
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) noexcept { return *a.position_ == *b.position_; }

 private:
  const char** position_;
};

}  // namespace usher::text
