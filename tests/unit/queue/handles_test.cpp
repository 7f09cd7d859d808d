// Attendees who were looked up once (usher/attendee_handle.hpp): the same answers as by id, and refused once they are
// gone.
#include <limits>
#include <span>
#include <vector>

#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// Ada and Bob, five minutes before the start.
struct Two : VirtualHost {
  Two() {
    schedule(launch({rule("there", Anchor::start(), 1min, Audience::online())}));
    registers("ada", kStart - 1h);
    registers("bob", kStart - 1h);
    run_until(kStart - 5min);
  }
  AttendeeHandle handle_of(const char* attendee) const { return queue.find_attendee("launch", attendee).value(); }
};

}  // namespace

TEST_CASE("S9b: a join or leave by handle does what one by id does") {
  Two host;
  const AttendeeHandle ada = host.handle_of("ada");
  const AttendeeHandle bob = host.handle_of("bob");
  CHECK(ada != bob);
  CHECK(host.queue.joined(ada, kStart - 6min, host.now).value() == Fed::applied);
  CHECK(host.queue.joined(bob, kStart - 6min, host.now).value() == Fed::applied);
  CHECK(host.joins("bob", kStart - 6min) == Fed::duplicate);
  CHECK(host.queue.feed(AttendeeMove{.who = ada, .at = kStart - 330s, .left = true}, host.now).value() == Fed::applied);
  CHECK(host.queue.feed(AttendeeMove{.who = ada, .at = kStart - 5min}, host.now).value() == Fed::applied);
  CHECK(host.queue.left(bob, kStart - 5min, host.now).value() == Fed::applied);
  CHECK(host.queue.joined(bob, kStart - 7min, host.now).value() == Fed::late);
  CHECK(host.queue.joined(bob, kStart - 4min, host.now).value() == Fed::ahead);
  CHECK(host.queue.left(bob, kStart - 3min, host.now).value() == Fed::ahead);
  host.run();
  CHECK(host.only("there/ada").standing.online);
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("S9b: a handle is refused where it was never given, and once its attendee or webinar is gone") {
  VirtualHost host{Options{.retain = 0s}};
  host.schedule(launch({}));
  host.registers("ada", kStart - 1h);
  host.registers("bob", kStart - 1h);
  CHECK(host.queue.find_attendee("lunch", "ada").error().where == "/webinar");
  CHECK(host.queue.find_attendee("launch", "eve").error().where == "/attendee");
  const AttendeeHandle ada = host.queue.find_attendee("launch", "ada").value();
  const AttendeeHandle bob = host.queue.find_attendee("launch", "bob").value();
  const auto refused = [&](AttendeeHandle handle, Instant happened, ErrorCode code) {
    const auto fed = host.queue.joined(handle, happened, host.now);
    REQUIRE_FALSE(fed);
    CHECK(fed.error().code == code);
  };
  constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t number : {std::uint64_t{0}, kLast}) {
    DispatchQueue nothing;
    CHECK(nothing.joined({number, 0}, host.now, host.now).error().code == ErrorCode::unknown);
  }
  refused({kLast, 0}, host.now, ErrorCode::unknown);
  refused({ada.webinar, 2}, host.now, ErrorCode::unknown);
  refused({ada.webinar + 1, ada.attendee}, host.now, ErrorCode::unknown);
  refused(ada, kEarliestInstant - 1ms, ErrorCode::invalid);
  refused(ada, host.now + 24h, ErrorCode::too_far_ahead);
  REQUIRE(host.queue.forget("launch", "ada", host.now));
  host.registers("ada", kStart - 50min);
  refused(ada, host.now, ErrorCode::unknown);  // somebody new, who has another number
  CHECK(host.queue.joined(bob, host.now, host.now));
  host.run();
  host.run_until(kStart + 24h);
  static_cast<void>(host.queue.next(host.now));
  REQUIRE(host.queue.counters().webinars == 0);
  host.schedule(launch({}));
  refused(bob, host.now, ErrorCode::unknown);
  CHECK(host.queue.counters().refused == 7);
}

TEST_CASE("S9b: of many joins and leaves by handle each has its own answer, and one that is refused stops no other") {
  Two host;
  const AttendeeHandle ada = host.handle_of("ada");
  const AttendeeHandle bob = host.handle_of("bob");
  const AttendeeHandle nobody{ada.webinar, 2};
  std::vector<AttendeeMove> moves{{ada, kStart - 6min},       {bob, kStart - 6min}, {bob, kStart - 6min},
                                  {nobody, kStart - 6min},    {bob, kStart - 7min}, {bob, kStart - 5min, true},
                                  {bob, kStart - 4min, false}};
  const auto fed = host.queue.feed(moves, host.now);
  REQUIRE(fed.size() == moves.size());
  CHECK(fed[0].value() == Fed::applied);
  CHECK(fed[1].value() == Fed::applied);
  CHECK(fed[2].value() == Fed::duplicate);
  CHECK(fed[3].error().code == ErrorCode::unknown);
  CHECK(fed[4].value() == Fed::late);
  CHECK(fed[5].value() == Fed::applied);
  CHECK(fed[6].value() == Fed::ahead);
  CHECK(host.queue.feed(std::span<const AttendeeMove>{}, host.now).empty());
  moves.assign(50, {ada, host.now, true});  // more than are fetched at once
  CHECK(host.queue.feed(moves, host.now).back().value() == Fed::duplicate);
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("S28: what follows in a span is told of no webinar that the span itself has freed") {
  VirtualHost host{Options{.retain = 0s}};
  host.schedule(launch({}));
  host.registers("ada", kStart - 1h);
  const AttendeeHandle ada = host.queue.find_attendee("launch", "ada").value();
  const std::vector<Event> events{AttendeeJoined{host.now, "launch", "ada"}, WebinarCancelled{host.now, "launch"},
                                  AttendeeLeft{host.now, "launch", "ada"}};
  const auto fed = host.queue.feed(events, host.now);
  CHECK(fed[0].value() == Fed::applied);
  CHECK(fed[1].value() == Fed::applied);
  REQUIRE_FALSE(fed[2]);
  CHECK(fed[2].error().code == ErrorCode::unknown);
  CHECK_FALSE(host.queue.feed(std::vector<AttendeeMove>{{ada, host.now}}, host.now).front());
}
