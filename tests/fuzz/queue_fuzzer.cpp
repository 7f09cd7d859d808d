// Any sequence of feed, next, complete, cancel and resubmit. The bytes are the script: small sets of ids and instants,
// so that things meet. After every step the queue's own invariants hold; on a lane one call is in flight at a time;
// by one rule nobody is delivered twice; and a call does not change while it is out.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "usher/dispatch_queue.hpp"

namespace {

using usher::Duration;
using usher::Instant;
using usher::fuzz::Bytes;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

constexpr std::array<const char*, 2> kWebinars{"launch", "en/core%"};
constexpr std::array<const char*, 4> kAttendees{"ada", "bob", "cleo", "dan"};
constexpr std::array<const char*, 3> kSessions{"", "tab", "phone"};
constexpr std::array<const char*, 3> kRules{"pitch", "missed", "hello"};
constexpr std::array<const char*, 2> kMarkers{"offer", "quiz"};
constexpr std::array<const char*, 3> kConnections{"crm", "mail", "ads"};
constexpr int kMostLead = 12;  ///< seconds
constexpr Instant kMorning{std::chrono::hours{24 * 365 * 50}};

/// What was out when it started, word for word.
struct Out {
  const usher::Call* call;
  std::string lane;
  std::vector<std::string> keys;
};

class Play {
 public:
  Play(const std::uint8_t* data, std::size_t size)
      : bytes_(data, size),
        queue_({.walk_ins = bytes_.flag() ? usher::WalkIns::ignore : usher::WalkIns::register_them,
                .max_skew = std::chrono::seconds{bytes_.below(3)},
                .retain = std::chrono::seconds{bytes_.below(40)}}) {
    for (const char* id : kConnections) {
      require(queue_
                  .add({.id = id,
                        .lane = bytes_.flag() ? "main" : id,
                        .batch = 1 + static_cast<std::int32_t>(bytes_.below(3)),
                        .spacing = std::chrono::milliseconds{500 * static_cast<int>(bytes_.below(3))},
                        .max_lead = std::chrono::seconds{bytes_.below(kMostLead + 1)},
                        .max_attempts = 1 + static_cast<std::int32_t>(bytes_.below(3)),
                        .give_up_after = std::chrono::seconds{bytes_.below(60)}})
                  .has_value(),
              "a connection is taken");
    }
  }

  void run() {
    while (!bytes_.empty()) step();
    drain();
  }

 private:
  void step() {
    switch (bytes_.below(10)) {
      case 9:
        return pause_or_resume();
      case 0:
        return about_webinar();
      case 1:
      case 2:
      case 3:
        return about_attendee();
      case 4:
        return pass_time();
      case 5:
        start_call();
        return;
      case 6:
        return complete_call();
      case 7:
        return cancel();
      default:
        return dead_letters();
    }
  }

  void holds() {
    const std::string contradiction = queue_.check_invariants();
    require(contradiction.empty(), contradiction.c_str());
    require(queue_.counters().in_flight == out_.size(), "the calls in flight are those that were not completed");
    if (const auto wake = queue_.wake_at()) require(*wake > queue_.now(), "wake_at is later than now");
    for (const Out& out : out_) {
      require(out.lane == out.call->lane(), "a call in flight keeps its lane");
      require(out.keys == keys_of(*out.call), "a call in flight keeps its handovers");
    }
  }

  /// Halves of seconds around the present, so that late, equal and future instants are common.
  Instant near_now() { return now_ + Duration{500} * (static_cast<int>(bytes_.below(24)) - 16); }

  void feed(const usher::Event& event) {
    const auto fed = queue_.feed(event, now_);
    if (!fed) require(!fed.error().message.empty(), "a refusal says why");
    holds();
  }

  usher::Anchor anchor() {
    switch (bytes_.below(6)) {
      case 0:
        return usher::Anchor::start();
      case 1:
        return usher::Anchor::end();
      case 2:
        return usher::Anchor::at_marker(bytes_.one_of(kMarkers));
      case 3:
        return usher::Anchor::registered();
      case 4:
        return usher::Anchor::joined();
      default:
        return usher::Anchor::participated();
    }
  }

  usher::Webinar webinar(const char* id) {
    constexpr std::array kPercents{0, 2'500, 5'000, 10'000};
    usher::Webinar webinar{.id = id,
                           .start = near_now() + std::chrono::seconds{bytes_.below(8)},
                           .duration = std::chrono::seconds{1 + bytes_.below(12)},
                           .timing = bytes_.flag() ? usher::Timing::live : usher::Timing::automated,
                           .threshold = {.hundredths = bytes_.one_of(kPercents),
                                         .measure = bytes_.flag() ? usher::Threshold::Measure::watched
                                                                  : usher::Threshold::Measure::position}};
    for (const char* rule : kRules) {
      if (bytes_.below(4) == 0) continue;
      webinar.rules.push_back({.id = rule,
                               .when = anchor(),
                               .offset = Duration{500} * (static_cast<int>(bytes_.below(16)) - 5),
                               .audience = usher::Audience::from_bits(static_cast<std::uint8_t>(bytes_.below(256))),
                               .connection = bytes_.one_of(kConnections),
                               .when_late = bytes_.flag() ? usher::WhenLate::at_once : usher::WhenLate::skip,
                               .correct = bytes_.below(4) == 0,
                               .correct_for = std::chrono::seconds{bytes_.below(16)}});
    }
    return webinar;
  }

  void about_webinar() {
    const char* id = bytes_.one_of(kWebinars);
    const Instant at = near_now();
    switch (bytes_.below(9)) {
      case 0:
      case 1:
      case 2:
        return feed(usher::WebinarScheduled{at, webinar(id)});
      case 3:
        return feed(usher::WebinarEdited{at, webinar(id)});
      case 4:
        return feed(usher::WebinarMoved{at, id, near_now() + std::chrono::seconds{bytes_.below(8)}});
      case 5:
        return feed(usher::WebinarStarted{at, id});
      case 6:
        return feed(usher::WebinarEnded{at, id});
      case 7:
        return feed(usher::WebinarMarker{at, id, bytes_.one_of(kMarkers)});
      default:
        return feed(usher::WebinarCancelled{at, id});
    }
  }

  void about_attendee() {
    const char* id = bytes_.one_of(kWebinars);
    const char* attendee = bytes_.one_of(kAttendees);
    const Instant at = near_now();
    switch (bytes_.below(8)) {
      case 0:
        return feed(usher::AttendeeRegistered{at, id, attendee, bytes_.flag() ? "{\"n\":1}" : ""});
      case 1:
        return feed(usher::AttendeeUnregistered{at, id, attendee});
      case 2:
      case 3:
        return feed(usher::AttendeeLeft{at, id, attendee, bytes_.one_of(kSessions)});
      default:
        return feed(usher::AttendeeJoined{at, id, attendee, bytes_.one_of(kSessions)});
    }
  }

  void pass_time() {
    const auto wake = queue_.wake_at();
    now_ = wake && bytes_.flag() ? *wake : now_ + Duration{500} * static_cast<int>(bytes_.below(12));
  }

  static std::vector<std::string> keys_of(const usher::Call& call) {
    std::vector<std::string> keys;
    for (const usher::Handover& handover : call.handovers()) keys.emplace_back(handover.key);
    return keys;
  }

  /// Of a webinar that was freed nothing is remembered; its id, and with it the keys, may come again.
  bool freed_once() { return queue_.counters().webinars_freed != 0; }

  void start_call() {
    take_out(bytes_.below(4) == 0 ? queue_.next(bytes_.one_of(kConnections), now_) : queue_.next(now_));
  }

  bool take_out(const usher::Call* call) {
    if (call != nullptr) {
      require(!call->handovers().empty(), "a call hands somebody over");
      for (const Out& out : out_) require(out.lane != call->lane(), "one call at a time on a lane");
      for (const usher::Handover& handover : call->handovers()) {
        require(freed_once() || !delivered_.contains(std::string(handover.key)), "by one rule nobody is taken twice");
        require(handover.due - std::chrono::seconds{kMostLead} <= call->started_at(),
                "nothing leads by more than it may");
        // Not always before due: a decision taken along to an earlier instant keeps its own (S5d).
        require(handover.decided_at <= call->started_at(), "nothing starts before it is decided");
      }
      out_.push_back({call, std::string(call->lane()), keys_of(*call)});
    }
    holds();
    return call != nullptr;
  }

  usher::Outcome outcome() {
    switch (bytes_.below(5)) {
      case 4:
        return usher::Outcome::throttled(now_ + Duration{500} * static_cast<int>(bytes_.below(6)));
      case 0:
        return usher::Outcome::retry();
      case 1:
        return usher::Outcome::retry_after(Duration{500} * static_cast<int>(bytes_.below(6)));
      case 2:
        return usher::Outcome::rejected("no");
      default:
        return usher::Outcome::delivered();
    }
  }

  void complete_call() {
    if (out_.empty()) {
      require(!queue_.complete(usher::CallId{1'000'000}, usher::Outcome::delivered(), now_).has_value(),
              "an unknown call is refused");
      return holds();
    }
    const auto position = static_cast<std::ptrdiff_t>(bytes_.below(static_cast<unsigned>(out_.size())));
    const Out out = out_[static_cast<std::size_t>(position)];
    std::vector<usher::Outcome> outcomes;
    while (outcomes.size() < out.keys.size()) outcomes.push_back(outcome());
    finish(out, outcomes);
    out_.erase(out_.begin() + position);
    holds();
  }

  void finish(const Out& out, const std::vector<usher::Outcome>& outcomes) {
    const usher::CallId id = out.call->id();
    require(queue_.complete(id, outcomes, now_).has_value(), "a call in flight is completed");
    require(!queue_.complete(id, outcomes, now_).has_value(), "and only once");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i].kind == usher::Outcome::Kind::delivered) delivered_.insert(out.keys[i]);
    }
  }

  void cancel() {
    const auto cancelled =
        queue_.cancel(bytes_.one_of(kWebinars), bytes_.one_of(kRules), bytes_.one_of(kAttendees), now_);
    if (!cancelled) require(!cancelled.error().message.empty(), "a refusal says why");
    holds();
  }

  void pause_or_resume() {
    const char* id = bytes_.one_of(kConnections);
    require((bytes_.flag() ? queue_.pause(id, now_) : queue_.resume(id, now_)).has_value(), "a connection is known");
    holds();
  }

  void dead_letters() {
    const auto letters = queue_.dead_letters();
    if (letters.empty()) return;
    const auto& letter = letters[bytes_.below(static_cast<unsigned>(letters.size()))];
    require(bytes_.flag() ? queue_.resubmit(letter.key, now_).has_value()
                          : queue_.forget_dead_letter(letter.key).has_value(),
            "a listed dead letter can be resubmitted and forgotten");
    holds();
  }

  /// Delivers all that is left: it must come to an end.
  void drain() {
    for (const char* id : kConnections) require(queue_.resume(id, now_).has_value(), "a connection is resumed");
    for (int steps = 0; steps < 10'000; ++steps) {
      while (take_out(queue_.next(now_))) {
      }
      if (!out_.empty()) {
        for (const Out& out : out_) {
          finish(out, std::vector<usher::Outcome>(out.keys.size(), usher::Outcome::delivered()));
        }
        out_.clear();
        holds();
        continue;
      }
      const auto wake = queue_.wake_at();
      if (!wake) return;
      now_ = *wake;
    }
    require(false, "the work comes to an end");
  }

  Bytes bytes_;
  usher::DispatchQueue queue_;
  Instant now_ = kMorning;
  std::vector<Out> out_;
  std::set<std::string> delivered_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 4096) Play(data, size).run();
  return 0;
}
