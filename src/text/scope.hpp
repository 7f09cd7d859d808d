// The fields of one JSON object as they were read, and how they become values: types and formats are looked at here,
// what a definition means is not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/fields.hpp"
#include "text/keywords.hpp"
#include "text/message.hpp"
#include "usher/json.hpp"

namespace usher::text {

/// A value as it stands in the line, and its text: a string's characters, else the same.
struct Value {
  std::string_view json;
  std::string_view text;
};

struct Scope {
  FieldSet present;
  std::array<Value, kFieldCount> values;  ///< those present are meaningful

  [[nodiscard]] const Value& operator[](Field field) const noexcept { return values[static_cast<std::size_t>(field)]; }
  [[nodiscard]] Value& operator[](Field field) noexcept { return values[static_cast<std::size_t>(field)]; }
};

/// Reads fields of one scope into values. The first thing wrong goes to `error`, shared by all readers of a line; from
/// then on every answer is a default, and the whole is refused. `where` is the pointer of the scope's object, relative
/// to what the caller reads.
class FieldReader {
 public:
  FieldReader(const Scope& scope, std::optional<Error>& error, std::string_view where = {})
      : scope_(scope), error_(error), where_(where) {}

  [[nodiscard]] bool has(Field field) const noexcept { return scope_.present.contains(field); }
  [[nodiscard]] std::string_view text(Field field) const noexcept {
    return has(field) ? scope_[field].text : std::string_view{};
  }
  [[nodiscard]] std::string_view json(Field field) const noexcept {
    return has(field) ? scope_[field].json : std::string_view{};
  }

  /// Refuses the object where one of these is missing.
  void require(FieldSet fields);
  [[nodiscard]] Instant instant(Field field);
  [[nodiscard]] Duration duration(Field field, Duration otherwise);
  [[nodiscard]] Duration offset(Field field);
  /// `field` may be local where `zone` is there too.
  [[nodiscard]] Instant start(Field field, Field zone, std::vector<Notice>& notices);
  [[nodiscard]] std::int32_t whole_number(Field field, std::int32_t otherwise);
  [[nodiscard]] bool truth(Field field, bool otherwise) const noexcept;
  /// In hundredths; at most two decimals.
  [[nodiscard]] int percent(Field field);
  /// Empty where the field is not there.
  [[nodiscard]] std::string_view id(Field field);

  template <class Word, std::size_t kCount>
  [[nodiscard]] Word word(Field field, const Keywords<Word, kCount>& words, Word otherwise) {
    if (!has(field)) return otherwise;
    if (const Word* found = words.find(text(field))) return *found;
    std::string names;
    for (const auto& [name, value] : words.words()) {
      if (!names.empty()) names += " or ";
      names += name;
    }
    refuse(field, expected(ErrorCode::invalid, names, shown(json(field))));
    return otherwise;
  }

  /// Keeps the error unless there is one already.
  void refuse(Field field, Error error);
  [[nodiscard]] std::string pointer_to(Field field) const;

 private:
  const Scope& scope_;
  std::optional<Error>& error_;
  std::string_view where_;
};

}  // namespace usher::text
