// What a queue with a journal is after it was opened again, and what is nowhere any more (S25, S27, S28).
#include <algorithm>

#include "evening.hpp"
#include "failing_journal.hpp"
#include "scratch.hpp"
#include "usher/keeping.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::journal_test {
namespace {

constexpr Instant kFreed = kStart + 26h;

/// Each call takes half a second, and is rejected where it is over "bad".
Instant call_all(JournaledQueue& queue, Instant now) {
  for (const Call* call = next(queue, now); call != nullptr; call = next(queue, now)) {
    const bool bad = call->connection() == "bad";
    now += 500ms;
    REQUIRE(queue.complete(call->id(), bad ? Outcome::rejected("SECRET-REASON") : Outcome::delivered(), now));
  }
  return now;
}

/// Opens and closes, so that what was out is unknown.
void crash(Journal& journal, const JournaledOptions& options = {}) {
  REQUIRE(open(journal, options).sync());
}

}  // namespace

TEST_CASE("whoever is forgotten is in no byte of the journal's files when that has returned (S28)") {
  const Scratch scratch;
  auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  const std::vector<std::string> secrets{"SECRET-ID", "SECRET-PROFILE", "SECRET-SESSION", "SECRET-REASON"};
  const auto found = [&] {
    const std::string image = image_of(scratch.path());
    return std::count_if(secrets.begin(), secrets.end(),
                         [&](const std::string& one) { return image.find(one) != std::string::npos; });
  };
  JournaledQueue queue = open(**journal);
  set_up(queue, {connection("bad")}, webinar("w", {rule("tag", "bad")}), {"bob"});
  REQUIRE(queue.feed(AttendeeRegistered{kBefore, "w", "SECRET-ID", "SECRET-PROFILE"}, kBefore));
  REQUIRE(queue.feed(AttendeeJoined{kStart, "w", "SECRET-ID", "SECRET-SESSION"}, kStart));
  REQUIRE(queue.cancel("w", "tag", "bob", kStart));
  const Instant now = call_all(queue, kDue);
  REQUIRE(queue.sync());
  REQUIRE(found() == 4);
  REQUIRE(queue.forget("w", "SECRET-ID", now));
  CHECK(found() == 0);
  CHECK(image_of(scratch.path()).find("bob@example.org") != std::string::npos);
}

TEST_CASE("whoever was called at an instant of their own and is forgotten stands in no recovery's way (S28)") {
  FailingJournal journal;
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("crm"), connection("bad")},
           webinar("w", {rule("joined", "crm", Anchor::joined(), Duration{0}), rule("tag", "bad")}), {"ada", "bob"});
    for (const char* session : {"one", "two"})
      REQUIRE(queue.feed(AttendeeJoined{kStart + 1min, "w", "ada", session}, kStart + 1min));
    REQUIRE(queue.feed(AttendeeJoined{kStart + 2min, "w", "bob", "one"}, kStart + 2min));
    call_all(queue, kStart + 2min);
    call_all(queue, kDue);
    REQUIRE(queue.forget_dead_letter("w/tag/ada/1"));
    REQUIRE(queue.forget("w", "ada", kDue + 1min));
    REQUIRE(queue.forget("w", "bob", kDue + 1min));
  }
  const int forgets = journal.forgets;
  JournaledQueue queue = open(journal);
  CHECK(journal.forgets == forgets);
  CHECK(queue.queue().counters().applied == 6);
  CHECK(queue.queue().counters().delivered == 2);
  CHECK(queue.queue().dead_letters().empty());
  CHECK(queue.queue().check_invariants() == "");
}

TEST_CASE("of a freed webinar the rows go and what it has told of connections and counters stays (S28)") {
  FailingJournal journal;
  std::string before;
  std::map<std::uint64_t, int> rows;
  const auto told = [](const JournaledQueue& queue) {
    const Counters all = queue.queue().counters();
    std::string text = std::to_string(all.applied) + " " + std::to_string(all.calls) + " " +
                       std::to_string(all.delivered) + " " + std::to_string(all.webinars);
    for (const ConnectionStatus& one : queue.queue().connections())
      text += ", " + one.id + " " + std::string{to_string(one.state)} + " " + std::to_string(one.calls) + " calls of " +
              to_string(one.mean_call_time);
    return text;
  };
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("crm"), connection("mail")}, webinar("w", {rule("tag", "crm")}), {"ada", "bob", "cy"});
    REQUIRE(queue.pause("mail", kBefore));
    call_all(queue, kDue);
    REQUIRE(queue.sync());
    REQUIRE(journal.rows().size() == 3);
    CHECK(next(queue, kFreed) == nullptr);
    REQUIRE(queue.sync());
    before = told(queue);
    rows = journal.rows();
  }
  CHECK(rows.size() == 2);
  CHECK(rows.at(DispatchQueue::Keeping::kQueueStream) == 1);
  CHECK(before == "4 3 3 0, crm open 3 calls of PT0.45S, mail paused 0 calls of PT0.3S");
  CHECK(told(open(journal)) == before);
}

TEST_CASE("what is counted while a checkpoint cannot be written is counted in it (S26)") {
  FailingJournal journal;
  std::uint64_t delivered = 0;
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("crm")}, webinar("first", {rule("tag", "crm")}), {"ada"});
    set_up(queue, {}, webinar("second", {rule("tag", "crm", Anchor::end(), Duration{0})}), {"ada"});
    call_all(queue, kDue);
    REQUIRE(queue.sync());
    const Call* call = next(queue, kStart + 1h);
    REQUIRE(call != nullptr);
    journal.fails = true;
    CHECK(queue.queue().counters().webinars == 2);
    (void)queue.next("none", kFreed);
    CHECK(queue.queue().counters().webinars == 1);
    CHECK_FALSE(queue.sync());
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kFreed));
    REQUIRE(queue.resume("crm", kFreed + 26h));
    CHECK(queue.queue().counters().webinars == 0);
    journal.fails = false;
    REQUIRE(queue.sync());
    delivered = queue.queue().counters().delivered;
  }
  CHECK(delivered == 2);
  CHECK(open(journal).queue().counters().delivered == delivered);
  CHECK(journal.rows().size() == 2);
}

TEST_CASE("a dead letter outlives its webinar over a new beginning, and can be resubmitted then (S25)") {
  FailingJournal journal;
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("bad")}, webinar("w", {rule("tag", "bad")}), {"ada", "bob"});
    call_all(queue, kDue);
    CHECK(next(queue, kFreed) == nullptr);
    REQUIRE(queue.queue().counters().webinars == 0);
    REQUIRE(queue.sync());
  }
  {
    JournaledQueue queue = open(journal);
    const auto letters = queue.queue().dead_letters();
    REQUIRE(letters.size() == 2);
    CHECK(letters[0].key == "w/tag/ada/1");
    CHECK(letters[0].reason == "SECRET-REASON");
    CHECK(letters[0].profile == R"({"mail":"ada@example.org"})");
    REQUIRE(queue.resubmit("w/tag/ada/1", kFreed));
    const Call* call = next(queue, kFreed);
    CHECK(who(call) == "w/tag/ada/1");
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kFreed));
    REQUIRE(queue.forget("w", "bob", kFreed));
    CHECK(next(queue, kFreed) == nullptr);
    REQUIRE(queue.sync());
  }
  JournaledQueue queue = open(journal);
  CHECK(queue.queue().dead_letters().empty());
  CHECK(queue.queue().counters().delivered == 1);
  CHECK(journal.rows().size() == 2);  // nothing holds the webinar's rows any more
}

TEST_CASE("a call that was out is called again with its key, or held where the connection says so (S27)") {
  FailingJournal journal;
  Connection held = connection("mail", "letters");
  held.on_unknown = OnUnknown::hold;
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("crm"), held}, webinar("w", {rule("tag", "crm"), rule("letter", "mail")}), {"ada"});
    CHECK(who(next(queue, kDue)) == "w/letter/ada/1");
    CHECK(who(next(queue, kDue)) == "w/tag/ada/1");
  }
  crash(journal);
  JournaledQueue queue = open(journal);
  const Call* again = next(queue, kDue + 1s);
  REQUIRE(again != nullptr);
  CHECK(who(again) == "w/tag/ada/1 again");
  CHECK(again->handovers().front().attempt == 2);
  CHECK(again->handovers().front().decided_at == kDue);
  CHECK(next(queue, kDue + 1s) == nullptr);
  const auto letters = queue.queue().dead_letters();
  REQUIRE(letters.size() == 1);
  CHECK(letters.front().key == "w/letter/ada/1");
  CHECK(letters.front().reason.starts_with("unknown"));
  CHECK(queue.resubmit("w/letter/ada/1", kDue + 1s));
  CHECK(who(next(queue, kDue + 1s)) == "w/letter/ada/1 again");
}

TEST_CASE(
    "whoever may have been called without a sync stays with that rule, whatever is learnt after the crash (S27)") {
  const OnUnknown on_unknown = GENERATE(OnUnknown::resend, OnUnknown::hold);
  FailingJournal journal;
  Connection crm = connection("crm");
  crm.on_unknown = on_unknown;
  Rule online = rule("online", "crm");
  Rule offline = rule("offline", "crm");
  online.audience = Audience::online();
  offline.audience = Audience::offline();
  {
    JournaledQueue queue = open(journal, {.max_unsynced = 8});
    set_up(queue, {crm}, webinar("w", {online, offline}), {"ada", "bob", "cy"});
    for (const char* one : {"ada", "bob", "cy"}) REQUIRE(queue.feed(AttendeeJoined{kStart, "w", one}, kStart));
    const Call* call = next(queue, kDue);
    REQUIRE(who(call) == "w/online/ada/1");
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kDue));
    // This one changes its mind before anybody knows of a call: cy was not called as one who is online.
    REQUIRE(queue.feed(AttendeeLeft{kDue - 1s, "w", "cy"}, kDue));
    REQUIRE(queue.sync());
    CHECK(who(next(queue, kDue)) == "w/online/bob/1");
  }
  JournaledQueue queue = open(journal, {.max_unsynced = 8});
  REQUIRE(queue.feed(AttendeeLeft{kDue - 1s, "w", "bob"}, kDue));
  std::string calls;
  for (const Call* call = next(queue, kDue); call != nullptr; call = next(queue, kDue)) {
    calls += who(call) + ", ";
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kDue));
  }
  const auto letters = queue.queue().dead_letters();
  if (on_unknown == OnUnknown::resend) {
    CHECK(calls == "w/online/bob/1 again, w/offline/cy/1, ");
    CHECK(letters.empty());
  } else {
    CHECK(calls == "w/offline/cy/1, ");
    REQUIRE(letters.size() == 1);
    CHECK(letters.front().key == "w/online/bob/1");
  }
}

}  // namespace usher::journal_test
