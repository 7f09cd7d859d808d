// A host in a few lines that hands an evening over to Brevo: fourth_platform URL, with the key in BREVO_KEY.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "brevo.hpp"
#include "usher/usher.hpp"

using namespace std::chrono_literals;
using usher::Anchor;
using usher::Audience;

namespace {

const usher::Instant kStart = std::chrono::sys_days{2026y / 3 / 29} + 17h;

std::vector<usher::Event> evening() {
  const usher::Webinar launch{.id = "launch",
                              .start = kStart,
                              .duration = 90min,
                              .rules = {{.id = "stayed",
                                         .when = Anchor::end(),
                                         .audience = Audience::online(),
                                         .connection = "brevo",
                                         .action = R"({"list": 7})",
                                         .correct = true}}};
  return {usher::WebinarScheduled{kStart - 24h, launch},
          usher::AttendeeRegistered{kStart - 2h, "launch", "ada", R"({"email": "ada@example.org", "name": "Ada"})"},
          usher::AttendeeRegistered{kStart - 2h, "launch", "bob", R"({"email": "bob"})"},
          usher::AttendeeRegistered{kStart - 2h, "launch", "cyd", R"({"email": "cyd@example.org"})"},
          usher::AttendeeJoined{kStart, "launch", "ada"},
          usher::AttendeeJoined{kStart, "launch", "bob"},
          usher::AttendeeJoined{kStart, "launch", "cyd"}};
}

/// What a Dispatcher does with threads and a clock.
void make_calls(usher::DispatchQueue& queue, usher::BlockingConnector& brevo, usher::Instant now) {
  while (const usher::Call* call = queue.next(now)) {
    const auto answer = brevo.make(*call, {});
    const auto& outcomes = std::get<std::vector<usher::Outcome>>(answer);
    std::cout << to_string(call->kind()) << " of " << call->handovers().front().attendee << ": "
              << to_string(outcomes.front().kind) << '\n';
    if (!queue.complete(call->id(), outcomes, now)) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const char* const key = std::getenv("BREVO_KEY");
  if (argc != 2 || key == nullptr) {
    std::cerr << "usage: BREVO_KEY=... fourth_platform URL\n";
    return 2;
  }
  const usher::HttpOptions options{
      .url = argv[1], .secret = usher::Secret{key}, .pace = usher::make_request_pace(100ms, 1)};
  if (const auto checked = check(options); !checked) {
    std::cerr << checked.error().where << ": " << checked.error().message << '\n';
    return 2;
  }
  Brevo brevo{options};
  usher::DispatchQueue queue;
  if (!queue.add({.id = "brevo", .max_lead = 0s})) return 1;
  for (const auto& event : evening()) {
    if (!queue.feed(event, at(event))) return 1;
  }
  make_calls(queue, brevo, kStart + 90min);
  // It is heard of late that cyd was gone by then.
  if (!queue.feed(usher::AttendeeLeft{kStart + 80min, "launch", "cyd"}, kStart + 91min)) return 1;
  make_calls(queue, brevo, kStart + 91min);
  for (const auto& letter : queue.dead_letters()) std::cout << letter.attendee << ": " << letter.reason << '\n';
}
