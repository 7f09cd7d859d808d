#include "text/line_reader.hpp"

#include "text/audience.hpp"
#include "text/cursor.hpp"
#include "text/definitions.hpp"
#include "text/events.hpp"
#include "text/plain_line.hpp"

namespace usher::text {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr bool continues_number(char character) noexcept {
  return (character >= '0' && character <= '9') || character == '-' || character == '+' || character == '.' ||
         character == 'e' || character == 'E';
}

constexpr bool separates(char character) noexcept {
  return character == ' ' || character == ':' || character == ',' || character == '\t' || character == '\n' ||
         character == '\r';
}

}  // namespace

/// Which objects and arrays may stand where, and what they are there.
struct LineReader::Nesting {
  Place within;
  Field field;
  Bracket bracket;
  Place becomes;

  static constexpr std::array<Nesting, 13> table() {
    using enum Place;
    using enum Bracket;
    return {{{line, Field::webinar, object, webinar},
             {line, Field::profile, object, payload},
             {line, Field::profile, array, payload},
             {webinar, Field::threshold, object, threshold},
             {webinar, Field::rules, array, rules},
             {rule, Field::when, object, when},
             {rule, Field::audience, object, audience_object},
             {rule, Field::action, object, payload},
             {rule, Field::action, array, payload},
             {when, Field::anchor, object, anchor},
             {audience_object, Field::negation, object, audience_object},
             {audience_object, Field::any_of, array, audience_array},
             {audience_object, Field::all_of, array, audience_array}}};
  }
};

Result<Line> LineReader::read(std::string_view line) {
  if (line.size() > limits::kLineBytes) {
    return expected(ErrorCode::limit, "a line of at most 1048576 bytes", std::to_string(line.size()));
  }
  if (line.starts_with(kByteOrderMark)) {
    return expected(ErrorCode::malformed, "a JSON object on one line", "a byte order mark");
  }
  line_ = line;
  position_ = token_end_ = line.data();
  end_ = line.data() + line.size();
  depth_ = 0;
  notices_.clear();
  result_.reset();
  error_.reset();
  if (read_plain(line, scopes_[static_cast<std::size_t>(Place::line)])) {
    finish_line();
    if (error_) return *std::move(error_);
    return *std::move(result_);
  }
  const bool parsed = nlohmann::json::sax_parse(Cursor{&position_}, Cursor{&end_}, this);
  if (parsed && (position_ != end_ || position_[-1] == '\0')) {
    refuse(ErrorCode::malformed, "nothing after the object", "a NUL at byte " + std::to_string(position_ - line.data()),
           {});
  }
  if (error_) return *std::move(error_);
  return *std::move(result_);
}

/// Only separators lie between the end of a token and the next.
const char* LineReader::next_token() const {
  const char* begin = token_end_;
  while (separates(*begin)) ++begin;
  return begin;
}

/// The token that the parser has just read, to its last byte.
std::string_view LineReader::token() {
  const char* begin = next_token();
  token_end_ = position_;
  return {begin, position_};
}

bool LineReader::string(const std::string& value) {
  const std::string_view json = token();
  if (depth_ != 0 && top().place == Place::payload) return scalar(Kind::string, json, {});
  const bool escaped = json.size() != value.size() + 2;
  return scalar(Kind::string, json, escaped ? keep(value) : json.substr(1, value.size()));
}

/// The parser has read one character more, unless the line ended there.
bool LineReader::number() {
  const char* begin = next_token();
  token_end_ = begin;
  while (token_end_ != end_ && continues_number(*token_end_)) ++token_end_;
  const std::string_view json{begin, token_end_};
  return scalar(Kind::number, json, json);
}

bool LineReader::plain_scalar(Kind kind) {
  const std::string_view json = token();
  return scalar(kind, json, json);
}

bool LineReader::scalar(Kind kind, std::string_view json, std::string_view text) {
  if (depth_ == 0) return refuse(ErrorCode::malformed, "a JSON object", shown(json), {});
  const Frame& frame = top();
  if (frame.place == Place::audience_array) return name_audience(kind, json, text);
  if (frame.place == Place::rules) return refuse_type(shown(json));
  if (frame.place != Place::payload) {
    const Takes type = takes(frame.field);
    if (type == Takes::audience) return name_audience(kind, json, text);
    const bool fits =
        type == Takes::anything || (type == Takes::number && kind == Kind::number) ||
        (type == Takes::truth && kind == Kind::truth) ||
        ((type == Takes::string || type == Takes::webinar || type == Takes::anchor) && kind == Kind::string);
    if (!fits) return refuse_type(shown(json));
  }
  store(json, text);
  return true;
}

bool LineReader::key(const std::string& name) {
  const std::string_view json = token();
  Frame& frame = top();
  frame.key = json.substr(1, json.size() - 2);
  frame.announced = true;
  if (frame.place == Place::payload) return true;
  frame.field = field_named(name);
  if (!fields_here().contains(frame.field)) return refuse_field(name);
  if (frame.scope == nullptr) {
    if (!frame.answered) return frame.answered = true;
    return refuse(ErrorCode::malformed, "one of any_of, all_of, not alone", in_quotes(name) + " as well",
                  pointer_to_value());
  }
  if (frame.scope->present.contains(frame.field)) {
    return refuse(ErrorCode::malformed, "every field once", in_quotes(name) + " again", pointer_to_value());
  }
  frame.scope->present.insert(frame.field);
  return true;
}

/// Of the innermost object; in a line's the fields of any type of line.
FieldSet LineReader::fields_here() const {
  switch (top().place) {
    case Place::line:
      return fields_of_lines();
    case Place::webinar:
      return fields_of::kWebinar;
    case Place::threshold:
      return fields_of::kThreshold;
    case Place::rule:
      return fields_of::kRule;
    case Place::when:
      return fields_of::kWhen;
    case Place::anchor:
      return fields_of::kAnchor;
    case Place::audience_object:
      return fields_of::kAudience;
    default:
      return {};
  }
}

std::optional<LineReader::Place> LineReader::place_within(Bracket bracket) const {
  const bool object = bracket == Bracket::object;
  if (depth_ == 0) return object ? std::optional{Place::line} : std::nullopt;
  const Frame& frame = top();
  if (frame.place == Place::payload) return Place::payload;
  if (frame.place == Place::rules) return object ? std::optional{Place::rule} : std::nullopt;
  if (frame.place == Place::audience_array) return object ? std::optional{Place::audience_object} : std::nullopt;
  static constexpr auto kNestings = Nesting::table();
  for (const Nesting& nesting : kNestings) {
    if (nesting.within == frame.place && nesting.field == frame.field && nesting.bracket == bracket) {
      return nesting.becomes;
    }
  }
  return std::nullopt;
}

bool LineReader::open(Bracket bracket) {
  token_end_ = position_;
  const std::string_view found = bracket == Bracket::object ? "an object" : "an array";
  const auto place = place_within(bracket);
  if (!place) return refuse_type(found);
  if (depth_ == frames_.size()) {
    return refuse(ErrorCode::limit, "at most 32 objects and arrays in each other", std::string{found} + " more",
                  pointer_to_value());
  }
  Frame opened{.place = *place, .bracket = bracket, .begin = position_ - 1};
  if (static_cast<std::size_t>(*place) < kScopes) {
    opened.scope = &scopes_[static_cast<std::size_t>(*place)];
    opened.scope->present = {};
  }
  if (*place == Place::audience_array) {
    opened.field = top().field;
    opened.audience = opened.field == Field::any_of ? ~Audience::all() : Audience::all();
  }
  if (*place == Place::webinar) rules_.clear();
  if (*place == Place::rule) audience_ = Audience::all();
  frames_[depth_++] = opened;
  return true;
}

bool LineReader::close() {
  token_end_ = position_;
  const Frame closed = top();
  if (!finish(closed)) return false;
  if (--depth_ == 0) return true;
  const std::string_view json{closed.begin, position_};
  if (closed.place == Place::audience_object || closed.place == Place::audience_array) combine(closed.audience);
  store(json, json);
  return true;
}

bool LineReader::finish(const Frame& closing) {
  switch (closing.place) {
    case Place::line:
      return finish_line();
    case Place::webinar:
      return finish_webinar();
    case Place::rule:
      return finish_rule();
    case Place::audience_object:
      return closing.answered ||
             refuse(ErrorCode::malformed, "one of any_of, all_of, not", "none", pointer_to_container());
    default:
      return true;
  }
}

bool LineReader::finish_rule() {
  const auto scope = [&](Place place) -> const Scope& { return scopes_[static_cast<std::size_t>(place)]; };
  std::optional<Error> error;
  Rule rule = read_rule({scope(Place::rule), scope(Place::when), scope(Place::anchor)}, audience_, error);
  if (error) return refuse_within(error);
  rules_.push_back(std::move(rule));
  return true;
}

bool LineReader::finish_webinar() {
  std::optional<Error> error;
  webinar_ = read_webinar(scopes_[static_cast<std::size_t>(Place::webinar)],
                          scopes_[static_cast<std::size_t>(Place::threshold)], notices_, error);
  if (error) return refuse_within(error);
  webinar_.rules = std::move(rules_);
  for (Notice& notice : notices_) notice.where.insert(0, pointer_to_container());
  return true;
}

bool LineReader::finish_line() {
  auto line = read_line(scopes_[static_cast<std::size_t>(Place::line)], webinar_);
  if (!line) {
    error_ = std::move(line).error();
    return false;
  }
  result_ = *std::move(line);
  for (Notice& notice : notices_) result_->notices.push_back(std::move(notice));
  return true;
}

/// A value has ended within the innermost object or array.
void LineReader::store(std::string_view json, std::string_view text) {
  Frame& frame = top();
  frame.announced = false;
  if (frame.bracket == Bracket::array) ++frame.index;
  if (frame.scope != nullptr) (*frame.scope)[frame.field] = {json, text};
}

bool LineReader::name_audience(Kind kind, std::string_view json, std::string_view text) {
  if (kind != Kind::string) {
    return refuse(ErrorCode::malformed, description(Takes::audience), shown(json), pointer_to_value());
  }
  const Audience* audience = audience_named(text);
  if (audience == nullptr) {
    return refuse(ErrorCode::invalid, audience_names(), shown(json), pointer_to_value());
  }
  combine(*audience);
  store(json, text);
  return true;
}

/// An audience has ended within the innermost object or array: a rule, or another audience.
void LineReader::combine(Audience audience) {
  Frame& frame = top();
  if (frame.place == Place::rule) {
    audience_ = audience;
  } else if (frame.place == Place::audience_object) {
    frame.audience = frame.field == Field::negation ? ~audience : audience;
  } else {
    frame.audience = frame.field == Field::any_of ? frame.audience | audience : frame.audience & audience;
  }
}

}  // namespace usher::text
