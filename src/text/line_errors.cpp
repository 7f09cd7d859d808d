// Where in a line something is wrong, and what a JSON parser stumbled over.
#include "model/id.hpp"
#include "text/line_reader.hpp"

namespace usher::text {
namespace {

constexpr int kOutOfRange = 406;  ///< nlohmann's number for a number that no double holds
constexpr std::size_t kBytesBefore = 20;
constexpr std::size_t kBytesShown = 40;

/// A key as it is meant, from how it is written.
std::string unescaped(std::string_view key) {
  if (key.find('\\') == std::string_view::npos) return std::string{key};
  const auto text = nlohmann::json::parse('"' + std::string{key} + '"', nullptr, false);
  return text.is_string() ? text.get<std::string>() : std::string{key};
}

std::string at_byte(std::size_t position) {
  return " at byte " + std::to_string(position);
}

/// What stands around the byte that the parser stumbled over, its `position` counted from 1.
std::string found_at(std::string_view line, std::size_t position, std::size_t token_begin) {
  if (position > line.size()) return "the end of the line";
  const auto byte = static_cast<unsigned char>(line[position - 1]);
  if (byte == 0) return "a NUL" + at_byte(position);
  const bool beside_other = byte >= 0x80 || (position > 1 && static_cast<unsigned char>(line[position - 2]) >= 0x80);
  if (beside_other && !model::is_utf8(line)) return "ill-formed UTF-8" + at_byte(position);
  if (byte < 0x20) return "a control character" + at_byte(position);
  std::size_t begin = std::max(std::min(token_begin, position - 1), position - std::min(position, kBytesBefore));
  while (begin < position - 1 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U) ++begin;
  return "invalid JSON" + at_byte(position) + ": " + in_quotes(line.substr(begin, kBytesShown));
}

}  // namespace

bool LineReader::parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& error) {
  const bool announced = depth_ != 0 && top().bracket == Bracket::object && top().announced;
  std::string where = announced ? pointer_to_value() : pointer_to_container();
  if (error.id == kOutOfRange) return refuse(ErrorCode::invalid, "a number that a double holds", shown(token), where);
  const auto token_begin = static_cast<std::size_t>(token_end_ - line_.data());
  const std::string found = found_at(line_, position, token_begin);
  return refuse(ErrorCode::malformed, result_ ? "nothing after the object" : "a JSON object on one line", found, where);
}

bool LineReader::refuse(ErrorCode code, std::string_view what, std::string_view found, std::string where) {
  error_ = expected(code, what, found, std::move(where));
  return false;
}

/// An error that points from the innermost object.
bool LineReader::refuse_within(std::optional<Error>& error) {
  error->where.insert(0, pointer_to_container());
  error_ = std::move(error);
  return false;
}

bool LineReader::refuse_type(std::string_view found) {
  if (depth_ == 0) return refuse(ErrorCode::malformed, "a JSON object", found, {});
  const Frame& frame = top();
  std::string_view what = "a rule object";
  if (frame.place == Place::audience_array) {
    what = description(Takes::audience);
  } else if (frame.place != Place::rules) {
    what = description(takes(frame.field));
  }
  return refuse(ErrorCode::malformed, what, found, pointer_to_value());
}

bool LineReader::refuse_field(std::string_view name) {
  const Frame& frame = top();
  FieldSet known = fields_here();
  if (frame.place == Place::line && frame.scope->present.contains(Field::type)) {
    const LineType* type = line_type_named((*frame.scope)[Field::type].text);
    if (type != nullptr) known = fields_of_line(*type).allowed;
  }
  return refuse(ErrorCode::malformed, "one of " + names_of(known), in_quotes(name), pointer_to_value());
}

/// Of the innermost object or array.
std::string LineReader::pointer_to_container() const {
  std::string pointer;
  for (std::size_t i = 0; i + 1 < depth_; ++i) {
    const Frame& frame = frames_[i];
    append_token(pointer, frame.bracket == Bracket::array ? std::to_string(frame.index) : unescaped(frame.key));
  }
  return pointer;
}

/// Of the value within it that is being read.
std::string LineReader::pointer_to_value() const {
  std::string pointer = pointer_to_container();
  if (depth_ == 0) return pointer;
  const Frame& frame = top();
  append_token(pointer, frame.bracket == Bracket::array ? std::to_string(frame.index) : unescaped(frame.key));
  return pointer;
}

}  // namespace usher::text
