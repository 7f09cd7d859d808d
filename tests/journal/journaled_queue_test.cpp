// A queue with a journal: the face of a queue, what is written when, and what a host does while nothing can be.
#include "usher/journaled_queue.hpp"

#include <algorithm>
#include <array>

#include "crash/script.hpp"
#include "evening.hpp"
#include "failing_journal.hpp"

namespace usher::journal_test {
namespace {

const std::vector<Connection> kTwoLanes{connection("crm"), connection("mail", "letters")};
const Webinar kOnBoth = webinar("w", {rule("tag", "crm"), rule("letter", "mail")});

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string{to_string(result.error().code)};
}

std::string said(const Result<Fed>& fed) {
  return fed ? std::string{to_string(*fed)} : code_of(fed) + " " + fed.error().where;
}

/// Two hundred of five people: most of them joins and leaves in order, the others late, of sessions with names,
/// repeated, ahead, of somebody new or of nobody.
std::vector<Event> two_hundred() {
  static const std::array<std::string, 6> people{"ada", "bob", "cid", "dora", "eve", "new"};
  std::vector<Event> events;
  for (int i = 0; i < 200; ++i) {
    const std::string_view whom = people[static_cast<std::size_t>(i * i % 5)];
    const Instant at = kBefore + i * 1s;
    if (i % 31 == 7) {
      events.emplace_back(AttendeeJoined{at - 20s, "w", whom});
    } else if (i % 31 == 11) {
      events.emplace_back(AttendeeJoined{at, "w", whom, "phone"});
    } else if (i % 31 == 13) {
      events.push_back(events.back());
    } else if (i % 31 == 17) {
      events.emplace_back(AttendeeLeft{at + 1h, "w", whom});
    } else if (i % 31 == 19) {
      events.emplace_back(AttendeeRegistered{at, "w", people[5], "{}"});
    } else if (i % 31 == 23) {
      events.emplace_back(AttendeeJoined{at, "w", "nobody"});
    } else if (i % 2 == 0) {
      events.emplace_back(AttendeeJoined{at, "w", whom});
    } else {
      events.emplace_back(AttendeeLeft{at, "w", whom});
    }
  }
  return events;
}

}  // namespace

TEST_CASE("a queue with a journal answers as one without") {
  MemoryJournal journal;
  JournaledQueue kept = open(journal);
  DispatchQueue bare;
  set_up(kept, kTwoLanes, kOnBoth, {"ada", "bob"});
  for (const Connection& one : kTwoLanes) REQUIRE(bare.add(one));
  REQUIRE(bare.feed(WebinarScheduled{kBefore, kOnBoth}, kBefore));
  for (const char* one : {"ada", "bob"}) REQUIRE(bare.feed(AttendeeRegistered{kBefore, "w", one}, kBefore));

  CHECK(code_of(kept.feed(AttendeeLeft{kBefore, "nowhere", "ada"}, kBefore)) == "unknown");
  CHECK(kept.wake_at() == bare.wake_at());
  CHECK(kept.plan(kBefore).size() == bare.plan(kBefore).size());
  CHECK(*kept.preview("w", "tag", kBefore) == *bare.preview("w", "tag", kBefore));
  CHECK(code_of(kept.preview("w", "none", kBefore)) == code_of(bare.preview("w", "none", kBefore)));
  CHECK(kept.pause("crm", kBefore));
  CHECK(next(kept, kDue)->connection() == "mail");
  CHECK(next(kept, kDue) == nullptr);
  CHECK(kept.resume("crm", kDue));
  CHECK(code_of(kept.pause("none", kDue)) == "unknown");
  CHECK(code_of(kept.resume("none", kDue)) == "unknown");
  CHECK(kept.cancel("w", "tag", "ada", kDue));
  CHECK(code_of(kept.cancel("w", "letter", "ada", kDue)) == "conflict");
  const auto tag = kept.next("main", kDue);
  REQUIRE(tag);
  CHECK(who(*tag) == "w/tag/bob/1");
  CHECK(*kept.next("nowhere", kDue) == nullptr);
  CHECK(code_of(kept.complete((*tag)->id(), std::vector<Outcome>(2), kDue)) == "invalid");
  CHECK(kept.complete((*tag)->id(), Outcome::rejected("no address"), kDue));
  CHECK(code_of(kept.complete(CallId{99}, Outcome::delivered(), kDue)) == "unknown");
  CHECK(kept.queue().dead_letters().size() == 1);
  CHECK(kept.queue().explain("w", "tag", "bob")->verdict == Explanation::Verdict::dead_letter);
  CHECK(kept.resubmit("w/tag/bob/1", kDue));
  CHECK(code_of(kept.resubmit("w/tag/bob/1", kDue)) == "unknown");
  CHECK(code_of(kept.forget_dead_letter("w/tag/bob/1")) == "unknown");
  CHECK(code_of(kept.forget("w", "nobody", kDue)) == "unknown");
  CHECK(kept.queue().check_invariants() == "");
}

TEST_CASE("what is fed by handle is kept, and a handle is good as long as the queue knows whom it stands for") {
  MemoryJournal journal;
  {
    JournaledQueue kept = open(journal);
    set_up(kept, kTwoLanes, kOnBoth, {"ada", "bob"});
    const auto ada = kept.find_attendee("w", "ada");
    REQUIRE(ada);
    CHECK(code_of(kept.find_attendee("w", "nobody")) == "unknown");
    CHECK(kept.joined(*ada, kBefore, kBefore, "offset 1"));
    CHECK(kept.left(*ada, kBefore + 1min, kBefore + 1min, "offset 2"));
    CHECK(kept.feed(AttendeeMove{.who = *ada, .at = kBefore + 2min}, kBefore + 2min, "offset 3"));
    CHECK(kept.forget("w", "bob", kBefore + 1min));
    CHECK(code_of(kept.joined({ada->webinar, ada->attendee + 1}, kBefore, kBefore)) == "unknown");
    REQUIRE(kept.sync());
  }
  const JournaledQueue back = open(journal);
  CHECK(back.source_position() == "offset 3");
  const auto explained = back.queue().explain("w", "tag", "ada");
  REQUIRE(explained);
  CHECK(explained->stays == std::vector<Stay>{{kBefore, kBefore + 1min, ""}, {kBefore + 2min, std::nullopt, ""}});
}

TEST_CASE("many events at once are answered and kept as one after the other") {
  const std::vector<Event> events = two_hundred();
  MemoryJournal journal, journal_of_spans;
  JournaledQueue queue = open(journal);
  JournaledQueue spans = open(journal_of_spans);
  const Instant now = kBefore + 200s;
  for (JournaledQueue* const one : {&queue, &spans}) {
    set_up(*one, kTwoLanes, kOnBoth, {"ada", "bob", "cid", "dora", "eve"});
  }
  const auto in_spans = spans.feed(events, now, "200");
  REQUIRE(in_spans.size() == events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    INFO(i);
    const bool last = i + 1 == events.size();
    CHECK(said(in_spans[i]) == said(queue.feed(events[i], now, last ? "200" : "")));
  }
  std::vector<AttendeeMove> moves;
  for (int i = 0; i < 200; ++i) {
    const auto who = queue.find_attendee("w", i % 3 == 0 ? "ada" : "eve");
    moves.push_back({.who = *who, .at = now + i * 1s, .left = i % 2 == 1});
  }
  const auto moved = spans.feed(moves, now + 200s, "400");
  for (std::size_t i = 0; i < moves.size(); ++i) {
    CHECK(said(moved[i]) == said(queue.feed(moves[i], now + 200s, i == 199 ? "400" : "")));
  }
  CHECK(spans.feed(std::span<const Event>{}, now, "nothing").empty());
  REQUIRE(queue.sync());
  REQUIRE(spans.sync());
  CHECK(crash::state_of(journal_of_spans) == crash::state_of(journal));
  CHECK(spans.queue().counters().applied == queue.queue().counters().applied);
  CHECK(open(journal_of_spans).source_position() == "400");
}

TEST_CASE("what is fed first after a queue has come back is kept as well (S27)") {
  MemoryJournal journal;
  {
    JournaledQueue kept = open(journal);
    set_up(kept, kTwoLanes, kOnBoth, {"ada"});
    CHECK(kept.feed(AttendeeJoined{kBefore + 1min, "w", "ada"}, kBefore + 1min));
    CHECK(kept.feed(AttendeeLeft{kBefore + 2min, "w", "ada"}, kBefore + 2min));
    CHECK(kept.feed(AttendeeJoined{kBefore + 3min, "w", "ada"}, kBefore + 3min));
    REQUIRE(kept.sync());
  }
  {
    JournaledQueue back = open(journal);
    CHECK(back.feed(AttendeeLeft{kBefore + 4min, "w", "ada"}, kBefore + 4min));
    REQUIRE(back.sync());
  }
  const JournaledQueue again = open(journal);
  const auto explained = again.queue().explain("w", "tag", "ada");
  REQUIRE(explained);
  REQUIRE(explained->stays.size() == 2);
  CHECK(explained->stays.back() == Stay{kBefore + 3min, kBefore + 4min, ""});
}

TEST_CASE("a connection that is known gets the settings it is added with") {
  MemoryJournal journal;
  {
    JournaledQueue queue = open(journal);
    set_up(queue, {connection("crm")}, webinar("w", {rule("tag", "crm")}), {"ada", "bob"});
    REQUIRE(queue.sync());
  }
  JournaledQueue queue = open(journal);
  Connection other = connection("crm");
  other.batch = 2;
  CHECK(queue.add(other));
  CHECK(code_of(queue.add(connection("crm", "elsewhere"))) == "conflict");
  CHECK(code_of(queue.add({.id = "bad", .batch = 0})) == "invalid");
  CHECK(who(next(queue, kDue)) == "w/tag/ada/1 w/tag/bob/1");
}

TEST_CASE("options that do not pass are refused before anything is read") {
  MemoryJournal journal;
  const auto where = [&](const JournaledOptions& options) {
    const auto queue = JournaledQueue::open(journal, options);
    return queue ? std::string{} : code_of(queue) + " " + queue.error().where;
  };
  CHECK(where({.max_unsynced = -1}) == "invalid /max_unsynced");
  CHECK(where({.max_unsynced = 100'001}) == "invalid /max_unsynced");
  CHECK(where({.most_unwritten = 1'000'000}) == "invalid /most_unwritten");
  CHECK(where({.queue = {.retain = Duration{-1}}}) == "invalid /retain");
  CHECK(where({.max_unsynced = 100'000, .most_unwritten = 1'048'576}).empty());
}

TEST_CASE("while the journal fails no call is handed out, and what was to be comes first then (S26)") {
  FailingJournal journal;
  JournaledQueue queue = open(journal);
  set_up(queue, kTwoLanes, kOnBoth, {"ada"});
  REQUIRE(queue.sync());
  journal.fails = true;
  CHECK(code_of(queue.next("letters", kDue)) == "unavailable");
  CHECK(code_of(queue.next("letters", kDue)) == "unavailable");
  CHECK(code_of(queue.next("main", kDue)) == "unavailable");
  CHECK(code_of(queue.next(kDue)) == "unavailable");
  // Nobody has heard of the call: it cannot be completed.
  CHECK(queue.queue().counters().in_flight == 1);
  CHECK(code_of(queue.complete(CallId{1}, Outcome::delivered(), kDue)) == "unknown");
  CHECK(code_of(queue.complete(CallId{1}, std::vector<Outcome>(1), kDue)) == "unknown");
  journal.fails = false;
  const auto tag = queue.next("main", kDue);
  REQUIRE(tag);
  CHECK(who(*tag) == "w/tag/ada/1");
  const auto letter = queue.next(kDue);
  REQUIRE(letter);
  CHECK(who(*letter) == "w/letter/ada/1");
  CHECK(queue.complete((*letter)->id(), Outcome::delivered(), kDue));
  CHECK(next(queue, kDue) == nullptr);
}

TEST_CASE("events are taken while the journal fails, until so many bytes wait") {
  FailingJournal journal;
  JournaledQueue queue = open(journal, {.most_unwritten = 3U << 20U});
  set_up(queue, {connection("crm")}, webinar("w", {rule("tag", "crm")}), {});
  REQUIRE(queue.sync());
  const int before = journal.syncs;
  const std::string profile(100'000, 'x');
  const auto register_one = [&](int number) {
    return queue.feed(AttendeeRegistered{kBefore, "w", "a" + std::to_string(number), profile}, kBefore);
  };
  int fed = 0;
  for (; fed < 20; ++fed) REQUIRE(register_one(fed));
  CHECK(journal.syncs == before + 1);  // by itself, so that a host that never syncs does not fill the memory
  journal.fails = true;
  for (; fed < 60; ++fed)
    if (!register_one(fed)) break;
  CHECK(queue.unwritten() >= 3U << 20U);
  CHECK(queue.unwritten() < (3U << 20U) + 2 * profile.size());
  CHECK(code_of(register_one(fed)) == "unavailable");
  CHECK(queue.queue().counters().applied == static_cast<std::uint64_t>(fed) + 1);
  journal.fails = false;
  CHECK(register_one(fed));
  CHECK(queue.unwritten() < 2 * profile.size());
}

TEST_CASE("of many events the first are taken while the journal fails, until so many bytes wait, and then none") {
  FailingJournal journal;
  JournaledQueue queue = open(journal, {.most_unwritten = 3U << 20U});
  set_up(queue, {connection("crm")}, webinar("w", {rule("tag", "crm")}), {});
  REQUIRE(queue.sync());
  const std::string profile(10'000, 'x');
  std::vector<std::string> people;
  for (int i = 0; i < 1000; ++i) people.push_back("a" + std::to_string(i));
  std::vector<Event> events;
  for (const std::string& one : people) events.emplace_back(AttendeeRegistered{kBefore, "w", one, profile});
  journal.fails = true;
  const auto fed = queue.feed(events, kBefore, "all");
  REQUIRE(fed.size() == events.size());
  const auto taken = std::find_if(fed.begin(), fed.end(), [](const auto& one) { return !one; }) - fed.begin();
  CHECK(taken == 320);  // the first multiple of 64 that is more than 3 MiB
  CHECK(std::all_of(fed.begin() + taken, fed.end(), [](const auto& one) { return code_of(one) == "unavailable"; }));
  CHECK(queue.queue().counters().applied == static_cast<std::uint64_t>(taken) + 1);
  journal.fails = false;
  const auto rest = queue.feed(std::span{events}.subspan(static_cast<std::size_t>(taken)), kBefore, "all");
  CHECK(std::all_of(rest.begin(), rest.end(), [](const auto& one) { return one.has_value(); }));
  REQUIRE(queue.sync());
  CHECK(open(journal).source_position() == "all");
}

TEST_CASE("the position of the last durable event is given back (S27)") {
  FailingJournal journal;
  {
    JournaledQueue queue = open(journal);
    CHECK(queue.source_position().empty());
    REQUIRE(queue.add(connection("crm")));
    REQUIRE(queue.feed(WebinarScheduled{kBefore, webinar("w", {rule("tag", "crm")})}, kBefore, "one"));
    REQUIRE(queue.feed(AttendeeRegistered{kBefore, "w", "ada"}, kBefore));
    REQUIRE(queue.sync());
    REQUIRE(queue.feed(AttendeeRegistered{kBefore, "w", "bob"}, kBefore, "three"));
    CHECK_FALSE(queue.feed(AttendeeRegistered{kBefore, "nowhere", "bob"}, kBefore, "refused"));
    CHECK(queue.source_position().empty());
  }
  {
    JournaledQueue queue = open(journal);
    CHECK(queue.source_position() == "one");
    CHECK(*queue.feed(AttendeeRegistered{kBefore, "w", "ada"}, kBefore, "two") == Fed::duplicate);
    REQUIRE(queue.sync());
    CHECK(queue.source_position() == "one");
  }
  CHECK(open(journal).source_position() == "two");
}

TEST_CASE("a sync is made for each call by default, and for many where calls may go out without one (S26, S27)") {
  const auto syncs = [](std::int32_t max_unsynced) {
    FailingJournal journal;
    JournaledQueue queue = open(journal, {.max_unsynced = max_unsynced});
    std::vector<std::string> people;
    for (int each = 0; each < 40; ++each) people.push_back("a" + std::to_string(each));
    set_up(queue, {connection("crm")}, webinar("w", {rule("tag", "crm")}), people);
    REQUIRE(queue.sync());
    const int before = journal.syncs;
    int calls = 0;
    for (const Call* call = next(queue, kDue); call != nullptr; call = next(queue, kDue), ++calls)
      REQUIRE(queue.complete(call->id(), Outcome::delivered(), kDue));
    CHECK(calls == 40);
    return journal.syncs - before;
  };
  CHECK(syncs(0) >= 40);
  CHECK(syncs(9) <= 10);
}

TEST_CASE(
    "over all lanes together no more than max_unsynced calls are answered without a sync when one goes out (S27)") {
  FailingJournal journal;
  JournaledQueue queue = open(journal, {.max_unsynced = 6});
  std::vector<std::string> people;
  for (int each = 0; each < 30; ++each) people.push_back("a" + std::to_string(each));
  set_up(queue, kTwoLanes, kOnBoth, people);
  int syncs = journal.syncs, answered = 0, most = 0, calls = 0;
  const auto look = [&] {
    if (journal.syncs != syncs) answered = 0;
    syncs = journal.syncs;
  };
  while (true) {
    std::vector<const Call*> out;
    for (const Call* call = next(queue, kDue); call != nullptr; call = next(queue, kDue)) {
      look();
      most = std::max(most, answered);
      out.push_back(call);
    }
    for (const Call* call : out) {
      REQUIRE(queue.complete(call->id(), Outcome::delivered(), kDue));
      ++answered;
      ++calls;
    }
    if (out.empty()) break;
  }
  CHECK(calls == 60);
  CHECK(most == 6);
}

}  // namespace usher::journal_test
