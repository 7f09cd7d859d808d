// A dispatcher whose queue has a journal (S26, S27).
#include <atomic>
#include <thread>

#include "dispatcher/evening.hpp"

namespace usher::dispatcher_test {
namespace {

/// A journal in memory that fails when it is told to, and whose sync waits while the test holds it.
class TestJournal final : public Journal {
 public:
  std::atomic<bool> fails = false, takes_time = false;
  std::atomic<int> syncs = 0, tries = 0;

  Result<std::uint64_t> last_sequence() override { return journal_.last_sequence(); }
  Result<void> append(std::span<const JournalRow> rows) override {
    return attempt([&] { return journal_.append(rows); });
  }
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override {
    return attempt([&] { return journal_.drop(stream, before); });
  }
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override {
    return attempt([&] { return journal_.forget(stream, person); });
  }
  Result<void> sync() override {
    ++syncs;
    static_cast<void>(held_.wait([&] { return !held_now_; }));
    if (takes_time) std::this_thread::sleep_for(1ms);
    return attempt([&] { return journal_.sync(); });
  }
  Result<void> read(const Visit& visit) override { return journal_.read(visit); }

  void hold(bool held) {
    held_.change([&] { held_now_ = held; });
  }

 private:
  template <class Do>
  Result<void> attempt(Do act) {
    ++tries;
    if (fails) return Error{ErrorCode::unavailable, "no room", ""};
    return act();
  }
  MemoryJournal journal_;
  Signal held_;
  bool held_now_ = false;
};

JournaledQueue open(Journal& journal, const JournaledOptions& options = {}) {
  auto queue = JournaledQueue::open(journal, options);
  REQUIRE(queue);
  return std::move(queue).value();
}

}  // namespace

TEST_CASE("S26: while the journal fails no call is made; it is told once, tried again ever more rarely, and goes on") {
  TestJournal journal;
  Evening evening{open(journal), std::make_shared<Calls>()};
  evening.schedule({rule("hello")}, 2);
  REQUIRE(evening.dispatcher.sync());
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  journal.fails = true;
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("journal failed: no room"));
  auto rest = std::chrono::milliseconds{100};
  for (int i = 0; i < 10; ++i) {
    REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + rest));
    CHECK(evening.dispatcher.status().journal_failing);
    CHECK_FALSE(evening.dispatcher.sync());  // and this makes nothing later
    evening.clock->pass(rest);
    rest = std::min<std::chrono::milliseconds>(2 * rest, 10s);
  }
  REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 10s));
  CHECK(rest == 10s);
  CHECK(evening.crm->keys().empty());
  CHECK(evening.dispatcher.feed(AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = "late"}));
  journal.fails = false;
  evening.clock->pass(10s);
  REQUIRE(evening.told->wait_for("completed", 3));
  CHECK(evening.told->lines("journal") == Lines{"journal failed: no room", "journal works"});
  CHECK_FALSE(evening.dispatcher.status().journal_failing);
}

TEST_CASE("a sync of the host's that works again sets the calls going as well") {
  TestJournal journal;
  Evening evening{open(journal), std::make_shared<Calls>()};
  evening.schedule({rule("hello")}, 1);
  evening.start();
  journal.fails = true;
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("journal failed"));
  journal.fails = false;
  REQUIRE(evening.dispatcher.sync());
  REQUIRE(evening.crm->wait_for(1));
}

TEST_CASE("S27: a call that was given up is unknown at the next start, and made again with the same key") {
  MemoryJournal journal;
  Keeps keeps;
  {
    Evening evening{open(journal), std::make_shared<Calls>(keeps.begin())};
    evening.schedule({rule("hello")}, 2);
    evening.start();
    evening.clock->pass_to(kStart);
    REQUIRE(keeps.wait_for(1));
    keeps.take()(Outcome::delivered());
    REQUIRE(keeps.wait_for(1));
    std::size_t given_up = 0;
    std::thread stopping{[&] { given_up = evening.dispatcher.stop(1s).given_up.size(); }};
    REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 1s));
    evening.clock->pass(1s);
    // Aborted: whether the target has it is not known.
    REQUIRE(evening.clock->is_waited_for_steady(evening.clock->steady() + 1s));
    keeps.take()(Outcome::retry("aborted"));
    stopping.join();
    CHECK(given_up == 1);
  }
  Evening evening{open(journal), std::make_shared<Calls>()};
  evening.clock->pass_to(kStart + 1min);
  evening.start();
  REQUIRE(evening.told->wait_for("completed"));
  CHECK(evening.dispatcher.stop(20s).given_up.empty());
  CHECK(evening.crm->keys() == Lines{"again talk/hello/a2/1"});
}

TEST_CASE("an outcome is durable as soon as there is no call to be handed out, and an event after a sync") {
  TestJournal journal;
  // By itself the queue would leave the outcomes of ten calls in memory.
  const int max_unsynced = GENERATE(0, 10);
  Evening evening{open(journal, {.max_unsynced = max_unsynced}), std::make_shared<Calls>()};
  evening.schedule({rule("hello")}, 1);
  CHECK(evening.dispatcher.status().unwritten > 0);
  REQUIRE(evening.dispatcher.sync());
  CHECK(evening.dispatcher.status().unwritten == 0);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed"));
  CHECK(eventually([&] { return evening.dispatcher.status().unwritten == 0; }));
}

TEST_CASE("feeding threads that sync at the same time share one write") {
  TestJournal journal;
  Evening evening{open(journal), std::make_shared<Calls>()};
  evening.schedule({rule("hello")}, 0);
  REQUIRE(evening.dispatcher.sync());
  journal.hold(true);
  const int before = journal.syncs;
  constexpr int kFeeding = 8;
  std::atomic<int> done = 0, coming = 0;
  std::vector<std::thread> feeding;
  const auto feed = [&](int number) {
    const std::string id = "b" + std::to_string(number);
    ++coming;
    if (!evening.dispatcher.feed(AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = id}, id)) return;
    if (evening.dispatcher.sync()) ++done;
  };
  feeding.emplace_back([&] { feed(0); });
  while (journal.syncs == before) std::this_thread::yield();
  // The first is in its write; the others come to the lock meanwhile.
  for (int i = 1; i < kFeeding; ++i) feeding.emplace_back([&, i] { feed(i); });
  while (coming < kFeeding) std::this_thread::yield();
  std::this_thread::sleep_for(50ms);
  journal.hold(false);
  for (std::thread& thread : feeding) thread.join();
  CHECK(done == kFeeding);
  CHECK(journal.syncs <= before + 3);  // two, where the others have all come in that time
  CHECK(evening.dispatcher.status().unwritten == 0);

  // Round after round: whose event went with another's write does not wait for one more.
  journal.takes_time = true;
  const int first_round = journal.syncs;
  constexpr int kRounds = 25;
  feeding.clear();
  for (int i = 0; i < kFeeding; ++i) {
    feeding.emplace_back([&, i] {
      for (int round = 1; round <= kRounds; ++round) feed(kFeeding * round + i);
    });
  }
  for (std::thread& thread : feeding) thread.join();
  CHECK(done == kFeeding * (kRounds + 1));
  CHECK(journal.syncs - first_round < kFeeding * kRounds);  // how many fewer is up to who comes when
}

TEST_CASE("a span of events has its position with the last one, and forgetting somebody goes to the journal") {
  MemoryJournal journal;
  {
    Evening evening{open(journal), std::make_shared<Calls>()};
    const Event events[] = {WebinarScheduled{.at = kDayBefore, .webinar = talk({rule("hello")})},
                            AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = "ada"},
                            AttendeeRegistered{.at = kDayBefore, .webinar = "nowhere", .attendee = "bob"},
                            AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = "cyd"}};
    const auto fed = evening.dispatcher.feed(events, "line 4");
    REQUIRE(fed.size() == 4);
    CHECK(fed[1]);
    CHECK_FALSE(fed[2]);
    REQUIRE(evening.dispatcher.forget("talk", "ada"));
    CHECK_FALSE(evening.dispatcher.forget("talk", "ada"));
    CHECK(evening.dispatcher.cancel("talk", "hello", "cyd"));
    CHECK(evening.dispatcher.preview("talk", "hello")->empty());
    CHECK(evening.dispatcher.explain("talk", "hello", "cyd")->verdict == Explanation::Verdict::cancelled);
    CHECK(evening.dispatcher.plan().size() == 1);
  }
  CHECK(open(journal).source_position() == "line 4");
}

TEST_CASE("S25: dead letters are sent again or forgotten through the dispatcher") {
  bool first = true;
  const auto crm = std::make_shared<Calls>([&](const Call&, Reply reply) {
    reply(std::exchange(first, false) ? Outcome::rejected("no such list") : Outcome::delivered());
  });
  MemoryJournal journal;
  Evening evening{open(journal), crm};
  evening.schedule({rule("hello")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed"));
  const auto letters = [](const DispatchQueue& queue) { return queue.dead_letters().size(); };
  REQUIRE(eventually([&] { return evening.dispatcher.look(letters) == 1; }));
  REQUIRE(evening.dispatcher.resubmit("talk/hello/a1/1"));
  REQUIRE(crm->wait_for(2));
  CHECK_FALSE(evening.dispatcher.forget_dead_letter("talk/hello/a1/1"));
}

}  // namespace usher::dispatcher_test
