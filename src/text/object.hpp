// JSON on its way out, appended to a text: strings escaped only where JSON wants it, and the host's own as it came in.
//
//   Object{out}.text("type", "queue").time("retain", options.retain);   // {"type":"queue","retain":"P1D"}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "usher/audience.hpp"
#include "usher/time.hpp"

namespace usher::text {

void append_string(std::string& out, std::string_view text);

/// An object that is being written: each member appends one, in the order of the calls.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_string(out_, name);
    return out_ += ':';
  }
  Object& text(std::string_view name, std::string_view value) {
    append_string(member(name), value);
    return *this;
  }
  Object& number(std::string_view name, std::uint64_t value) {
    member(name) += std::to_string(value);
    return *this;
  }
  Object& truth(std::string_view name, bool value) {
    member(name) += value ? "true" : "false";
    return *this;
  }
  /// Only where it is true.
  Object& truth_if(std::string_view name, bool value) { return value ? truth(name, true) : *this; }
  Object& time(std::string_view name, Instant value) { return text(name, to_string(value)); }
  Object& time(std::string_view name, Duration value) { return text(name, to_string(value)); }
  Object& time(std::string_view name, const std::optional<Instant>& value) {
    if (value) time(name, *value);
    return *this;
  }
  Object& optional_text(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
    return *this;
  }
  /// The host's own JSON, if there is any. In JSON a line feed can only be white space: a space keeps the line one.
  Object& payload(std::string_view name, std::string_view json);
  Object& standing(std::string_view name, Standing standing);

 private:
  std::string& out_;
  bool first_ = true;
};

template <class Range, class Append>
void append_list(std::string& out, const Range& range, Append append) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    append(out, element);
  }
  out += ']';
}

}  // namespace usher::text
