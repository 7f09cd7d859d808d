#include "fixture_evening.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/journaled_queue.hpp"
#include "usher/json.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::journal_test {
namespace {

using namespace std::chrono_literals;

/// Of the evening: "17:30" or "17:30:05".
Instant at(std::string_view clock) {
  const std::string seconds = clock.size() == 5 ? ":00" : "";
  return *parse_instant("2026-03-29T" + std::string{clock} + seconds + "Z");
}

/// A host whose calls take 0.2 s, and whose targets answer by who it is.
class Host {
 public:
  explicit Host(std::string path) : path_(std::move(path)) { open(0); }

  void open(std::int32_t max_unsynced) {
    auto journal = SqliteJournal::open(path_);
    if (!expect(journal.has_value())) return;
    journal_ = std::move(*journal);
    auto queue = JournaledQueue::open(*journal_, {.queue = {.retain = 2h}, .max_unsynced = max_unsynced});
    if (expect(queue.has_value())) queue_.emplace(std::move(*queue));
    expect(queue_->add({.id = "crm", .batch = 3, .max_lead = 0min, .max_attempts = 2}).has_value());
    expect(queue_->add({.id = "mail", .lane = "mail", .on_unknown = OnUnknown::hold}).has_value());
  }
  /// The process is gone, with what was synced in the file and its -wal; the next one finds them.
  void crash(std::int32_t max_unsynced) {
    const std::string left = path_ + ".left";
    for (const auto* name : {"", "-wal"}) std::filesystem::copy_file(path_ + name, left + name);
    close();
    for (const auto* name : {"", "-wal"}) std::filesystem::rename(left + name, path_ + name);
    open(max_unsynced);
  }
  void close() {
    queue_.reset();
    journal_.reset();
  }

  /// Told at `now`, which is when it happened unless said otherwise.
  void feed(const Event& event, std::string_view now) {
    run_until(at(now));
    expect(queue_->feed(event, now_, "offset " + std::to_string(++fed_)).has_value());
    expect(queue_->sync().has_value());
  }
  void run_until(Instant until) {
    while (ok_) {
      const Call* const call = next();
      if (call == nullptr && !sleep(until)) break;
      if (call != nullptr) answer(*call);
    }
    now_ = std::max(now_, until);
  }
  /// Runs until somebody is out by the rule, and leaves the call out.
  void run_into_call(std::string_view rule, Instant until) {
    while (ok_) {
      const Call* const call = next();
      if (call != nullptr && call->rule() == rule) return;
      if (call == nullptr && !expect(sleep(until))) return;
      if (call != nullptr) answer(*call);
    }
  }
  template <class Act>
  void act(Act act) {
    expect(act(*queue_, now_).has_value());
    expect(queue_->sync().has_value());
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  bool expect(bool right) {
    ok_ = ok_ && right;
    return right;
  }
  const Call* next() {
    auto call = queue_->next(now_);
    return expect(call.has_value()) ? *call : nullptr;
  }
  bool sleep(Instant until) {
    const auto wake = queue_->wake_at();
    if (!wake || *wake > until) return false;
    now_ = *wake;
    return true;
  }
  void answer(const Call& call) {
    now_ += 200ms;
    std::vector<Outcome> outcomes;
    for (const Handover& handover : call.handovers()) outcomes.push_back(answer_to(handover));
    expect(queue_->complete(call.id(), outcomes, now_).has_value());
  }
  Outcome answer_to(const Handover& handover) {
    const bool first = asked_.emplace(handover.key).second;
    if (handover.attendee == "kim" && first) return Outcome::throttled(now_ + 20s, "slow down");
    if (handover.attendee == "eve" && first) return Outcome::retry_after(5s, "busy");
    if (handover.attendee == "flo") return Outcome::retry_after(5s, "no answer");
    if (handover.attendee == "mal" && first) return Outcome::rejected("no such contact");
    if (handover.attendee == "vic") return Outcome::rejected("unsubscribed");
    return Outcome::delivered();
  }

  std::string path_;
  std::unique_ptr<SqliteJournal> journal_;
  std::optional<JournaledQueue> queue_;
  Instant now_ = at("08:00");
  std::set<std::string, std::less<>> asked_;
  int fed_ = 0;
  bool ok_ = true;
};

Webinar launch(std::string title) {
  const Audience gone = Audience::attended() & Audience::offline();
  return {.id = "launch",
          .title = std::move(title),
          .start = at("17:00"),
          .duration = 90min,
          .timing = Timing::live,
          .threshold = {.hundredths = 60'00},
          .rules = {{"hello", Anchor::registered(), 1min, Audience::all(), "crm"},
                    {.id = "inside",
                     .when = Anchor::start(),
                     .offset = 45min,
                     .audience = Audience::online(),
                     .connection = "mail",
                     .correct = true},
                    {"offer", Anchor::at_marker("pitch"), 5min, gone, "crm", R"({"tag":"offer"})"},
                    {"thanks", Anchor::end(), 1min, Audience::participants(), "crm"},
                    {"missed", Anchor::end(), 1min, Audience::non_participants(), "mail"}}};
}

constexpr const char* kPeople[] = {"ada", "bob", "cyd", "dan", "eve", "flo", "gus", "hal", "ida",
                                   "jon", "kim", "lea", "mal", "ned", "pam", "uma", "vic", "zoe"};

/// A small webinar that is over and freed by the evening, one that is called off, and who has registered.
void morning(Host& host) {
  const Webinar early{.id = "early",
                      .start = at("09:00"),
                      .duration = 30min,
                      .rules = {{"all", Anchor::end(), 0min, Audience::all(), "crm"}}};
  host.feed(WebinarScheduled{at("08:00"), early}, "08:00");
  host.feed(AttendeeRegistered{at("08:01"), "early", "ada"}, "08:01");
  Webinar off = launch("");
  off.id = "off";
  host.feed(WebinarScheduled{at("08:02"), off}, "08:02");
  host.feed(WebinarScheduled{at("08:03"), launch("Launch")}, "08:03");
  for (const std::string_view who : kPeople) {
    const std::string profile = R"({"email":")" + std::string{who} + R"(@example.org"})";
    host.feed(AttendeeRegistered{at("12:05"), "launch", who, profile}, "12:05");
  }
  host.feed(AttendeeUnregistered{at("13:00"), "launch", "uma"}, "13:00");
  host.feed(WebinarMoved{at("13:01"), "launch", at("17:05")}, "13:01");
  host.feed(WebinarEdited{at("13:02"), launch("Launch, for everybody")}, "13:02");
  host.act([](JournaledQueue& queue, Instant now) { return queue.pause("crm", now); });
}

/// Who is in the room; wes and xan have not registered.
void first_half(Host& host) {
  host.feed(WebinarStarted{at("17:00"), "launch"}, "17:00");
  host.act([](JournaledQueue& queue, Instant now) { return queue.resume("crm", now); });
  host.feed(AttendeeJoined{at("17:01"), "launch", "ada", "tab-1"}, "17:01");
  host.feed(AttendeeJoined{at("17:02"), "launch", "ada", "tab-2"}, "17:02");
  for (const std::string_view who :
       {"bob", "cyd", "eve", "flo", "gus", "hal", "kim", "mal", "ned", "vic", "wes", "xan", "zoe"}) {
    host.feed(AttendeeJoined{at("17:03"), "launch", who}, "17:03");
  }
  host.feed(AttendeeLeft{at("17:20"), "launch", "ada", "tab-1"}, "17:20");
  host.feed(AttendeeLeft{at("17:25"), "launch", "gus"}, "17:25");
  host.feed(AttendeeLeft{at("17:30"), "launch", "hal"}, "17:30");
  host.feed(WebinarMarker{at("17:35"), "launch", "pitch"}, "17:35");
  // Both told after the call that they would have changed: cyd is taken back, dan is called for.
  host.feed(AttendeeLeft{at("17:40"), "launch", "cyd"}, "17:46");
  host.feed(AttendeeJoined{at("17:41"), "launch", "dan"}, "17:47");
}

/// Crashes: with a call out over `mail`, which holds it, and over `crm`, which sends again.
void second_half(Host& host) {
  host.act([](JournaledQueue& queue, Instant now) { return queue.cancel("launch", "thanks", "ned", now); });
  host.feed(WebinarCancelled{at("17:50"), "off"}, "17:50");
  host.feed(WebinarEnded{at("18:30"), "launch"}, "18:30");
  host.run_into_call("missed", at("18:31"));
  host.crash(2);
  host.run_into_call("thanks", at("18:31"));
  host.crash(2);
  host.run_until(at("18:45"));
}

/// mal's letter goes out again and flo's is dropped, vic's stays; zoe is forgotten.
void afterwards(Host& host) {
  host.act([](JournaledQueue& queue, Instant now) { return queue.resubmit("launch/hello/mal/1", now); });
  host.run_until(at("18:50"));
  host.act([](JournaledQueue& queue, Instant) { return queue.forget_dead_letter("launch/hello/flo/1"); });
  host.act([](JournaledQueue& queue, Instant now) { return queue.forget("launch", "zoe", now); });
  host.feed(AttendeeLeft{at("18:31"), "launch", "ada", "tab-2"}, "18:55");
}

}  // namespace

bool write_evening(const std::string& path) {
  Host host{path};
  morning(host);
  first_half(host);
  second_half(host);
  afterwards(host);
  host.close();
  return host.ok();
}

}  // namespace usher::journal_test
