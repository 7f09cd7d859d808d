#include "text/plain_line.hpp"

#include <cstdint>
#include <cstring>

namespace usher::text {
namespace {

constexpr std::uint64_t kEach = 0x0101'0101'0101'0101ULL;
constexpr std::uint64_t kHighest = 0x80 * kEach;

/// Whether any of eight characters ends a plain string, or is not plain: a quotation mark, a backslash, a control, or
/// beyond ASCII. The subtractions borrow where a byte is smaller, and only from there on upwards.
bool any_special(std::uint64_t eight) noexcept {
  const std::uint64_t quotes = eight ^ ('"' * kEach);
  const std::uint64_t backslashes = eight ^ ('\\' * kEach);
  const std::uint64_t found = (quotes - kEach) | (backslashes - kEach) | (eight - 0x20 * kEach) | eight;
  return (found & kHighest) != 0;
}

bool is_plain(char character) noexcept {
  return static_cast<unsigned char>(character) >= 0x20 && static_cast<unsigned char>(character) < 0x80 &&
         character != '"' && character != '\\';
}

class PlainReader {
 public:
  explicit PlainReader(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {}

  /// After spaces, if there are any.
  [[nodiscard]] bool take(char wanted) noexcept {
    while (at_ != end_ && *at_ == ' ') ++at_;
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  /// With its quotation marks.
  [[nodiscard]] bool take_string(Value& value) noexcept {
    if (!take('"')) return false;
    const char* const begin = at_;
    for (std::uint64_t eight = 0; end_ - at_ >= 8; at_ += 8) {
      std::memcpy(&eight, at_, sizeof eight);
      if (any_special(eight)) break;
    }
    while (at_ != end_ && is_plain(*at_)) ++at_;
    value = {{begin - 1, at_ + 1}, {begin, at_}};
    return at_ != end_ && *at_++ == '"';
  }
  [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

bool takes_strings(Field field) noexcept {
  const Takes type = takes(field);
  return type == Takes::string || type == Takes::webinar || type == Takes::anything;
}

}  // namespace

bool read_plain(std::string_view json, Scope& line) noexcept {
  line.present = {};
  PlainReader reader{json};
  if (!reader.take('{')) return false;
  do {
    Value name;
    Value value;
    if (!reader.take_string(name) || !reader.take(':') || !reader.take_string(value)) return false;
    const Field field = field_named(name.text);
    if (!fields_of_lines().contains(field) || !takes_strings(field) || line.present.contains(field)) return false;
    line.present.insert(field);
    line[field] = value;
  } while (reader.take(','));
  return reader.take('}') && reader.at_end();
}

}  // namespace usher::text
