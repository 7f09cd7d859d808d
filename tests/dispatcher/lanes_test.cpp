// Lanes and workers (S18): one call at a time on each lane, however many threads there are.
#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "dispatcher/evening.hpp"
#include "support/seed.hpp"

namespace usher::dispatcher_test {
namespace {

/// Counts who is inside, in all and on each lane.
class Door {
 public:
  void enter(std::string_view lane) {
    const std::lock_guard lock{mutex_};
    if (++inside_[std::string{lane}] > 1) two_on_a_lane = true;
    most = std::max(most, ++all_);
  }
  void leave(std::string_view lane) {
    const std::lock_guard lock{mutex_};
    --inside_[std::string{lane}];
    --all_;
  }
  bool two_on_a_lane = false;
  int most = 0;

 private:
  std::mutex mutex_;
  std::map<std::string, int> inside_;
  int all_ = 0;
};

/// As many connections with a lane each as there are rules, "hello0" over "c0" and so on.
std::vector<Rule> attach_lanes(Dispatcher& dispatcher, int lanes, const std::shared_ptr<Connector>& connector) {
  std::vector<Rule> rules;
  for (int i = 0; i < lanes; ++i) {
    const std::string id = "c" + std::to_string(i);
    REQUIRE(dispatcher.attach(connection(id, "lane" + std::to_string(i)), connector));
    rules.push_back(rule("hello" + std::to_string(i), 0ms, id));
  }
  return rules;
}

/// Busy or asleep for up to 200 microseconds.
void take_time(std::mt19937_64& random) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds{random() % 200};
  while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
}

}  // namespace

TEST_CASE("S18: of a lane two calls are never out, over 2,000 calls that take their time, on eight workers") {
  const std::uint64_t seed = test::seed();
  INFO("USHER_SEED=" << seed);
  Door door;
  std::vector<std::thread> others;
  std::mutex mutex;
  std::mt19937_64 random{seed};
  const auto own_random = [&] {
    const std::lock_guard lock{mutex};
    return std::mt19937_64{random()};
  };
  // A third of the calls is answered later and from another thread.
  const auto connector = std::make_shared<Calls>([&](const Call& call, Reply reply) {
    auto mine = own_random();
    const std::string lane{call.lane()};
    door.enter(lane);
    if (mine() % 3 != 0) {
      take_time(mine);
      door.leave(lane);
      reply(Outcome::delivered());
      return;
    }
    const std::lock_guard lock{mutex};
    others.emplace_back([&door, lane, mine, reply = std::move(reply)]() mutable {
      take_time(mine);
      door.leave(lane);
      reply(Outcome::delivered());
    });
  });
  Evening evening{std::make_shared<Calls>(), {.workers = 8}};
  evening.schedule(attach_lanes(evening.dispatcher, 5, connector), 400);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed", 2000));
  CHECK(evening.dispatcher.stop(20s).given_up.empty());
  CHECK(evening.delivered() == 2000);
  CHECK_FALSE(door.two_on_a_lane);
  CHECK(door.most > 1);
  for (std::thread& other : others) other.join();
}

TEST_CASE("a thousand lanes need no more than four threads, and each has its turn") {
  Door door;
  const auto connector = std::make_shared<Calls>([&](const Call& call, Reply reply) {
    door.enter(call.lane());
    std::this_thread::yield();
    door.leave(call.lane());
    reply(Outcome::delivered());
  });
  Evening evening;
  evening.schedule(attach_lanes(evening.dispatcher, 1000, connector), 2);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed", 2000));
  CHECK(evening.dispatcher.status().workers == 4);
  CHECK_FALSE(door.two_on_a_lane);
  CHECK(door.most <= 4);
  CHECK(evening.dispatcher.stop(20s).threads_left == 0);
  CHECK(evening.delivered() == 2000);
}

TEST_CASE("where connectors answer later, a call of each of a thousand lanes is out at the same time, on one thread") {
  Keeps keeps;
  Evening evening{std::make_shared<Calls>(), {.workers = 1}};
  evening.schedule(attach_lanes(evening.dispatcher, 1000, std::make_shared<Calls>(keeps.begin())), 1);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass_to(kStart);
  REQUIRE(keeps.wait_for(1000));
  CHECK(evening.dispatcher.status().calls_out == 1000);
  std::vector<std::thread> answering;
  for (int i = 0; i < 4; ++i) {
    answering.emplace_back([&] {
      for (int j = 0; j < 250; ++j) keeps.take()(Outcome::delivered());
    });
  }
  for (std::thread& thread : answering) thread.join();
  CHECK(evening.dispatcher.status().calls_out == 0);
  CHECK(evening.delivered() == 1000);
}

TEST_CASE("a connection that is attached while it runs gets its calls, and one attached anew another connector") {
  Evening evening;
  evening.schedule({rule("hello"), rule("later", 1min)}, 1);
  evening.start();
  const auto second = std::make_shared<Calls>(), third = std::make_shared<Calls>();
  REQUIRE(evening.dispatcher.attach(connection("new", "new"), second));
  Webinar other = talk({rule("hello", 0ms, "new")}, "other");
  REQUIRE(evening.dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = other}));
  registers(evening.dispatcher, 1, "other");
  evening.clock->pass_to(kStart);
  REQUIRE(second->wait_for(1));
  REQUIRE(evening.crm->wait_for(1));
  REQUIRE(evening.dispatcher.attach(connection("crm"), third));
  evening.clock->pass(1min);
  REQUIRE(third->wait_for(1));
  CHECK(evening.crm->keys() == Lines{"talk/hello/a1/1"});
  CHECK(second->keys() == Lines{"other/hello/a1/1"});
  CHECK(third->keys() == Lines{"talk/later/a1/1"});
}

TEST_CASE("nothing is started where nobody would make the calls, and what is wrong is said") {
  const auto says = [](const Result<void>& refused) {
    REQUIRE_FALSE(refused);
    return std::string{to_string(refused.error().code)} + " at " + refused.error().where + ": " +
           refused.error().message;
  };
  DispatchQueue queue;
  REQUIRE(queue.add({.id = "crm"}));
  Dispatcher dispatcher{std::move(queue)};
  CHECK(says(dispatcher.start()) ==
        "unknown at /connector: expected a connector attached to each connection, found none for crm; attach one, that "
        "rejects if need be");
  CHECK(says(dispatcher.attach({.id = "crm"}, nullptr)) ==
        "invalid at /connector: expected a connector for the connection crm, found none");
  REQUIRE(dispatcher.attach({.id = "crm"}, std::make_shared<Calls>()));
  CHECK(says(dispatcher.attach({.id = "crm", .lane = "other"}, std::make_shared<Calls>()))
            .starts_with("conflict at /lane"));
  REQUIRE(dispatcher.start());
  CHECK(says(dispatcher.start()) == "conflict at : expected a dispatcher that is to start, found one that has started");
  CHECK(dispatcher.stop(1s).given_up.empty());
  CHECK(says(dispatcher.start()) ==
        "conflict at : expected a dispatcher that runs or is to start, found one that has stopped");
  CHECK(says(dispatcher.attach({.id = "new"}, std::make_shared<Calls>())).starts_with("conflict at /connector"));
  CHECK(says(check(DispatcherOptions{.workers = 0})) == "invalid at /workers: expected 1 to 1000 workers, found 0");
  CHECK(says(check(DispatcherOptions{.workers = 9, .most_workers = 8})) ==
        "invalid at /most_workers: expected `workers` to 10000 threads, found 8");
  CHECK(says(check(DispatcherOptions{.stuck_after = 0ms})) ==
        "invalid at /stuck_after: expected PT0.001S to P1D, found PT0S");
  CHECK(says(check(DispatcherOptions{.give_up_within = -1ms})) ==
        "invalid at /give_up_within: expected PT0S to PT1H, found -PT0.001S");
  CHECK(says(Dispatcher{DispatchQueue{}, {.workers = 0}}.start()).starts_with("invalid at /workers"));
}

}  // namespace usher::dispatcher_test
