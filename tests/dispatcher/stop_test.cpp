// How a dispatcher ends, and what comes too late.
#include <thread>

#include "dispatcher/evening.hpp"

namespace usher::dispatcher_test {
namespace {

/// `stop` on a thread of its own, so that the test can be the time that passes.
class Stopping {
 public:
  Stopping(Dispatcher& dispatcher, Duration finish)
      : thread_([this, &dispatcher, finish] { how_ = dispatcher.stop(finish); }) {}
  Stopped& join() {
    thread_.join();
    return how_;
  }

 private:
  Stopped how_;
  std::thread thread_;
};

/// The first of three calls is out.
struct OneOut {
  Keeps keeps{};
  Evening evening{std::make_shared<Calls>(keeps.begin())};
  OneOut() {
    evening.schedule({rule("hello")}, 3);
    evening.start();
    evening.clock->pass_to(kStart);
    REQUIRE(keeps.wait_for(1));
  }
};

}  // namespace

TEST_CASE("stopping lets the call that is out end, and starts no other") {
  OneOut one;
  auto& [keeps, evening] = one;
  Stopping stopping{evening.dispatcher, 10s};
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 10s));
  keeps.take()(Outcome::delivered());
  const Stopped& how = stopping.join();
  CHECK(how.given_up.empty());
  CHECK(how.threads_left == 0);
  CHECK(how.synced);
  CHECK(evening.delivered() == 1);
  CHECK(evening.crm->keys().size() == 1);
  CHECK(evening.told->lines().back() == "stopped, given up 0");
  // The queue can still be asked and told; a second stop has nothing to do.
  CHECK(evening.dispatcher.feed(AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = "bob"}));
  CHECK(evening.dispatcher.sync());
  CHECK(evening.dispatcher.stop(10s).given_up.empty());
  CHECK(evening.told->lines("stopped").size() == 1);
}

TEST_CASE("what is still out at the deadline is asked to stop, and given up by name where it does not come back") {
  OneOut one;
  auto& [keeps, evening] = one;
  Reply reply = keeps.take();
  Stopping stopping{evening.dispatcher, 10s};
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 10s));
  CHECK_FALSE(reply.stop().stop_requested());
  evening.clock->pass(10s);
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 1s));
  CHECK(reply.stop().stop_requested());
  evening.clock->pass(1s);
  const Stopped& how = stopping.join();
  REQUIRE(how.given_up.size() == 1);
  CHECK(how.given_up[0].keys == Lines{"talk/hello/a1/1"});
  CHECK(how.given_up[0].connection == "crm");
  CHECK(how.given_up[0].lane == "main");
  CHECK(how.threads_left == 0);
  reply(Outcome::delivered());  // too late, and nobody minds
  CHECK(evening.delivered() == 0);
  CHECK(evening.told->lines("completed").empty());
}

TEST_CASE("of what comes back after the deadline everything counts but a retry, which knows no more than that") {
  Keeps keeps;
  Evening evening{std::make_shared<Calls>(keeps.begin())};
  REQUIRE(evening.dispatcher.attach(connection("other", "other"), std::make_shared<Calls>(keeps.begin())));
  evening.schedule({rule("hello"), rule("bye", 0ms, "other")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(keeps.wait_for(2));
  Reply first = keeps.take(), second = keeps.take();
  Stopping stopping{evening.dispatcher, 0s};
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 1s));
  first(Outcome::delivered());
  second(Outcome::retry("aborted"));
  const Stopped& how = stopping.join();
  REQUIRE(how.given_up.size() == 1);
  CHECK(evening.delivered() == 1);
  CHECK(evening.told->lines("completed").size() == 1);
}

TEST_CASE("a connector that does not come back is left behind, and finds what it needs when it does") {
  Signal gate;
  bool open = false, back = false;
  const auto hangs = std::make_shared<Calls>([&](const Call& call, Reply reply) {
    const std::string_view attendee = call.handovers()[0].attendee;
    static_cast<void>(gate.wait([&] { return open; }));
    const bool whole = attendee == "a1";  // the call's texts are there as long as it has no answer
    reply(Outcome::delivered());
    gate.change([&] { back = whole; });
  });
  {
    Evening evening{hangs};
    evening.schedule({rule("hello")}, 1);
    evening.start();
    evening.clock->pass_to(kStart);
    REQUIRE(hangs->wait_for(1));
    Stopping stopping{evening.dispatcher, 0s};
    REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 1s));
    evening.clock->pass(1s);
    const Stopped& how = stopping.join();
    CHECK(how.given_up.size() == 1);
    CHECK(how.threads_left == 1);
  }
  gate.change([&] { open = true; });
  REQUIRE(gate.wait([&] { return back; }));
}

TEST_CASE("the destructor stops as well, and a reply may be kept for longer than there is a dispatcher") {
  Keeps keeps;
  std::optional<Reply> kept;
  {
    const auto clock = std::make_shared<VirtualClock>(kDayBefore);
    auto dispatcher = std::make_unique<Dispatcher>(DispatchQueue{}, DispatcherOptions{.clock = clock});
    REQUIRE(dispatcher->attach(connection("crm"), std::make_shared<Calls>(keeps.begin())));
    REQUIRE(dispatcher->feed(WebinarScheduled{.at = kDayBefore, .webinar = talk({rule("hello")})}));
    registers(*dispatcher, 1);
    REQUIRE(dispatcher->start());
    clock->pass_to(kStart);
    REQUIRE(keeps.wait_for(1));
    kept.emplace(keeps.take());
    std::thread ending{[&] { dispatcher.reset(); }};
    REQUIRE(clock->is_waited_for_steady(clock->steady() + Dispatcher::kDestructorWaits));
    clock->pass(Dispatcher::kDestructorWaits);
    REQUIRE(clock->is_waited_for_steady(clock->steady() + 1s));
    clock->pass(1s);
    ending.join();
  }
  (*kept)(Outcome::delivered());
}

TEST_CASE("a dispatcher that was never started ends at once") {
  Evening evening;
  CHECK(evening.dispatcher.stop(10s).given_up.empty());
}

}  // namespace usher::dispatcher_test
