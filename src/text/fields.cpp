#include "text/fields.hpp"

#include <array>
#include <bit>

#include "text/keywords.hpp"

namespace usher::text {
namespace {

constexpr Keywords<Field, kFieldCount - 1> kFields{{{
    {"type", Field::type},
    {"at", Field::at},
    {"seen", Field::seen},
    {"webinar", Field::webinar},
    {"attendee", Field::attendee},
    {"session", Field::session},
    {"profile", Field::profile},
    {"marker", Field::marker},
    {"walk_ins", Field::walk_ins},
    {"max_skew", Field::max_skew},
    {"retain", Field::retain},
    {"max_defer", Field::max_defer},
    {"id", Field::id},
    {"lane", Field::lane},
    {"batch", Field::batch},
    {"spacing", Field::spacing},
    {"call_time", Field::call_time},
    {"max_lead", Field::max_lead},
    {"max_attempts", Field::max_attempts},
    {"give_up_after", Field::give_up_after},
    {"on_unknown", Field::on_unknown},
    {"title", Field::title},
    {"start", Field::start},
    {"zone", Field::zone},
    {"duration", Field::duration},
    {"timing", Field::timing},
    {"threshold", Field::threshold},
    {"rules", Field::rules},
    {"percent", Field::percent},
    {"measure", Field::measure},
    {"when", Field::when},
    {"audience", Field::audience},
    {"connection", Field::connection},
    {"action", Field::action},
    {"when_late", Field::when_late},
    {"correct", Field::correct},
    {"correct_for", Field::correct_for},
    {"anchor", Field::anchor},
    {"offset", Field::offset},
    {"any_of", Field::any_of},
    {"all_of", Field::all_of},
    {"not", Field::negation},
}}};

constexpr Keywords<LineType, 13> kLineTypes{{{
    {"queue", LineType::queue},
    {"connection", LineType::connection},
    {"webinar.scheduled", LineType::scheduled},
    {"webinar.edited", LineType::edited},
    {"webinar.moved", LineType::moved},
    {"webinar.started", LineType::started},
    {"webinar.ended", LineType::ended},
    {"webinar.cancelled", LineType::cancelled},
    {"webinar.marker", LineType::marker},
    {"attendee.registered", LineType::registered},
    {"attendee.unregistered", LineType::unregistered},
    {"attendee.joined", LineType::joined},
    {"attendee.left", LineType::left},
}}};

constexpr LineFields line(FieldSet required, FieldSet optional) {
  return {required, required | optional};
}

constexpr FieldSet kOfWebinar{Field::type, Field::at, Field::webinar};
constexpr FieldSet kOfAttendee = kOfWebinar | FieldSet{Field::attendee};
constexpr FieldSet kSeen{Field::seen};

/// In the order of LineType.
constexpr std::array<LineFields, kLineTypes.words().size()> kLines{
    line({Field::type}, {Field::walk_ins, Field::max_skew, Field::retain, Field::max_defer}),
    line({Field::type, Field::id}, {Field::lane, Field::batch, Field::spacing, Field::call_time, Field::max_lead,
                                    Field::max_attempts, Field::give_up_after, Field::on_unknown}),
    line(kOfWebinar, kSeen),
    line(kOfWebinar, kSeen),
    line(kOfWebinar | FieldSet{Field::start}, kSeen | FieldSet{Field::zone}),
    line(kOfWebinar, kSeen),
    line(kOfWebinar, kSeen),
    line(kOfWebinar, kSeen),
    line(kOfWebinar | FieldSet{Field::marker}, kSeen),
    line(kOfAttendee, kSeen | FieldSet{Field::profile}),
    line(kOfAttendee, kSeen),
    line(kOfAttendee, kSeen | FieldSet{Field::session}),
    line(kOfAttendee, kSeen | FieldSet{Field::session}),
};

constexpr FieldSet fields_of_all_lines() {
  FieldSet all;
  for (const LineFields& fields : kLines) all = all | fields.allowed;
  return all;
}
constexpr FieldSet kAllLines = fields_of_all_lines();

void append_listed(std::string& list, std::string_view name) {
  if (!list.empty()) list += ", ";
  list += name;
}

}  // namespace

Field FieldSet::first() const noexcept {
  return empty() ? Field::none : static_cast<Field>(std::countr_zero(bits_));
}

Field field_named(std::string_view name) noexcept {
  const Field* field = kFields.find(name);
  return field == nullptr ? Field::none : *field;
}

std::string_view name_of(Field field) noexcept {
  return kFields.word_for(field);
}

std::string names_of(FieldSet fields) {
  std::string list;
  for (const auto& [name, field] : kFields.words()) {
    if (fields.contains(field)) append_listed(list, name);
  }
  return list;
}

Takes takes(Field field) noexcept {
  switch (field) {
    case Field::batch:
    case Field::max_attempts:
    case Field::percent:
      return Takes::number;
    case Field::correct:
      return Takes::truth;
    case Field::webinar:
      return Takes::webinar;
    case Field::anchor:
      return Takes::anchor;
    case Field::audience:
    case Field::negation:
      return Takes::audience;
    case Field::threshold:
    case Field::when:
      return Takes::object;
    case Field::rules:
    case Field::any_of:
    case Field::all_of:
      return Takes::array;
    case Field::profile:
    case Field::action:
      return Takes::anything;
    default:
      return Takes::string;
  }
}

std::string_view description(Takes takes) noexcept {
  switch (takes) {
    case Takes::string:
      return "a string";
    case Takes::number:
      return "a number";
    case Takes::truth:
      return "true or false";
    case Takes::webinar:
      return "a webinar's id or a webinar object";
    case Takes::anchor:
      return "the name of an anchor or an object with a marker";
    case Takes::audience:
      return "the name of an audience or an object with any_of, all_of or not";
    case Takes::object:
      return "an object";
    case Takes::array:
      return "an array";
    case Takes::anything:
      return "a value";
  }
  return {};
}

const LineType* line_type_named(std::string_view name) noexcept {
  return kLineTypes.find(name);
}

const LineFields& fields_of_line(LineType type) noexcept {
  return kLines[static_cast<std::size_t>(type)];
}

FieldSet fields_of_lines() noexcept {
  return kAllLines;
}

std::string line_type_names() {
  std::string list;
  for (const auto& [name, type] : kLineTypes.words()) append_listed(list, name);
  return list;
}

}  // namespace usher::text
