// Connectors that hang.
#include "dispatcher/evening.hpp"

namespace usher::dispatcher_test {
namespace {

/// Hangs in each call until it is let go, and says how many do.
class Hangs {
 public:
  [[nodiscard]] std::shared_ptr<Calls> connector() {
    return std::make_shared<Calls>([this](const Call&, Reply reply) {
      gate_.change([&] { ++inside_; });
      static_cast<void>(gate_.wait([&] { return open_; }));
      reply(Outcome::delivered());
      gate_.change([&] { --inside_; });
    });
  }
  [[nodiscard]] bool wait_for(int inside) {
    return gate_.wait([&] { return inside_ == inside; });
  }
  void let_go() {
    gate_.change([&] { open_ = true; });
  }

 private:
  Signal gate_;
  int inside_ = 0;
  bool open_ = false;
};

}  // namespace

TEST_CASE("a stuck call is told once, and only its lane waits for it, even on one worker") {
  Hangs hangs;
  Evening evening{std::make_shared<Calls>(), {.workers = 1, .most_workers = 2, .stuck_after = 30s}};
  REQUIRE(evening.dispatcher.attach(connection("stuck", "stuck"), hangs.connector()));
  evening.schedule({rule("first", 0ms, "stuck"), rule("second", 1s)}, 2);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(hangs.wait_for(1));
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 30s));
  evening.clock->pass(29s);
  CHECK(evening.told->lines("stuck").empty());
  evening.clock->pass(1s);
  REQUIRE(evening.told->wait_for("completed", 2));
  evening.clock->pass(10min);
  CHECK(evening.told->lines("stuck") == Lines{"stuck talk/first/a1/1 on stuck since PT30S"});
  CHECK(evening.dispatcher.status().stuck == 1);
  CHECK(evening.dispatcher.status().workers == 2);
  CHECK(evening.told->lines("out of").empty());
  hangs.let_go();
  REQUIRE(evening.told->wait_for("completed", 4));
  CHECK(evening.told->lines("completed talk/first/a1/1") == Lines{"completed talk/first/a1/1 in PT10M30S: delivered"});
  // The lane goes on, and the thread that was one too many ends with its call.
  CHECK(evening.dispatcher.stop(20s).threads_left == 0);
  CHECK(evening.delivered() == 4);
}

TEST_CASE("where too many threads hang it is said once that there are no more, and again after one has come back") {
  Hangs hangs, more;
  Evening evening{std::make_shared<Calls>(), {.workers = 1, .most_workers = 2, .stuck_after = 30s}};
  REQUIRE(evening.dispatcher.attach(connection("b", "b"), hangs.connector()));
  REQUIRE(evening.dispatcher.attach(connection("c", "c"), more.connector()));
  evening.schedule({rule("first", 0ms, "b"), rule("second", 0ms, "c"), rule("third", 40s)}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(hangs.wait_for(1));
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 30s));
  evening.clock->pass(30s);
  REQUIRE(more.wait_for(1));
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 30s));
  evening.clock->pass(30s);
  REQUIRE(evening.told->wait_for("out of workers, 2"));
  CHECK(evening.told->lines("stuck").size() == 2);
  CHECK(evening.crm->keys().empty());
  hangs.let_go();
  REQUIRE(evening.crm->wait_for(1));
  more.let_go();
  REQUIRE(evening.told->wait_for("completed", 3));
  CHECK(evening.told->lines("out of").size() == 1);
}

TEST_CASE("a call that is to be answered later is told to be stuck as well, and needs no other thread") {
  Keeps keeps;
  Evening evening{std::make_shared<Calls>(keeps.begin()), {.workers = 1, .stuck_after = 30s}};
  evening.schedule({rule("hello")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(keeps.wait_for(1));
  REQUIRE(eventually([&] { return evening.dispatcher.status().busy == 0; }));
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 30s));
  evening.clock->pass(30s);
  REQUIRE(evening.told->wait_for("stuck"));
  CHECK(evening.dispatcher.status().workers == 1);
  keeps.take()(Outcome::delivered());
  REQUIRE(evening.told->wait_for("completed"));
  CHECK(evening.dispatcher.status().stuck == 0);
}

}  // namespace usher::dispatcher_test
