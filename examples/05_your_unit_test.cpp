// A unit test of a host's own, without a test framework: does our campaign do what marketing asked for, also when the
// mailing tool is down? Virtual time makes a day of it take no time at all.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "usher/testing.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Anchor, usher::Audience;
using Names = std::vector<std::string>;

/// What is tested: how the host sets up its campaigns.
usher::Webinar campaign(usher::Instant start) {
  return {.id = "campaign",
          .start = start,
          .duration = 45min,
          .rules = {{"welcome", Anchor::registered(), 0min, Audience::all(), "mail"},
                    {"recording", Anchor::end(), 30min, Audience::absent(), "mail"},
                    {"survey", Anchor::end(), 30min, Audience::attended(), "mail"}}};
}

const usher::Instant kStart = std::chrono::sys_days{2026y / 5 / 7} + 17h;

/// One evening with a host of our own around it.
struct Evening {
  usher::DispatchQueue queue;
  usher::VirtualHost host{queue};
  bool told = true;  ///< nothing was refused

  Evening() {
    told = queue.add({.id = "mail"}).has_value();
    tell(usher::WebinarScheduled{kStart - 72h, campaign(kStart)});
    tell(usher::AttendeeRegistered{kStart - 48h, "campaign", "ada"});
    tell(usher::AttendeeRegistered{kStart - 24h, "campaign", "bob"});
    tell(usher::AttendeeJoined{kStart + 5min, "campaign", "bob"});
  }
  void tell(const usher::Event& event) { told = host.feed(event).has_value() && told; }
};

bool failed = false;

void check(bool holds, const char* sentence) {
  std::cout << (holds ? "ok      " : "FAILED  ") << sentence << '\n';
  failed = failed || !holds;
}

void everybody_gets_their_mail() {
  Evening evening;
  check(evening.told && evening.host.run(), "the evening runs to its end");
  check(evening.host.handed_over("campaign", "welcome") == Names{"ada", "bob"}, "everybody is welcomed");
  check(evening.host.handed_over("campaign", "survey") == Names{"bob"}, "who came is asked how it was");
  check(evening.host.handed_over("campaign", "recording") == Names{"ada"}, "who did not come gets the recording");
}

void a_target_that_is_down_gets_everything_later() {
  Evening evening;
  const usher::Instant up_again = kStart + 3h;
  evening.host.set_answer([&](const usher::Call&, const usher::Handover&) {
    const bool down = evening.host.now() >= kStart && evening.host.now() < up_again;
    return down ? usher::Outcome::retry_after(15min, "503") : usher::Outcome::delivered();
  });
  check(evening.told && evening.host.run(), "the evening runs to its end with the target down for three hours");
  check(evening.host.handed_over("campaign", "survey") == Names{"bob"}, "the survey goes out when it is up again");
  check(evening.host.finished().back().started_at >= up_again, "and not before");
  check(evening.host.finished().back().attempt > 1, "by another attempt of the same handover");
  check(evening.queue.dead_letters().empty(), "nothing is lost");
}

}  // namespace

int main() {
  everybody_gets_their_mail();
  a_target_that_is_down_gets_everything_later();
  return failed ? 1 : 0;
}
