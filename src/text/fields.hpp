// Every field name of the text formats, and which of them each kind of object may have.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace usher::text {

enum class Field : std::uint8_t {
  none,
  type,
  at,
  seen,
  webinar,
  attendee,
  session,
  profile,
  marker,
  walk_ins,
  max_skew,
  retain,
  max_defer,
  id,
  lane,
  batch,
  spacing,
  call_time,
  max_lead,
  max_attempts,
  give_up_after,
  on_unknown,
  title,
  start,
  zone,
  duration,
  timing,
  threshold,
  rules,
  percent,
  measure,
  when,
  audience,
  connection,
  action,
  when_late,
  correct,
  correct_for,
  anchor,
  offset,
  any_of,
  all_of,
  negation,  ///< "not"
};
inline constexpr std::size_t kFieldCount = std::size_t{static_cast<std::uint8_t>(Field::negation)} + 1;

/// A set of fields, as one word.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  constexpr FieldSet(std::initializer_list<Field> fields) {
    for (const Field field : fields) insert(field);
  }
  [[nodiscard]] constexpr bool contains(Field field) const noexcept { return (bits_ & bit(field)) != 0; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr void insert(Field field) noexcept { bits_ |= bit(field); }
  /// The fields of this set that `other` lacks.
  [[nodiscard]] constexpr FieldSet without(FieldSet other) const noexcept {
    FieldSet rest;
    rest.bits_ = bits_ & ~other.bits_;
    return rest;
  }
  friend constexpr FieldSet operator|(FieldSet a, FieldSet b) noexcept {
    a.bits_ |= b.bits_;
    return a;
  }
  /// The one that Field lists first; none where the set is empty.
  [[nodiscard]] Field first() const noexcept;

 private:
  [[nodiscard]] static constexpr std::uint64_t bit(Field field) noexcept {
    return std::uint64_t{1} << static_cast<std::uint8_t>(field);
  }
  std::uint64_t bits_ = 0;
};

/// Field::none for any other name.
[[nodiscard]] Field field_named(std::string_view name) noexcept;
[[nodiscard]] std::string_view name_of(Field field) noexcept;
/// "id, when, audience": the names in the order of Field.
[[nodiscard]] std::string names_of(FieldSet fields);

/// The JSON that a field's value may be.
enum class Takes : std::uint8_t { string, number, truth, webinar, anchor, audience, object, array, anything };
[[nodiscard]] Takes takes(Field field) noexcept;
/// "a string", "an object"...
[[nodiscard]] std::string_view description(Takes takes) noexcept;

/// The fields of objects whose kind shows by their place in the line.
namespace fields_of {
inline constexpr FieldSet kWebinar{Field::id,       Field::title,  Field::start,     Field::zone,
                                   Field::duration, Field::timing, Field::threshold, Field::rules};
inline constexpr FieldSet kThreshold{Field::percent, Field::measure};
inline constexpr FieldSet kRule{Field::id,     Field::when,      Field::audience, Field::connection,
                                Field::action, Field::when_late, Field::correct,  Field::correct_for};
inline constexpr FieldSet kWhen{Field::anchor, Field::offset};
inline constexpr FieldSet kAnchor{Field::marker};
inline constexpr FieldSet kAudience{Field::any_of, Field::all_of, Field::negation};
}  // namespace fields_of

/// The kinds of line, by their `type`.
enum class LineType : std::uint8_t {
  queue,
  connection,
  scheduled,
  edited,
  moved,
  started,
  ended,
  cancelled,
  marker,
  registered,
  unregistered,
  joined,
  left,
};

struct LineFields {
  FieldSet required;
  FieldSet allowed;  ///< the required ones included
};

/// Nullptr for any other name.
[[nodiscard]] const LineType* line_type_named(std::string_view name) noexcept;
[[nodiscard]] const LineFields& fields_of_line(LineType type) noexcept;
/// The fields of lines of any type.
[[nodiscard]] FieldSet fields_of_lines() noexcept;
/// "queue, connection, ...".
[[nodiscard]] std::string line_type_names();

}  // namespace usher::text
