// Any sequence of functions of the C ABI with any arguments: pointers that are NULL, sizes that are wrong (but of
// memory that is there: nobody can check that), texts of any bytes, instants far outside, handles and calls that are
// stale. Nothing but a status may come back; the queue's own invariants hold; and what was refused as misused has
// changed nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "usher/usher.h"

namespace {

using usher::fuzz::Bytes;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

/// Text that goes in; its bytes live until the next one of the same place.
struct Words {
  std::string bytes;
  const char* data = nullptr;
  std::size_t size = 0;
};

constexpr std::array<const char*, 4> kWebinars{"launch", "lunch", "", "\xff\xfe"};
constexpr std::array<const char*, 6> kAttendees{"ada", "bob", "cleo", "", "d/n%", "\xc3"};
constexpr std::array<const char*, 3> kSessions{"", "tab", "phone"};
constexpr std::array<const char*, 3> kRules{"missed", "hello", "none"};
constexpr std::array<const char*, 3> kConnections{"crm", "ads", "none"};
constexpr std::array<const char*, 4> kTexts{"PT10M", "2020-01-01T00:00:00Z", "2020-03-29T02:30:00", "{\"n\":1}"};
constexpr std::array<const char*, 3> kZones{"Europe/Berlin", "UTC", "No/Where"};
constexpr std::array<const char*, 12> kLines{
    R"({"type":"connection","id":"crm","batch":2,"max_lead":"PT5S"})",
    R"({"type":"connection","id":"ads","lane":"ads","max_attempts":2})",
    R"({"type":"webinar.scheduled","at":"2020-01-01T00:00:00Z","webinar":{"id":"launch","start":"2020-01-01T00:00:05Z",)"
    R"("duration":"PT10S","rules":[{"id":"missed","when":{"anchor":"end"},"audience":"non_participants",)"
    R"("connection":"crm"},{"id":"hello","when":{"anchor":"joined"},"connection":"ads","correct":true}]}})",
    R"({"type":"webinar.scheduled","at":"2020-01-01T00:00:00Z","webinar":{"id":"lunch","start":"2020-01-01T00:00:02Z",)"
    R"("timing":"live","duration":"PT5S","rules":[{"id":"hello","when":{"anchor":"start"},"connection":"crm"}]}})",
    R"({"type":"webinar.started","at":"2020-01-01T00:00:03Z","webinar":"lunch"})",
    R"({"type":"webinar.ended","at":"2020-01-01T00:00:06Z","webinar":"lunch"})",
    R"({"type":"webinar.cancelled","at":"2020-01-01T00:00:04Z","webinar":"launch"})",
    R"({"type":"webinar.moved","at":"2020-01-01T00:00:01Z","webinar":"launch","start":"2020-01-01T00:00:09Z"})",
    R"({"type":"queue","walk_ins":"ignore","retain":"PT5S"})",
    R"({"type":"queue","retain":"-PT5S"})",
    "{",
    ""};
constexpr std::int64_t kMorning = 1'577'836'800'000;
constexpr std::array<std::int64_t, 6> kFarAway{INT64_MIN, INT64_MAX, -1, 0, 9'246'182'399'999, 9'246'182'400'000};

class Play {
 public:
  Play(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {
    const Words& options = words(kLines);
    usher_queue_create(options.data, options.size, &queue_);
    if (queue_ == nullptr) {
      complain(USHER_INVALID);
      require(usher_queue_create(nullptr, 0, &queue_) == USHER_OK, "a queue without options can be made");
    }
    for (int i = 0; i < 4; ++i) line(kLines[static_cast<std::size_t>(i)]);
  }
  ~Play() { usher_queue_destroy(queue_); }
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;

  void run() {
    while (!bytes_.empty()) {
      step();
      usher_text contradiction{};
      require(usher_check_invariants(queue_, &contradiction) == USHER_OK, "the queue can always be looked at");
      require(contradiction.size == 0, std::string{contradiction.data, contradiction.size}.c_str());
    }
  }

 private:
  /// What comes back is a status with a name; a failure says why.
  void complain(usher_status status) {
    require(std::strcmp(usher_status_name(status), "no such status") != 0, "a status has a name");
    require(status != USHER_INTERNAL, "no exception of no known kind");
    if (status == USHER_OK) return;
    usher_error error{.size = sizeof error, .status = 0, .message = {}, .where = {}};
    require(usher_last_error(&error) == USHER_OK, "the last error can be asked for");
    require(error.message.size != 0, "a failure says why");
    const std::string read{error.message.data, error.message.size};
    require(!read.empty(), "and can be read");
  }

  void line(const char* json) {
    complain(usher_add_connection(queue_, json, USHER_TO_NUL));
    complain(usher_feed_json(queue_, json, USHER_TO_NUL, now_, nullptr));
  }

  template <std::size_t N>
  const Words& words(const std::array<const char*, N>& choices) {
    Words& text = words_[next_words_++ % words_.size()];
    text.bytes = bytes_.one_of(choices);
    text.data = text.bytes.data();
    text.size = text.bytes.size();
    switch (bytes_.below(16)) {
      case 0:
        text.data = nullptr;
        break;
      case 1:
        text.size = USHER_TO_NUL;
        break;
      case 2:
        text.data = nullptr;
        text.size = 0;
        break;
      case 3:
        text.bytes.assign(300, static_cast<char>(bytes_.below(256)));
        text.data = text.bytes.data();
        text.size = text.bytes.size();
        break;
      default:
        break;
    }
    return text;
  }

  std::int64_t instant() {
    if (bytes_.below(24) == 0) return bytes_.one_of(kFarAway);
    return now_ + 500 * (static_cast<std::int64_t>(bytes_.below(24)) - 16);
  }
  std::int64_t arrival() { return bytes_.below(32) == 0 ? bytes_.one_of(kFarAway) : now_; }

  void step() {
    switch (bytes_.below(9)) {
      case 0:
        return feed_one();
      case 1:
        return feed_many();
      case 2:
        return by_handle();
      case 3:
        return start();
      case 4:
        return complete();
      case 5:
        return steer();
      case 6:
        return look();
      case 7:
        return values();
      default:
        now_ += 500 * static_cast<std::int64_t>(bytes_.below(16));
    }
  }

  void feed_one() {
    const Words& webinar = words(kWebinars);
    const Words& attendee = words(kAttendees);
    const Words& session = words(kSessions);
    std::int32_t fed = -1;
    std::int32_t* const answer = bytes_.flag() ? &fed : nullptr;
    switch (bytes_.below(5)) {
      case 0:
        return complain(usher_registered(queue_, webinar.data, webinar.size, attendee.data, attendee.size, session.data,
                                         session.size, instant(), arrival(), answer));
      case 1:
        return complain(usher_unregistered(queue_, webinar.data, webinar.size, attendee.data, attendee.size, instant(),
                                           arrival(), answer));
      case 2:
        return complain(usher_left(queue_, webinar.data, webinar.size, attendee.data, attendee.size, session.data,
                                   session.size, instant(), arrival(), answer));
      case 3: {
        const Words& json = words(kLines);
        return complain(usher_feed_json(queue_, json.data, json.size, arrival(), answer));
      }
      default:
        return complain(usher_joined(queue_, webinar.data, webinar.size, attendee.data, attendee.size, session.data,
                                     session.size, instant(), arrival(), answer));
    }
  }

  usher_attendee handle() {
    if (handles_.empty() || bytes_.below(8) == 0) return bytes_.below(4) == 0 ? UINT64_MAX : bytes_.below(8);
    return handles_[bytes_.below(static_cast<unsigned>(handles_.size()))];
  }

  void feed_many() {
    std::vector<usher_event> events(bytes_.below(5));
    std::vector<std::int32_t> answers(events.size(), 99);
    for (usher_event& event : events) {
      const Words& webinar = words(kWebinars);
      const Words& attendee = words(kAttendees);
      event = {.size = sizeof event,
               .what = static_cast<std::int32_t>(bytes_.below(6)) - 1,
               .at = instant(),
               .webinar = {webinar.data, webinar.size},
               .attendee = {attendee.data, attendee.size},
               .detail = {}};
    }
    if (!events.empty() && bytes_.below(16) == 0) events[0].size = bytes_.below(sizeof events[0]);
    const usher_status status = usher_feed(queue_, events.data(), events.size(), arrival(), answers.data());
    complain(status);
    for (const std::int32_t answer : answers) require(answer == 99 || answer <= USHER_FED_IGNORED, "an answer is one");
  }

  void by_handle() {
    const Words& webinar = words(kWebinars);
    const Words& attendee = words(kAttendees);
    usher_attendee who = 0;
    if (bytes_.flag()) {
      const usher_status status = usher_resolve(queue_, webinar.data, webinar.size, attendee.data, attendee.size,
                                                bytes_.flag() ? &who : nullptr);
      complain(status);
      if (who != 0) handles_.push_back(who);
      return;
    }
    const std::array<usher_attendee, 2> whose{handle(), handle()};
    const std::array<std::int64_t, 2> at{instant(), instant()};
    const std::array<std::uint8_t, 2> left{static_cast<std::uint8_t>(bytes_.below(3)), 0};
    switch (bytes_.below(3)) {
      case 0:
        return complain(usher_attendee_joined(queue_, whose[0], at[0], arrival(), nullptr));
      case 1:
        return complain(usher_attendee_left(queue_, whose[0], at[0], arrival(), nullptr));
      default:
        return complain(usher_feed_moves(queue_, whose.data(), at.data(), bytes_.below(8) == 0 ? nullptr : left.data(),
                                         bytes_.below(3), arrival(), nullptr));
    }
  }

  void start() {
    usher_call call{};
    call.size = bytes_.below(16) == 0 ? bytes_.below(200) : sizeof call;
    const Words& lane = words(kConnections);
    const bool any = bytes_.flag();
    const std::int64_t now = arrival();
    complain(any ? usher_next(queue_, now, &call) : usher_next_on_lane(queue_, lane.data, lane.size, now, &call));
    if (call.id != 0) calls_.push_back(call.id);
  }

  std::uint64_t call() {
    if (calls_.empty() || bytes_.below(8) == 0) return bytes_.below(4) == 0 ? UINT64_MAX : bytes_.below(9);
    return calls_[bytes_.below(static_cast<unsigned>(calls_.size()))];
  }

  void complete() {
    const std::uint64_t id = call();
    std::vector<usher_outcome> outcomes(bytes_.below(4));
    for (usher_outcome& outcome : outcomes) {
      const Words& reason = words(kTexts);
      outcome = {.size = sizeof outcome,
                 .kind = static_cast<std::int32_t>(bytes_.below(6)) - 1,
                 .timed = static_cast<std::int32_t>(bytes_.below(2)),
                 .time = bytes_.flag() ? instant() : 500 * static_cast<std::int64_t>(bytes_.below(9)),
                 .reason = {reason.data, reason.size}};
    }
    if (bytes_.flag()) {
      complain(usher_delivered(queue_, id, arrival()));
    } else {
      complain(usher_complete(queue_, id, outcomes.data(), outcomes.size(), arrival()));
    }
  }

  void steer() {
    const Words& webinar = words(kWebinars);
    const Words& rule = words(kRules);
    const Words& attendee = words(kAttendees);
    const Words& connection = words(kConnections);
    switch (bytes_.below(6)) {
      case 0:
        return complain(usher_pause(queue_, connection.data, connection.size, arrival()));
      case 1:
        return complain(usher_resume(queue_, connection.data, connection.size, arrival()));
      case 2:
        return complain(usher_cancel(queue_, webinar.data, webinar.size, rule.data, rule.size, attendee.data,
                                     attendee.size, arrival()));
      case 3:
        return complain(usher_forget(queue_, webinar.data, webinar.size, attendee.data, attendee.size, arrival()));
      case 4: {
        const std::string key = std::string{"launch/missed/"} + attendee.bytes + "/1";
        complain(usher_resubmit(queue_, key.data(), key.size(), arrival()));
        return complain(usher_forget_dead_letter(queue_, key.data(), key.size()));
      }
      default: {
        const Words& json = words(kLines);
        return complain(usher_change_connection(queue_, json.data, json.size));
      }
    }
  }

  /// Every byte of what is given out can be read.
  void read(usher_status status, usher_text text) {
    complain(status);
    if (status == USHER_OK) require(std::string(text.data, text.size).size() == text.size, "text can be read");
  }

  void look() {
    usher_text text{};
    const Words& webinar = words(kWebinars);
    const Words& rule = words(kRules);
    const Words& attendee = words(kAttendees);
    const std::uint64_t id = call();
    std::array<usher_handover, 3> handovers{};
    handovers[0].size = bytes_.below(16) == 0 ? bytes_.below(sizeof handovers[0]) : sizeof handovers[0];
    usher_call again{};
    again.size = sizeof again;
    usher_counters counters{};
    counters.size = sizeof counters;
    std::int64_t at = 0;
    read(usher_plan(queue_, arrival(), bytes_.below(9), &text), text);
    read(usher_pending(queue_, bytes_.below(9), &text), text);
    read(usher_dead_letters(queue_, &text), text);
    read(usher_connections(queue_, &text), text);
    read(usher_preview(queue_, webinar.data, webinar.size, rule.data, rule.size, arrival(), &text), text);
    read(usher_explain(queue_, webinar.data, webinar.size, rule.data, rule.size, attendee.data, attendee.size, &text),
         text);
    read(usher_handover_json(queue_, id, bytes_.below(3), instant(), &text), text);
    complain(usher_handovers(queue_, id, bytes_.below(3), handovers.data(), bytes_.below(3)));
    read(usher_call_in_flight(queue_, id, &again), again.rule);
    complain(usher_counters_of(queue_, &counters));
    complain(usher_wake_at(queue_, &at));
    complain(usher_sync(queue_));
  }

  void values() {
    const Words& text = words(kTexts);
    const Words& zone = words(kZones);
    const Words& json = words(kLines);
    std::int64_t value = 0;
    std::int32_t kind = 0;
    usher_text out{};
    usher_line read_line{};
    read_line.size = sizeof read_line;
    complain(usher_parse_instant(text.data, text.size, &value));
    complain(usher_parse_duration(text.data, text.size, bytes_.flag() ? 1 : 0, &value));
    complain(usher_parse_local(text.data, text.size, zone.data, zone.size, &value, bytes_.flag() ? &kind : nullptr));
    read(usher_format_instant(instant(), &out), out);
    read(usher_format_duration(instant(), &out), out);
    complain(usher_backoff(text.data, text.size, static_cast<std::int32_t>(bytes_.below(4)) - 1, &value));
    complain(usher_mark_distance(instant(), static_cast<std::int32_t>(bytes_.below(200)) * 100 - 100, &value));
    complain(usher_expected_time(json.data, json.size, static_cast<std::uint64_t>(instant()), &value));
    read(usher_read_line(json.data, json.size, &read_line), read_line.notices);
    complain(usher_check_line(json.data, json.size));
  }

  Bytes bytes_;
  usher_queue* queue_ = nullptr;
  std::int64_t now_ = kMorning;
  std::array<Words, 8> words_{};
  std::size_t next_words_ = 0;
  std::vector<usher_attendee> handles_;
  std::vector<std::uint64_t> calls_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 4096) Play(data, size).run();
  return 0;
}
