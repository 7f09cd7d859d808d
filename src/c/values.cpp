// What needs no queue: versions, names, errors, lines and times as text.
#include <limits>

#include "c/arguments.hpp"
#include "c/queue.hpp"
#include "usher/connection.hpp"
#include "usher/json.hpp"

namespace usher::c {
namespace {

/// Of this thread, valid until its next function without a queue.
usher_text give_out(std::string text) {
  thread_local std::string kept;
  kept = std::move(text);
  return given_out(kept);
}

std::string listed(const std::vector<Notice>& notices) {
  std::string json = "[";
  for (const Notice& notice : notices) {
    if (json.size() > 1) json += ',';
    json += to_json(notice);
  }
  return json + ']';
}

Result<void> check_in(const Line& line) {
  if (const auto* options = std::get_if<Options>(&line.what)) return check(*options);
  if (const auto* connection = std::get_if<Connection>(&line.what)) return check(*connection);
  const auto& event = std::get<Event>(line.what);
  const Webinar* webinar = nullptr;
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) webinar = &scheduled->webinar;
  if (const auto* edited = std::get_if<WebinarEdited>(&event)) webinar = &edited->webinar;
  if (webinar == nullptr) return {};
  auto checked = check(*webinar);
  if (checked) return checked;
  Error error = std::move(checked).error();
  error.where = "/webinar" + error.where;
  return error;
}

/// A value read from a text, written where it was.
template <class Value, class Write>
usher_status take(const Result<Value>& value, Write&& write_it) {
  if (value) write_it(*value);
  return status_of(value);
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;
using usher::c::milliseconds;
using usher::c::refuse;

int32_t usher_version(void) {
  return USHER_VERSION;
}

const char* usher_version_text(void) {
  return USHER_VERSION_STRING;
}

const char* usher_status_name(usher_status status) {
  return usher::c::name_of(status);
}

usher_status usher_last_error(usher_error* error) {
  Arguments given;
  given.sized(error, "/error");
  if (given) usher::c::write(error, usher::c::last_error());
  return given.status();
}

usher_status usher_read_line(const char* json, size_t json_size, usher_line* line) {
  return enter([&](Arguments& given) {
    const auto text = given.text(json, json_size, "/json");
    given.sized(line, "/line");
    if (!given) return given.status();
    usher::LineParser parser;
    const auto read = parser.parse(text);
    if (!read) return refuse(read.error());
    usher_line out{};
    out.what = static_cast<int32_t>(read->what.index());
    const auto* const event = std::get_if<usher::Event>(&read->what);
    out.at = event == nullptr ? USHER_NONE : milliseconds(at(*event));
    out.seen = read->seen ? milliseconds(*read->seen) : USHER_NONE;
    out.notices = usher::c::give_out(usher::c::listed(read->notices));
    usher::c::write(line, out);
    return usher::c::kDone;
  });
}

usher_status usher_check_line(const char* json, size_t json_size) {
  return enter([&](Arguments& given) {
    const auto text = given.text(json, json_size, "/json");
    if (!given) return given.status();
    usher::LineParser parser;
    const auto read = parser.parse(text);
    return read ? usher::c::status_of(usher::c::check_in(*read)) : refuse(read.error());
  });
}

usher_status usher_parse_instant(const char* text, size_t text_size, int64_t* instant) {
  return enter([&](Arguments& given) {
    const auto words = given.text(text, text_size, "/text");
    given.present(instant, "/instant");
    if (!given) return given.status();
    return usher::c::take(usher::parse_instant(words), [&](usher::Instant read) { *instant = milliseconds(read); });
  });
}

usher_status usher_parse_duration(const char* text, size_t text_size, int32_t signed_allowed, int64_t* duration) {
  return enter([&](Arguments& given) {
    const auto words = given.text(text, text_size, "/text");
    given.present(duration, "/duration");
    if (!given) return given.status();
    return usher::c::take(usher::parse_duration(words, signed_allowed != 0),
                          [&](usher::Duration read) { *duration = read.count(); });
  });
}

usher_status usher_parse_local(const char* text, size_t text_size, const char* zone, size_t zone_size, int64_t* instant,
                               int32_t* kind) {
  return enter([&](Arguments& given) {
    const auto words = given.text(text, text_size, "/text");
    const auto zone_name = given.text(zone, zone_size, "/zone");
    given.present(instant, "/instant");
    if (!given) return given.status();
    return usher::c::take(usher::parse_local(words, zone_name), [&](const usher::LocalInstant& read) {
      *instant = milliseconds(read.instant);
      if (kind != nullptr) *kind = static_cast<int32_t>(read.kind);
    });
  });
}

usher_status usher_format_instant(int64_t instant, usher_text* text) {
  return enter([&](Arguments& given) {
    const auto value = given.instant(instant, "/instant");
    given.present(text, "/text");
    if (given) *text = usher::c::give_out(usher::to_string(value));
    return given.status();
  });
}

usher_status usher_format_duration(int64_t duration, usher_text* text) {
  return enter([&](Arguments& given) {
    const auto value = given.duration(duration, "/duration");
    given.present(text, "/text");
    if (given) *text = usher::c::give_out(usher::to_string(value));
    return given.status();
  });
}

usher_status usher_backoff(const char* key, size_t key_size, int32_t attempt, int64_t* duration) {
  return enter([&](Arguments& given) {
    const auto text = given.text(key, key_size, "/key");
    const auto failed = given.number(attempt, 1, std::numeric_limits<int32_t>::max(), "/attempt");
    given.present(duration, "/duration");
    if (given) *duration = usher::backoff(text, static_cast<int32_t>(failed)).count();
    return given.status();
  });
}

usher_status usher_mark_distance(int64_t length, int32_t hundredths, int64_t* duration) {
  return enter([&](Arguments& given) {
    const auto whole = given.number(length, 0, usher::kLongestDuration.count(), "/length");
    const auto share = given.number(hundredths, 0, 10'000, "/hundredths");
    given.present(duration, "/duration");
    if (given) {
      const usher::Threshold threshold{.hundredths = static_cast<int>(share)};
      *duration = usher::mark_distance(usher::Duration{whole}, threshold).count();
    }
    return given.status();
  });
}

usher_status usher_expected_time(const char* json, size_t json_size, uint64_t handovers, int64_t* duration) {
  return enter([&](Arguments& given) {
    constexpr std::uint64_t kMost = 1'000'000'000;
    const auto text = given.text(json, json_size, "/json");
    const auto many = given.number(static_cast<std::int64_t>(std::min(handovers, kMost + 1)), 0, kMost, "/handovers");
    given.present(duration, "/duration");
    if (!given) return given.status();
    usher::LineParser parser;
    const auto read = parser.parse(text);
    if (!read) return refuse(read.error());
    const auto* const connection = std::get_if<usher::Connection>(&read->what);
    if (connection == nullptr) {
      return refuse({usher::ErrorCode::invalid, "expected a connection line, found another line", "/type"});
    }
    if (auto checked = check(*connection); !checked) return refuse(checked.error());
    *duration = usher::expected_time(*connection, static_cast<std::uint64_t>(many)).count();
    return usher::c::kDone;
  });
}
