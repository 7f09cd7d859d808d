// Local date-times. The zone data that date-tz reads ends with 2037: it does not apply the rule by which a zone's
// clocks go on after that. Where a zone still changes its clocks in 2037, later local times are refused rather than
// taken an hour wrong.
#include <date/tz.h>

#include <exception>
#include <new>

#include "text/digits.hpp"
#include "text/message.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

using date::local_info;

constexpr date::year kLastYear{2037};
constexpr date::sys_days kLastYearBegins = date::sys_days{kLastYear / 1 / 1};
constexpr date::sys_days kZoneDataEnds = date::sys_days{(kLastYear + date::years{1}) / 1 / 1};

Error refused(std::string_view what, std::string_view found, ErrorCode code = ErrorCode::invalid) {
  return text::expected(code, what, text::in_quotes(found));
}

bool rules_go_on(const date::time_zone& zone) {
  return zone.get_info(kZoneDataEnds - std::chrono::seconds{1}).begin >= kLastYearBegins;
}

LocalInstant::Kind kind_of(const local_info& info) {
  if (info.result == local_info::nonexistent) return LocalInstant::Kind::skipped;
  if (info.result == local_info::ambiguous) return LocalInstant::Kind::repeated;
  return LocalInstant::Kind::ordinary;
}

/// May throw what date-tz throws: the zone is not there, the zone data is not.
Result<LocalInstant> resolve(date::local_seconds local, std::string_view text, std::string_view zone) {
  const date::time_zone* rules = date::locate_zone(zone);
  if (local >= date::local_days{kZoneDataEnds.time_since_epoch()} && rules_go_on(*rules)) {
    return refused("a local start before 2038, or one with an offset (the zone data ends there)", text);
  }
  const local_info info = rules->get_info(local);
  const LocalInstant found{Instant{local.time_since_epoch() - info.first.offset}, kind_of(info)};
  if (!text::is_in_range(found.instant)) return refused("an instant from 1970 to the end of 2262", text);
  return found;
}

}  // namespace

Result<LocalInstant> parse_local(std::string_view text, std::string_view zone) {
  text::Scanner scanner{text};
  text::CivilTime civil;
  if (!civil.take_from(scanner) || !scanner.at_end()) {
    return refused("a local date-time like \"2026-03-29T19:00:00\", without offset", text);
  }
  const auto seconds = civil.since_epoch();
  if (!seconds) return refused("a day and time that exist", text);
  try {
    return resolve(date::local_seconds{*seconds}, text, zone);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return refused("an IANA zone like \"Europe/Berlin\" that this machine has", zone, ErrorCode::unknown);
  }
}

}  // namespace usher
