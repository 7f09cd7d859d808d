// Webhooks come late, twice and in the wrong order. What counts is when things happened: the same evening, told in two
// ways, gives the same handovers. Only what has been called already cannot be unsaid.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "usher/testing.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Anchor, usher::Audience, usher::Event, usher::Instant;

const Instant kStart = std::chrono::sys_days{2026y / 5 / 6} + 17h;

const usher::Webinar kTalk{.id = "talk",
                           .start = kStart,
                           .duration = 60min,
                           .rules = {
                               {"here", Anchor::start(), 40min, Audience::online(), "crm"},
                               {"gone", Anchor::start(), 40min, Audience::offline(), "crm"},
                           }};

/// What happened, and when the host was told.
struct Told {
  Event event;
  Instant arrival;
};

Told at_once(const Event& event) {
  return {event, at(event)};
}

/// What was handed over, in order. A call takes half a minute here, so that some start after a late event is in.
std::vector<std::string> replay(const std::vector<Told>& evening, bool aloud) {
  usher::DispatchQueue queue;
  if (!queue.add({.id = "crm"})) return {};
  usher::VirtualHost host{queue};
  host.set_call_time(30s);
  for (const Told& told : evening) {
    const auto fed = host.feed(told.event, told.arrival);
    if (!fed) return {};
    if (aloud) std::cout << "  " << usher::to_string(told.arrival).substr(11, 8) << ' ' << to_string(*fed) << '\n';
  }
  if (!host.run()) return {};
  std::vector<std::string> handed_over;
  for (const auto& one : host.finished()) handed_over.push_back(one.rule + ' ' + one.attendee);
  return handed_over;
}

void print(const char* how, const std::vector<std::string>& handed_over) {
  std::cout << how << ':';
  for (const std::string& one : handed_over) std::cout << "  " << one;
  std::cout << '\n';
}

}  // namespace

int main() {
  const Event scheduled = usher::WebinarScheduled{kStart - 24h, kTalk};
  const Event ada_joins = usher::AttendeeJoined{kStart + 1min, "talk", "ada"};
  const Event bob_joins = usher::AttendeeJoined{kStart + 2min, "talk", "bob"};
  const Event cyd_joins = usher::AttendeeJoined{kStart + 3min, "talk", "cyd"};
  const Event bob_leaves = usher::AttendeeLeft{kStart + 20min, "talk", "bob"};
  const Event bob_returns = usher::AttendeeJoined{kStart + 25min, "talk", "bob"};
  const Event cyd_leaves = usher::AttendeeLeft{kStart + 39min, "talk", "cyd"};

  print("in order", replay({at_once(scheduled), at_once(ada_joins), at_once(bob_joins), at_once(cyd_joins),
                            at_once(bob_leaves), at_once(bob_returns), at_once(cyd_leaves)},
                           false));

  // bob's return is told before his leave, his leave twice, and cyd's leave 20 s after the rules were due: ada's call
  // is out then, cyd's is not.
  std::cout << "in disorder, as the queue answers:\n";
  print("in disorder", replay({at_once(scheduled),
                               at_once(ada_joins),
                               at_once(bob_joins),
                               at_once(cyd_joins),
                               at_once(bob_returns),
                               {bob_leaves, kStart + 28min},
                               {bob_leaves, kStart + 29min},
                               {cyd_leaves, kStart + 40min + 20s}},
                              true));

  // Told when cyd's call for "here" is out, the leave is too late: cyd stays decided, and "gone" never takes her.
  print("too late", replay({at_once(scheduled),
                            at_once(ada_joins),
                            at_once(bob_joins),
                            at_once(cyd_joins),
                            {cyd_leaves, kStart + 41min + 10s}},
                           false));
}
