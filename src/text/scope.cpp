#include "text/scope.hpp"

#include <charconv>

#include "model/id.hpp"
#include "text/digits.hpp"
#include "usher/limits.hpp"

namespace usher::text {
namespace {

/// Digits that no percentage needs: what has more is refused before it overflows.
constexpr std::size_t kPercentDigits = 7;

/// "-12.5" as -1250; empty unless plain, with at most two decimals.
std::optional<int> hundredths_of(std::string_view number) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  std::string decimals{number.substr(std::min(point + 1, number.size()))};
  if (whole.size() > kPercentDigits || decimals.size() > 2) return std::nullopt;
  decimals.resize(2, '0');
  int hundredths = 0;
  for (const std::string_view digits : {whole, std::string_view{decimals}}) {
    for (const char digit : digits) {
      if (!is_digit(digit)) return std::nullopt;
      hundredths = hundredths * 10 + (digit - '0');
    }
  }
  return negative ? -hundredths : hundredths;
}

}  // namespace

void FieldReader::refuse(Field field, Error error) {
  if (error_) return;
  error.where = pointer_to(field);
  error_ = std::move(error);
}

std::string FieldReader::pointer_to(Field field) const {
  std::string pointer{where_};
  append_token(pointer, name_of(field));
  return pointer;
}

void FieldReader::require(FieldSet fields) {
  const FieldSet missing = fields.without(scope_.present);
  if (missing.empty() || error_) return;
  error_ = expected(ErrorCode::malformed, "the field \"" + std::string{name_of(missing.first())} + '"', "none",
                    std::string{where_});
}

Instant FieldReader::instant(Field field) {
  if (!has(field)) return {};
  auto instant = parse_instant(text(field));
  if (instant) return *instant;
  refuse(field, std::move(instant).error());
  return {};
}

Duration FieldReader::duration(Field field, Duration otherwise) {
  if (!has(field)) return otherwise;
  auto duration = parse_duration(text(field));
  if (duration) return *duration;
  refuse(field, std::move(duration).error());
  return otherwise;
}

Duration FieldReader::offset(Field field) {
  if (!has(field)) return {};
  auto offset = parse_duration(text(field), true);
  if (offset) return *offset;
  refuse(field, std::move(offset).error());
  return {};
}

Instant FieldReader::start(Field field, Field zone, std::vector<Notice>& notices) {
  if (!has(zone)) return instant(field);
  if (!has(field)) return {};
  auto local = parse_local(text(field), text(zone));
  if (!local) {
    const Field to_blame = local.error().code == ErrorCode::unknown ? zone : field;
    refuse(to_blame, std::move(local).error());
    return {};
  }
  if (local->kind == LocalInstant::Kind::skipped) {
    notices.push_back({pointer_to(field), "the clocks of " + std::string{text(zone)} + " skip " +
                                              std::string{text(field)} + "; taken as " + to_string(local->instant)});
  } else if (local->kind == LocalInstant::Kind::repeated) {
    notices.push_back({pointer_to(field), std::string{text(field)} + " comes twice in " + std::string{text(zone)} +
                                              "; taken as the first, " + to_string(local->instant)});
  }
  return local->instant;
}

std::int32_t FieldReader::whole_number(Field field, std::int32_t otherwise) {
  if (!has(field)) return otherwise;
  const std::string_view number = text(field);
  std::int32_t value = 0;
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (problem == std::errc{} && end == number.data() + number.size()) return value;
  refuse(field, expected(ErrorCode::invalid, "a whole number of at most 2147483647, written plainly", shown(number)));
  return otherwise;
}

/// What is neither true nor false has been refused where it was read.
bool FieldReader::truth(Field field, bool otherwise) const noexcept {
  return has(field) ? text(field) == "true" : otherwise;
}

int FieldReader::percent(Field field) {
  if (!has(field)) return 0;
  if (const auto hundredths = hundredths_of(text(field))) return *hundredths;
  refuse(field, expected(ErrorCode::invalid, "a percentage of 0 to 100 with at most two decimals, written plainly",
                         shown(text(field))));
  return 0;
}

std::string_view FieldReader::id(Field field) {
  const std::string_view id = text(field);
  if (!has(field) || (!id.empty() && id.size() <= limits::kIdBytes)) return id;
  refuse(field, model::check_id(id, {}).error());
  return {};
}

}  // namespace usher::text
