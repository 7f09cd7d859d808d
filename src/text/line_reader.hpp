// Handles the events of a JSON parser over one line, knowing at each point what SPEC's text form allows there, and
// keeps for every value the bytes it came from. No tree is built: each object fills one Scope and becomes a value where
// it closes. Depth is bounded, and nothing recurses. A line that is a plain object of strings needs no parser
// (plain_line.hpp).
#pragma once

#include <array>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/scope.hpp"

namespace usher::text {

class LineReader {
 public:
  /// What the result views of the reader stays until `clear`.
  [[nodiscard]] Result<Line> read(std::string_view line);
  void clear() { kept_.clear(); }

  // The parser's events. Each returns false to stop: then error_ says why.
  bool null() { return plain_scalar(Kind::null); }
  bool boolean(bool) { return plain_scalar(Kind::truth); }
  bool number_integer(nlohmann::json::number_integer_t) { return number(); }
  bool number_unsigned(nlohmann::json::number_unsigned_t) { return number(); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) { return number(); }
  bool string(const std::string& value);
  bool binary(const nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Bracket::object); }
  bool key(const std::string& name);
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Bracket::array); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& error);

 private:
  enum class Bracket : std::uint8_t { object, array };
  enum class Kind : std::uint8_t { string, number, truth, null };
  /// What an open object or array is.
  enum class Place : std::uint8_t {
    line,
    webinar,
    threshold,
    rule,
    when,
    anchor,
    rules,
    audience_object,
    audience_array,
    payload,  ///< the host's own: an action or a profile, or something within
  };
  static constexpr std::size_t kScopes = 6;  ///< places from `line` to `anchor` fill a Scope

  struct Frame {
    Place place{};
    Bracket bracket{};
    bool announced = false;     ///< object: a key has been read and its value has not ended
    bool answered = false;      ///< audience_object: it has its one field
    Field field = Field::none;  ///< object: of the latest key; array: the one it is the value of
    std::uint32_t index = 0;    ///< array: of the element being read
    Scope* scope = nullptr;     ///< what its values go into, if anything
    const char* begin = nullptr;
    std::string_view key{};               ///< the latest, as written between the quotation marks
    Audience audience = Audience::all();  ///< of an audience's object or array, so far
  };
  struct Nesting;

  bool number();
  bool plain_scalar(Kind kind);
  bool scalar(Kind kind, std::string_view json, std::string_view text);
  bool open(Bracket bracket);
  bool close();
  [[nodiscard]] FieldSet fields_here() const;
  [[nodiscard]] std::optional<Place> place_within(Bracket bracket) const;
  bool finish(const Frame& closing);
  bool finish_rule();
  bool finish_webinar();
  bool finish_line();
  void store(std::string_view json, std::string_view text);
  bool name_audience(Kind kind, std::string_view json, std::string_view text);
  void combine(Audience audience);

  [[nodiscard]] Frame& top() { return frames_[depth_ - 1]; }
  [[nodiscard]] const Frame& top() const { return frames_[depth_ - 1]; }
  [[nodiscard]] const char* next_token() const;
  [[nodiscard]] std::string_view token();
  [[nodiscard]] std::string_view keep(const std::string& text) { return kept_.emplace_back(text); }

  bool refuse(ErrorCode code, std::string_view what, std::string_view found, std::string where);
  bool refuse_field(std::string_view name);
  bool refuse_type(std::string_view found);
  bool refuse_within(std::optional<Error>& error);
  [[nodiscard]] std::string pointer_to_container() const;
  [[nodiscard]] std::string pointer_to_value() const;

  std::string_view line_;
  const char* position_ = nullptr;  ///< how far the parser has read
  const char* end_ = nullptr;
  const char* token_end_ = nullptr;  ///< where the latest token ended
  std::size_t depth_ = 0;
  std::array<Frame, limits::kNesting> frames_;
  std::array<Scope, kScopes> scopes_;
  std::deque<std::string> kept_;  ///< strings that were escaped
  Audience audience_ = Audience::all();
  std::vector<Rule> rules_;
  Webinar webinar_;
  std::vector<Notice> notices_;
  std::optional<Line> result_;
  std::optional<Error> error_;
};

}  // namespace usher::text
