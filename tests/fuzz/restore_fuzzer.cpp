// Rows of a journal that are not what was written. The bytes are a short evening, and then what is done to its rows:
// whatever it is, a queue made of them comes back, or says that they are damaged.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "usher/keeping.hpp"

namespace {

using usher::Duration;
using usher::Instant;
using usher::fuzz::Bytes;

constexpr Instant kMorning{std::chrono::hours{24 * 365 * 50}};
constexpr std::array<const char*, 3> kAttendees{"ada", "bob", "cleo"};
constexpr std::array<const char*, 2> kSessions{"", "tab"};

struct Row {
  usher::JournalRow head;
  std::string data;
};

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

usher::Webinar webinar(Bytes& bytes) {
  usher::Webinar webinar{
      .id = "launch", .start = kMorning + std::chrono::seconds{5}, .duration = std::chrono::seconds{5}};
  for (const char* rule : {"first", "second"}) {
    webinar.rules.push_back({.id = rule,
                             .when = bytes.flag() ? usher::Anchor::end() : usher::Anchor::registered(),
                             .audience = usher::Audience::from_bits(static_cast<std::uint8_t>(bytes.below(256))),
                             .connection = "crm",
                             .correct = bytes.flag()});
  }
  return webinar;
}

usher::Outcome outcome(Bytes& bytes) {
  switch (bytes.below(3)) {
    case 0:
      return usher::Outcome::retry_after(Duration{500});
    case 1:
      return usher::Outcome::rejected("no");
    default:
      return usher::Outcome::delivered();
  }
}

std::vector<Row> rows_of_an_evening(Bytes& bytes) {
  usher::DispatchQueue queue;
  auto keeping = queue.keeping();
  keeping.open({}, bytes.below(3));
  require(queue.add({.id = "crm", .batch = 2, .max_lead = std::chrono::seconds{bytes.below(3)}}).has_value(), "taken");
  Instant now = kMorning;
  require(queue.feed(usher::WebinarScheduled{now, webinar(bytes)}, now).has_value(), "scheduled");
  for (int steps = 0; steps < 24; ++steps) {
    now += Duration{500} * static_cast<int>(bytes.below(3));
    const char* const who = bytes.one_of(kAttendees);
    switch (bytes.below(6)) {
      case 0:
        static_cast<void>(queue.feed(usher::AttendeeRegistered{now, "launch", who, "{}"}, now));
        break;
      case 1:
        static_cast<void>(queue.feed(usher::AttendeeLeft{now, "launch", who, bytes.one_of(kSessions)}, now));
        break;
      case 2:
        static_cast<void>(queue.forget("launch", who, now));
        break;
      case 3:
        static_cast<void>(queue.feed(usher::AttendeeJoined{now, "launch", who, bytes.one_of(kSessions)}, now));
        break;
      default:
        if (const usher::Call* const call = queue.next(now)) {
          if (bytes.flag()) static_cast<void>(queue.complete(call->id(), outcome(bytes), now));
        }
    }
  }
  static_cast<void>(keeping.checkpoint());
  std::vector<Row> rows;
  for (const usher::JournalRow& row : keeping.rows()) rows.push_back({row, std::string{row.data}});
  return rows;
}

void spoil(std::vector<Row>& rows, Bytes& bytes) {
  while (!bytes.empty() && !rows.empty()) {
    const std::size_t number = bytes.below(static_cast<unsigned>(rows.size()));
    Row& row = rows[number];
    switch (bytes.below(6)) {
      case 0:
        row.data.resize(row.data.empty() ? 0 : bytes.below(static_cast<unsigned>(row.data.size())));
        break;
      case 1:
        rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(number), Row{row});
        break;
      case 2:
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(number));
        break;
      case 3:
        row.head.person = bytes.below(4);
        row.head.stream = bytes.below(4);
        break;
      default:
        if (!row.data.empty()) {
          row.data[bytes.below(static_cast<unsigned>(row.data.size()))] = static_cast<char>(bytes.below(256));
        }
    }
    if (rows.size() > 64) return;
  }
}

void play(Bytes bytes) {
  std::vector<Row> rows = rows_of_an_evening(bytes);
  const bool spoilt = !bytes.empty();
  spoil(rows, bytes);
  usher::DispatchQueue queue;
  auto keeping = queue.keeping();
  std::uint64_t sequence = 0;
  for (Row& row : rows) {
    row.head.sequence = ++sequence;
    row.head.data = row.data;
    const auto restored = keeping.restore(row.head);
    if (restored) continue;
    require(spoilt && restored.error().code == usher::ErrorCode::damaged, "what is whole comes back");
    return;
  }
  keeping.open({}, 0);
  if (!spoilt) require(queue.check_invariants().empty(), "what came back holds");
  for (int calls = 0; calls < 64; ++calls) {
    const usher::Call* const call = queue.next(queue.now() + Duration{500});
    if (call != nullptr) static_cast<void>(queue.complete(call->id(), usher::Outcome::delivered(), queue.now()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 1024) play(Bytes{data, size});
  return 0;
}
