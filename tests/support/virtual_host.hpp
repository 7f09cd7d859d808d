// A host with a clock of its own: it tells the queue what happens when it happens, makes each call that the queue asks
// for, and writes down what was handed over. Nothing waits: the clock jumps to where there is something to do.
//
//   VirtualHost host;
//   host.schedule(launch({rule("pitch", Anchor::start(), 45min, Audience::online())}));
//   host.registers("ada", kStart - 1h);
//   host.joins("ada", kStart);
//   host.run();
//   CHECK(host.served() == Names{"pitch/ada"});
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::test {

using namespace std::chrono_literals;

/// When webinars start that do not say otherwise: 2026-05-04T19:00:00Z. All times of a test are told from here.
inline constexpr Instant kStart{Duration{1'777'921'200'000}};

using Names = std::vector<std::string>;

/// A rule over the connection "crm", which every VirtualHost knows and which is called from due on.
inline Rule rule(std::string id, Anchor when, Duration offset, Audience audience = Audience::all(),
                 WhenLate when_late = WhenLate::skip) {
  return {.id = std::move(id),
          .when = std::move(when),
          .offset = offset,
          .audience = audience,
          .connection = "crm",
          .when_late = when_late};
}
inline Rule over(std::string connection, Rule rule) {
  rule.connection = std::move(connection);
  return rule;
}

/// "launch", 90 minutes from kStart.
inline Webinar launch(std::vector<Rule> rules, Threshold threshold = {}) {
  return {.id = "launch", .start = kStart, .duration = 90min, .threshold = threshold, .rules = std::move(rules)};
}
inline Webinar live(Webinar webinar) {
  webinar.timing = Timing::live;
  return webinar;
}

/// A handover that a call has carried, and what became of it.
struct Served {
  std::string lane, webinar, rule, attendee, key, profile;
  Instant due{}, decided_at{}, started_at{}, finished_at{};
  Standing standing{};
  std::int32_t attempt = 0;
  CallId call{};
  Outcome::Kind outcome{};
  CallKind kind{};
  [[nodiscard]] std::string name() const { return rule + "/" + attendee; }
};

class VirtualHost {
 public:
  /// What the target says to one handover.
  using Target = std::function<Outcome(const Call&, const Handover&)>;

  explicit VirtualHost(const Options& options = {}) : queue(options) { connect({.id = "crm", .max_lead = 0s}); }

  void connect(const Connection& connection) { REQUIRE(queue.add(connection)); }

  /// Lives on until just before the event, and tells it at its instant; one whose `at` is over is told now.
  Fed tell(const Event& event) {
    if (at(event) > now) {
      run_until(at(event) - 1ms);
      now = at(event);
    }
    const auto fed = queue.feed(event, now);
    INFO(webinar_of(event) << ": " << (fed ? std::string{} : fed.error().message));
    REQUIRE(fed);
    return *fed;
  }
  /// Tells an event that is to be refused.
  Error refused(const Event& event) {
    const auto fed = queue.feed(event, now);
    REQUIRE_FALSE(fed);
    return fed.error();
  }

  Fed schedule(const Webinar& webinar) { return tell(WebinarScheduled{.at = now, .webinar = webinar}); }
  Fed registers(std::string_view who, Instant when, std::string_view profile = {}) {
    return tell(AttendeeRegistered{.at = when, .webinar = "launch", .attendee = who, .profile = profile});
  }
  Fed unregisters(std::string_view who, Instant when) {
    return tell(AttendeeUnregistered{.at = when, .webinar = "launch", .attendee = who});
  }
  Fed joins(std::string_view who, Instant when, std::string_view session = {}) {
    return tell(AttendeeJoined{.at = when, .webinar = "launch", .attendee = who, .session = session});
  }
  Fed leaves(std::string_view who, Instant when, std::string_view session = {}) {
    return tell(AttendeeLeft{.at = when, .webinar = "launch", .attendee = who, .session = session});
  }

  /// Makes the calls that start until `until`, and lets those end that end by then.
  void run_until(Instant until) {
    for (;;) {
      make_calls();
      if (checks) REQUIRE(queue.check_invariants() == "");
      std::optional<Instant> step = queue.wake_at();
      for (const auto& [ends, call] : out_) step = step ? std::min(*step, ends) : ends;
      if (!step || *step > until) break;
      now = *step;
    }
    now = std::max(now, until);
  }
  /// Until nothing is left to do.
  void run() {
    for (make_calls(); !out_.empty() || queue.wake_at(); make_calls()) {
      std::optional<Instant> step = queue.wake_at();
      for (const auto& [ends, call] : out_) step = step ? std::min(*step, ends) : ends;
      run_until(*step);
    }
  }

  /// "rule/attendee" of all that was delivered, in the order in which the calls ended.
  [[nodiscard]] Names served() const {
    Names names;
    for (const Served& one : history) {
      if (one.outcome == Outcome::Kind::delivered) names.push_back(one.name());
    }
    return names;
  }
  /// The only time that the pair was called; fails where there was none, or several.
  [[nodiscard]] Served only(const std::string& name) const {
    Served found;
    int times = 0;
    for (const Served& one : history) {
      if (one.name() == name) found = one, ++times;
    }
    INFO(name);
    REQUIRE(times == 1);
    return found;
  }

  DispatchQueue queue;
  Instant now = kStart - 24h;
  Duration call_time{0};
  bool checks = false;  ///< the queue's invariants, after every step of run and run_until
  Target target = [](const Call&, const Handover&) { return Outcome::delivered(); };
  std::vector<Served> history;

 private:
  void make_calls() {
    finish_calls();
    while (const Call* const call = queue.next(now)) {
      out_.emplace_back(now + call_time, call);
      finish_calls();
    }
  }
  void finish_calls() {
    for (std::size_t i = 0; i < out_.size();) {
      if (out_[i].first > now) {
        ++i;
        continue;
      }
      const Call& call = *out_[i].second;
      std::vector<Outcome> outcomes;
      for (const Handover& handover : call.handovers()) outcomes.push_back(write_down(call, handover));
      out_.erase(out_.begin() + static_cast<std::ptrdiff_t>(i));
      REQUIRE(queue.complete(call.id(), outcomes, now));
    }
  }
  Outcome write_down(const Call& call, const Handover& handover) {
    Outcome outcome = target(call, handover);
    history.push_back({std::string{call.lane()}, std::string{call.webinar()}, std::string{call.rule()},
                       std::string{handover.attendee}, std::string{handover.key}, std::string{handover.profile},
                       handover.due, handover.decided_at, call.started_at(), now, handover.standing, handover.attempt,
                       call.id(), outcome.kind, call.kind()});
    return outcome;
  }

  std::vector<std::pair<Instant, const Call*>> out_;
};

}  // namespace usher::test
