#include "zoom_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "usher/json.hpp"

namespace zoom {
namespace {

using usher::Error;
using usher::ErrorCode;
using usher::Instant;
using usher::Result;

/// The next record of comma-separated values; fields in quotation marks may hold commas, line feeds and doubled marks.
std::optional<std::vector<std::string>> next_record(std::istream& in) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  bool anything = false;
  for (int c = in.get(); c != std::istream::traits_type::eof(); c = in.get()) {
    anything = true;
    if (c == '"' && quoted && in.peek() == '"') {
      fields.back() += static_cast<char>(in.get());
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c == '\n' && !quoted) {
      return fields;
    } else if (c != '\r' || quoted) {
      fields.back() += static_cast<char>(c);
    }
  }
  return anything ? std::optional{fields} : std::nullopt;
}

/// Takes a number from the front of `text`, and `after` behind it; -1 where there is none.
int take_number(std::string_view& text, std::string_view after) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with(after)) return -1;
  text.remove_prefix(after.size());
  return number;
}

std::string digits(int number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

/// Where the columns are that matter here.
struct Columns {
  std::size_t name = 0, email = 0, joined = 0, left = 0, minutes = 0, most = 0;
};

std::optional<Columns> columns_of(const std::vector<std::string>& head) {
  const auto find = [&](std::string_view begin) {
    return static_cast<std::size_t>(
        std::find_if(head.begin(), head.end(), [&](const auto& field) { return field.starts_with(begin); }) -
        head.begin());
  };
  Columns columns{find("Name"), find("User Email"), find("Join Time"), find("Leave Time"), find("Duration"), 0};
  columns.most = std::max({columns.name, columns.email, columns.joined, columns.left, columns.minutes});
  return columns.most < head.size() ? std::optional{columns} : std::nullopt;
}

Result<Row> row_of(const std::vector<std::string>& fields, const Columns& columns, const Clock& clock) {
  if (fields.size() <= columns.most) {
    return Error{
        ErrorCode::malformed, "expected as many fields as the head has, found " + std::to_string(fields.size()), {}};
  }
  const auto joined = parse_time(fields[columns.joined], clock);
  if (!joined) return joined.error();
  const auto left = parse_time(fields[columns.left], clock);
  if (!left) return left.error();
  std::string_view minutes = fields[columns.minutes];
  return Row{fields[columns.name], fields[columns.email], *joined, *left, take_number(minutes, "")};
}

}  // namespace

Result<Instant> parse_time(std::string_view text, const Clock& clock) {
  std::string_view rest = text;
  const int month = take_number(rest, "/");
  const int day = take_number(rest, "/");
  const int year = take_number(rest, " ");
  const int hour = take_number(rest, ":");
  const int minute = take_number(rest, ":");
  const int second = take_number(rest, " ");
  if (std::min({month, day, year, hour, minute, second}) < 0 || hour < 1 || hour > 12 ||
      (rest != "AM" && rest != "PM")) {
    return Error{ErrorCode::invalid, "expected a time like 11/19/2021 09:54:15 AM, found " + std::string{text}, {}};
  }
  const std::string local = digits(year, 4) + '-' + digits(month, 2) + '-' + digits(day, 2) + 'T' +
                            digits(hour % 12 + (rest == "PM" ? 12 : 0), 2) + ':' + digits(minute, 2) + ':' +
                            digits(second, 2);
  if (!clock.zone.empty()) {
    const auto instant = usher::parse_local(local, clock.zone);
    return instant ? Result<Instant>{instant->instant} : Result<Instant>{instant.error()};
  }
  const auto instant = usher::parse_instant(local + 'Z');
  return instant ? Result<Instant>{*instant - clock.offset} : Result<Instant>{instant.error()};
}

Result<std::vector<Row>> read_report(std::istream& in, const Clock& clock) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::optional<Columns> columns;
  std::vector<Row> rows;
  for (bool first = true; auto fields = next_record(in); first = false) {
    if (first && fields->front().starts_with(kByteOrderMark)) fields->front().erase(0, kByteOrderMark.size());
    if (!columns) {
      columns = columns_of(*fields);
    } else if (fields->size() > 1 || !fields->front().empty()) {
      auto row = row_of(*fields, *columns, clock);
      if (!row) return Error{row.error().code, row.error().message, "row " + std::to_string(rows.size())};
      rows.push_back(std::move(*row));
    }
  }
  if (!columns)
    return Error{ErrorCode::malformed, "expected a head with Name, User Email, Join Time, ..., found none", {}};
  return rows;
}

std::string attendee_of(const Row& row) {
  return row.email.empty() ? row.name : row.email;
}

std::vector<std::string> to_lines(const std::vector<Row>& rows, std::string_view webinar) {
  std::vector<std::pair<Instant, std::string>> lines;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string attendee = attendee_of(rows[i]);
    const std::string session = "row-" + std::to_string(i);
    lines.emplace_back(rows[i].joined,
                       usher::to_json(usher::AttendeeJoined{rows[i].joined, webinar, attendee, session}));
    lines.emplace_back(rows[i].left, usher::to_json(usher::AttendeeLeft{rows[i].left, webinar, attendee, session}));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> result;
  for (auto& [at, line] : lines) result.push_back(std::move(line));
  return result;
}

}  // namespace zoom
