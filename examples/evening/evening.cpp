// An evening's webinar with some 200 made-up people, as the lines that `usher replay` takes: drop-outs, re-joins,
// second devices, walk-ins, and webhooks that come late, twice, or in the wrong order. It prints the same lines every
// time.
#include "evening.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "usher/json.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Duration;
using usher::Instant;

constexpr std::string_view kWebinar = "quiet-teams";
constexpr std::array<std::string_view, 21> kFirstNames{"Anouk", "Bela",  "Carla",  "Dario",  "Enno",  "Fenja", "Goran",
                                                       "Hedda", "Ilja",  "Jonna",  "Kaspar", "Liv",   "Milo",  "Nuria",
                                                       "Oskar", "Pelin", "Quirin", "Runa",   "Selim", "Tilda", "Ulf"};
constexpr std::array<std::string_view, 10> kLastNames{"Amsel", "Birke", "Distel", "Erle",     "Falke",
                                                      "Hasel", "Linde", "Mohn",   "Sperling", "Zander"};
constexpr std::size_t kRegistered = 200;
constexpr std::size_t kWalkIns = 9;

/// The same numbers every time (splitmix64).
class Dice {
 public:
  std::int64_t below(std::int64_t bound) {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15ULL);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<std::int64_t>((mixed ^ (mixed >> 31)) % static_cast<std::uint64_t>(bound));
  }
  bool percent(std::int64_t chance) { return below(100) < chance; }
  Duration between(Duration least, Duration most) { return least + Duration{below((most - least).count())}; }

 private:
  std::uint64_t state_ = 2026;
};

/// What the webhooks tell, each at the instant at which it comes in.
class Evening {
 public:
  Evening();
  void print(std::ostream& out) const;

 private:
  struct Told {
    Instant seen{};
    std::string line;
  };
  void register_person(const std::string& id, const std::string& name);
  void attend(const std::string& id);
  void stay(const std::string& id, const std::string& session, Instant joined, Instant left);
  void tell(const usher::Event& event, Duration delay);
  [[nodiscard]] Duration delay() { return dice_.percent(6) ? dice_.between(5s, 4min) : dice_.between(80ms, 900ms); }

  Dice dice_;
  Instant start_ = *usher::parse_instant("2026-03-29T17:00:00Z");
  Duration length_ = 90min;
  std::vector<Told> told_;
};

Evening::Evening() {
  for (std::size_t i = 0; i < kRegistered + kWalkIns; ++i) {
    const std::string first{kFirstNames[i % kFirstNames.size()]};
    const std::string last{kLastNames[i / kFirstNames.size()]};
    std::string id = first + "." + last;
    std::transform(id.begin(), id.end(), id.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    if (i < kRegistered) register_person(id, first + " " + last);
    if (i >= kRegistered || dice_.percent(84)) attend(id);
  }
  std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) { return a.seen < b.seen; });
}

void Evening::register_person(const std::string& id, const std::string& name) {
  const Instant at = start_ - dice_.between(10min, 9h);
  const std::string profile = R"({"email":")" + id + R"(@example.org","name":")" + name + R"("})";
  tell(usher::AttendeeRegistered{at, kWebinar, id, profile}, delay());
  if (dice_.percent(3)) tell(usher::AttendeeUnregistered{at + 8min, kWebinar, id}, delay());
}

void Evening::attend(const std::string& id) {
  const bool early = dice_.percent(65);
  Instant joined = start_ + (early ? -dice_.between(0s, 12min) : dice_.between(0s, 25min));
  const bool loses_interest = dice_.percent(30);
  const Instant gone =
      loses_interest ? joined + dice_.between(3min, 70min) : start_ + length_ + dice_.between(-4min, 7min);
  const bool bad_network = dice_.percent(55);
  for (int tab = 1; joined < gone; ++tab) {
    const Instant left = bad_network ? std::min(gone, joined + dice_.between(2min, 30min)) : gone;
    stay(id, "tab-" + std::to_string(tab), joined, left);
    joined = left + dice_.between(5s, 3min);
  }
  if (dice_.percent(12)) stay(id, "phone", start_ + dice_.between(1min, 40min), start_ + dice_.between(41min, 85min));
}

void Evening::stay(const std::string& id, const std::string& session, Instant joined, Instant left) {
  const Duration leave_delay = delay();
  const bool reversed = dice_.percent(4);
  const usher::AttendeeJoined join{joined, kWebinar, id, session};
  tell(join, reversed ? left - joined + leave_delay + 2s : delay());
  if (dice_.percent(3)) tell(join, left - joined + 30s);
  tell(usher::AttendeeLeft{left, kWebinar, id, session}, leave_delay);
}

void Evening::tell(const usher::Event& event, Duration delay) {
  const Instant seen = usher::at(event) + delay;
  std::string line = usher::to_json(event);
  line.pop_back();
  told_.push_back({seen, line + R"(,"seen":")" + usher::to_string(seen) + "\"}"});
}

void Evening::print(std::ostream& out) const {
  const usher::Webinar webinar{.id = std::string{kWebinar},
                               .title = "Seven habits of quiet teams",
                               .start = start_,
                               .duration = length_,
                               .threshold = {.hundredths = 6000},
                               .rules = {{.id = "welcome",
                                          .when = usher::Anchor::registered(),
                                          .offset = 5min,  // by when most webhooks are in
                                          .connection = "mailer",
                                          .action = R"({"tag":"welcome"})"},
                                         {.id = "pitch",
                                          .offset = 45min,
                                          .audience = usher::Audience::online(),
                                          .connection = "mailer",
                                          .action = R"({"tag":"saw-pitch"})"},
                                         {.id = "participated",
                                          .when = usher::Anchor::end(),
                                          .offset = 1min,
                                          .audience = usher::Audience::participants(),
                                          .connection = "mailer",
                                          .action = R"({"list":"participants"})"},
                                         {.id = "missed",
                                          .when = usher::Anchor::end(),
                                          .offset = 1min,
                                          .audience = usher::Audience::non_participants(),
                                          .connection = "mailer",
                                          .action = R"({"list":"replay"})"}}};
  out << usher::to_json(usher::Connection{.id = "mailer"}) << '\n'
      << usher::to_json(usher::Event{usher::WebinarScheduled{start_ - 10h, webinar}}) << '\n';
  for (const auto& told : told_) out << told.line << '\n';
}

}  // namespace

void write_evening(std::ostream& out) {
  Evening{}.print(out);
}
