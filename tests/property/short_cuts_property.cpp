// What is short cut for speed gives what the long way gives: two queues are told and asked the same, of which one is
// disturbed after each step, so that it has nothing left of the step before (queue_course.cpp, queue_early.cpp,
// WebinarRun::follow).
#include <algorithm>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

#include "random.hpp"
#include "support/catch.hpp"
#include "timelines.hpp"
#include "usher/json.hpp"
#include "usher/usher.hpp"

namespace usher::property {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kFirstShortCutSeed = 20'261'129;
constexpr std::uint64_t kEvenings = 1'000;
const Instant kBegin = *parse_instant("2026-05-04T19:00:00Z");

/// When an evening's calls are looked at.
enum class Around { due, before_due };

/// One evening around the instant of its rules, with few connections and many attendees.
class TwoQueues {
 public:
  TwoQueues(std::uint64_t seed, Around around) : random_(seed), early_(around == Around::before_due) {
    const int connections = random_.between(1, 3);
    for (int i = 0; i < connections; ++i) {
      ids_.push_back("c" + std::to_string(i));
      demand([&](DispatchQueue& queue) { return static_cast<bool>(queue.add(settings_[ids_.size() - 1])); },
             [&] { settings_.push_back(any_connection(ids_.back())); });
    }
    demand(
        [&](DispatchQueue& queue) {
          return static_cast<bool>(queue.feed(WebinarScheduled{now_, webinar_}, now_));
        },
        [&] { webinar_ = any_webinar(); });
    attendees_ = random_.between(1, 200);
    for (int i = 0; i < attendees_; ++i) tell(AttendeeRegistered{now_, "w", names_.emplace_back(std::to_string(i))});
    for (int i = 0; i < attendees_; ++i) any_presence(kBegin - 1h + random_.between(0, 3600) * 1s);
    now_ = kBegin - random_.between(0, early_ ? 300 : 3) * 1s;
  }

  void run() {
    const int steps = 4 * attendees_;
    for (int i = 0; i < steps && !failed(); ++i) step();
    same("counters", [](DispatchQueue& queue) { return shown(queue.counters()); });
    same("connections", [](DispatchQueue& queue) {
      std::string all;
      for (const ConnectionStatus& status : queue.connections()) all += to_json(status);
      return all;
    });
    wake_at();
    same("plan", [&](DispatchQueue& queue) {
      std::string all;
      for (const PlannedMoment& moment : queue.plan(now_, 10)) all += to_json(moment);
      return all;
    });
    same("invariants", [](DispatchQueue& queue) { return queue.check_invariants(); });
  }

  [[nodiscard]] bool failed() const { return !difference_.empty(); }
  [[nodiscard]] const std::string& difference() const { return difference_; }
  /// Calls that began, when due or later, right after another of the same rule had been delivered: nearly all were on a
  /// course.
  [[nodiscard]] int in_a_row() const { return in_a_row_; }
  /// Of these, those that began before they were due.
  [[nodiscard]] int early_in_a_row() const { return early_in_a_row_; }

 private:
  template <class Do, class Prepare>
  void demand(Do what, Prepare prepare) {
    prepare();
    if (!what(straight_) || !what(disturbed_)) difference_ = "refused";
  }

  Connection any_connection(const std::string& id) {
    return {.id = id,
            .lane = random_.chance(50) ? "main" : id,
            .batch = random_.chance(80) ? 1 : 3,
            .spacing = random_.chance(80) ? 0s : 2s,
            .call_time = 1s,
            .max_lead = early_               ? Duration{random_.between(10, 300) * 1s}
                        : random_.chance(80) ? Duration{0}
                                             : Duration{10s}};
  }
  Webinar any_webinar() {
    std::vector<Rule> rules;
    const int count = random_.between(1, 4);
    for (int i = 0; i < count; ++i) {
      rules.push_back({.id = std::string{random_.chance(10) ? "a/%" : "r"} + std::to_string(i),
                       .when = Anchor::start(),
                       .offset = (random_.chance(60) ? 0 : random_.between(0, 30)) * 1s,
                       .audience = random_.chance(50) ? Audience::all() : Audience::from_bits(random_byte()),
                       .connection = random_.pick(ids_)});
      rules.back().correct = random_.chance(15);
    }
    // Many are called once all is over, and the last of them decides when all is freed.
    return {.id = "w", .start = kBegin, .duration = random_.chance(50) ? Duration{1h} : Duration{1s}, .rules = rules};
  }
  std::uint8_t random_byte() { return static_cast<std::uint8_t>(random_.below(256)); }

  void step() {
    now_ += random_.chance(70) ? Duration{0} : Duration{random_.between(1, 3000)};
    if (random_.chance(97)) {
      out_.empty() || random_.chance(35) ? next() : complete();
      if (early_ && random_.chance(15)) wake_at();
      if (random_.chance(5)) look();
      return;
    }
    switch (random_.between(0, 3)) {
      case 0:
        return any_presence(now_ - random_.between(0, 300) * 1s);
      case 1:
        return tell(AttendeeUnregistered{now_, "w", any_name()});
      case 2:
        return pause_or_resume();
      default:
        return tell(AttendeeRegistered{now_, "w", names_.emplace_back("late" + std::to_string(names_.size()))});
    }
  }
  const std::string& any_name() { return names_[random_.below(names_.size())]; }
  void any_presence(Instant happened) {
    const std::string& who = any_name();
    if (random_.chance(60)) return tell(AttendeeJoined{happened, "w", who});
    tell(AttendeeLeft{happened, "w", who});
  }
  void pause_or_resume() {
    const std::string& id = random_.pick(ids_);
    const bool pauses = random_.chance(30);
    same("pause", [&](DispatchQueue& queue) {
      const auto done = pauses ? queue.pause(id, now_) : queue.resume(id, now_);
      return std::string{done ? "done" : "refused"};
    });
  }
  void tell(const Event& event) {
    same("feed", [&](DispatchQueue& queue) {
      const auto fed = queue.feed(event, now_);
      return std::string{fed ? to_string(*fed) : fed.error().message};
    });
  }
  /// What the lanes are planned by shows in when they can go on.
  void wake_at() {
    same("wake_at", [](DispatchQueue& queue) {
      const auto at = queue.wake_at();
      return at ? to_string(*at) : std::string{"never"};
    });
  }
  /// What is noted of calls is there for who looks between them, and the calls go on.
  void look() {
    same("pending", [](DispatchQueue& queue) {
      std::string all;
      for (const PendingHandover& each : queue.pending(1000)) all += to_json(each);
      return all;
    });
    same("invariants", [](DispatchQueue& queue) { return queue.check_invariants(); });
    if (random_.chance(70)) return;
    const std::string& rule = random_.pick(webinar_.rules).id;
    const std::string& who = any_name();
    same("explain", [&](DispatchQueue& queue) {
      const auto explained = queue.explain("w", rule, who);
      return explained ? explained->sentence : explained.error().message;
    });
  }
  void next() {
    CallId started{};
    std::string rule;
    bool early = false;
    same("next", [&](DispatchQueue& queue) {
      const Call* const call = queue.next(now_);
      if (call == nullptr) return std::string{"none"};
      started = call->id();
      rule = call->rule();
      early = call->handovers().front().due > now_;
      std::string all;
      for (const Handover& handover : call->handovers()) all += to_json(*call, handover, now_);
      return all;
    });
    if (started == CallId{}) return;
    out_.push_back({started, rule});
    if (rule == delivered_) ++(early ? early_in_a_row_ : in_a_row_);
    delivered_.clear();
  }
  void complete() {
    const std::size_t which = random_.below(out_.size());
    const auto [call, rule] = out_[which];
    out_.erase(out_.begin() + static_cast<std::ptrdiff_t>(which));
    const Outcome outcome = random_.chance(95)   ? Outcome::delivered()
                            : random_.chance(50) ? Outcome::retry("busy")
                            : random_.chance(50) ? Outcome::rejected("gone")
                                                 : Outcome::throttled(now_ + 5s);
    same("complete", [&, id = call](DispatchQueue& queue) {
      return std::string{queue.complete(id, outcome, now_) ? "done" : "refused"};
    });
    delivered_ = outcome.kind == Outcome::Kind::delivered ? rule : "";
  }

  template <class Ask>
  void same(const std::string& what, Ask ask) {
    const std::string a = ask(straight_);
    const std::string b = ask(disturbed_);
    // No such call: nothing is done but that whatever was prepared is given up.
    static_cast<void>(disturbed_.complete(CallId{std::uint64_t{1} << 60U}, Outcome::delivered(), now_));
    if (a != b && !failed())
      difference_ = what + " at " + to_string(now_) + "\n  straight:  " + a + "\n  disturbed: " + b;
  }
  static std::string shown(const Counters& counters) {
    std::string all;
    for (const std::uint64_t count :
         {counters.applied, counters.late, counters.duplicate, counters.ignored, counters.refused,
          counters.unpaired_leaves, counters.calls, counters.delivered, counters.retried, counters.rejected,
          counters.gave_up, counters.throttled, counters.decided_early, counters.corrections, counters.differences,
          counters.in_flight, counters.dead_letters, counters.webinars_freed}) {
      all += std::to_string(count) + ' ';
    }
    return all;
  }

  Random random_;
  bool early_;
  DispatchQueue straight_{Options{.retain = 10s}}, disturbed_{Options{.retain = 10s}};
  Instant now_ = kBegin - 24h;
  std::vector<std::string> ids_;
  std::vector<Connection> settings_;
  Webinar webinar_;
  int attendees_ = 0;
  std::deque<std::string> names_;
  struct Out {
    CallId call{};
    std::string rule;
  };
  std::vector<Out> out_;
  std::string delivered_;  ///< by the step before
  int in_a_row_ = 0, early_in_a_row_ = 0;
  std::string difference_;
};

/// Four queues that hear the same: event by event, in spans, and by handle where that can be said, one by one and in
/// spans.
class FourWays {
 public:
  explicit FourWays(std::uint64_t seed) : random_(seed) {
    std::vector<Rule> rules;
    for (int bits = 0; bits < 8; ++bits) {
      rules.push_back({.id = std::to_string(bits),
                       .when = Anchor::end(),
                       .audience = Audience::from_bits(static_cast<std::uint8_t>(1 << bits)),
                       .connection = "crm"});
    }
    const WebinarScheduled scheduled{
        kBegin - 24h, {.id = "w", .start = kBegin, .duration = 1h, .threshold = {.hundredths = 50'00}, .rules = rules}};
    for (DispatchQueue* const queue : {&single_, &spans_, &handles_, &moves_}) {
      static_cast<void>(queue->add({.id = "crm", .max_lead = random_.chance(20) ? Duration{10min} : Duration{0}}));
      static_cast<void>(queue->feed(scheduled, kBegin - 24h));
    }
  }

  void run() {
    std::vector<Event> events;
    Instant now = kBegin - 30min;
    for (int block = 0; block < 30; ++block) {
      now += random_.between(0, 240) * 1s;
      events.clear();
      const int count = random_.between(1, 40);
      for (int i = 0; i < count; ++i) events.push_back(any_event(now));
      const auto in_span = spans_.feed(events, now);
      const auto by_moves = feed_moves(events, now);
      for (std::size_t i = 0; i < events.size(); ++i) {
        const std::string one = shown(single_.feed(events[i], now));
        if (one != shown(in_span[i]) || one != shown(by_moves[i])) ++differences_;
        if (one != shown(feed_by_handle(events[i], now))) ++differences_;
      }
    }
    for (int bits = 0; bits < 8; ++bits) {
      const auto here = *single_.preview("w", std::to_string(bits), now);
      for (DispatchQueue* const queue : {&spans_, &handles_, &moves_}) {
        if (*queue->preview("w", std::to_string(bits), now) != here) ++differences_;
      }
    }
    for (DispatchQueue* const queue : {&single_, &spans_, &handles_, &moves_}) {
      if (!queue->check_invariants().empty()) ++differences_;
    }
  }
  [[nodiscard]] int differences() const { return differences_; }

 private:
  static std::string shown(const Result<Fed>& fed) { return fed ? std::string{to_string(*fed)} : fed.error().message; }
  Event any_event(Instant now) {
    const std::string& who = names_.emplace_back("attendee " + std::to_string(random_.below(people_)));
    const Instant happened = random_.chance(80) ? now : now - random_.between(0, 600) * 1s;
    const std::string_view session = random_.chance(95) ? "" : "tab";
    if (random_.chance(10)) return AttendeeRegistered{happened, "w", who};
    if (random_.chance(5)) return AttendeeUnregistered{happened, "w", who};
    if (random_.chance(2)) return AttendeeJoined{happened, "nowhere", who};
    if (random_.chance(60)) return AttendeeJoined{happened, "w", who, session};
    return AttendeeLeft{happened, "w", who, session};
  }
  static std::optional<AttendeeMove> move_of(const Event& event, const DispatchQueue& queue) {
    const auto move = [&](const auto& one, bool left) -> std::optional<AttendeeMove> {
      const auto handle = queue.find_attendee(one.webinar, one.attendee);
      if (!handle || !one.session.empty()) return std::nullopt;
      return AttendeeMove{*handle, one.at, left};
    };
    if (const auto* const joined = std::get_if<AttendeeJoined>(&event)) return move(*joined, false);
    if (const auto* const left = std::get_if<AttendeeLeft>(&event)) return move(*left, true);
    return std::nullopt;
  }
  Result<Fed> feed_by_handle(const Event& event, Instant now) {
    const auto move = move_of(event, handles_);
    if (!move) return handles_.feed(event, now);
    return handles_.feed(*move, now);
  }
  /// All that follow one another and can be said by handle are one span.
  std::vector<Result<Fed>> feed_moves(std::span<const Event> events, Instant now) {
    std::vector<Result<Fed>> fed;
    std::vector<AttendeeMove> waiting;
    const auto tell = [&] {
      for (const Result<Fed>& one : moves_.feed(waiting, now)) fed.push_back(one);
      waiting.clear();
    };
    for (const Event& event : events) {
      if (const auto move = move_of(event, moves_)) {
        waiting.push_back(*move);
        continue;
      }
      tell();
      fed.push_back(moves_.feed(event, now));
    }
    tell();
    return fed;
  }

  Random random_;
  /// More than a byte can tell apart, many of them new: their places in the table collide. Or few, whose events cross.
  std::uint64_t people_ = random_.chance(50) ? 2000 : 20;
  DispatchQueue single_, spans_, handles_, moves_;
  std::deque<std::string> names_;
  int differences_ = 0;
};

}  // namespace

TEST_CASE("S9b: events told one by one, in spans or by handle have the same answers and the same effect") {
  const std::uint64_t first = number_from("USHER_SEED", kFirstShortCutSeed);
  const std::uint64_t count = std::min<std::uint64_t>(200, number_from("USHER_TIMELINES", 200));
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    FourWays evening{seed};
    evening.run();
    INFO("seed " << seed);
    REQUIRE(evening.differences() == 0);
  }
}

void go_straight_on(Around around, int (TwoQueues::*in_a_row)() const) {
  const std::uint64_t first = number_from("USHER_SEED", kFirstShortCutSeed);
  const std::uint64_t count = std::min(kEvenings, number_from("USHER_TIMELINES", kEvenings));
  int all = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    TwoQueues evening{seed, around};
    evening.run();
    INFO("seed " << seed << ": " << evening.difference());
    REQUIRE(!evening.failed());
    all += (evening.*in_a_row)();
  }
  std::cout << count << " evenings from seed " << first << ": " << all << " calls right after one of their rule\n";
  CHECK(all > static_cast<int>(count));
}

TEST_CASE("a queue that goes straight on makes the calls of one that is disturbed after every step") {
  go_straight_on(Around::due, &TwoQueues::in_a_row);
}

TEST_CASE("S19: a plan that is changed where it stands is the one that is made anew after every step") {
  go_straight_on(Around::before_due, &TwoQueues::early_in_a_row);
}

}  // namespace usher::property
