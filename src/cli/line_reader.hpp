// Reads the lines of a stream one at a time and never holds more than the longest allowed one: what is longer is
// skipped to its end and reported. Lines of white space alone are passed over, though counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

#include "usher/json.hpp"

namespace usher::cli {

class LineReader {
 public:
  enum class Got { line, too_long, end };

  /// Borrows the stream. `longest` counts bytes without the line feed.
  explicit LineReader(std::istream& in, std::size_t longest = limits::kLineBytes) : in_(in), longest_(longest) {}

  /// Takes what the stream has and waits only for a line that is not complete, so that a pipe can be followed.
  [[nodiscard]] Got next();
  [[nodiscard]] std::string_view text() const { return line_; }   ///< valid until the next `next`
  [[nodiscard]] std::uint64_t number() const { return number_; }  ///< of that line, from 1

 private:
  [[nodiscard]] bool fill();
  [[nodiscard]] Got read();

  std::istream& in_;
  std::size_t longest_;
  std::string line_;
  std::uint64_t number_ = 0;
  std::array<char, std::size_t{1} << 16> buffer_{};
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace usher::cli
