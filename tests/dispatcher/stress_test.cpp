// Everything at the same time: eight threads that feed, calls that fail in every way, a clock that jumps, a journal.
#include <atomic>
#include <map>
#include <random>
#include <stdexcept>
#include <thread>

#include "dispatcher/evening.hpp"
#include "support/seed.hpp"

namespace usher::dispatcher_test {
namespace {

constexpr int kFeeding = 8;
constexpr int kAttendees = 60;  ///< of each feeding thread's webinar
constexpr int kConnections = 4;

/// Fails, throws, says too much, forgets to answer or answers later; sees that a lane has one call at a time.
class Moody final : public Connector {
 public:
  explicit Moody(std::uint64_t seed) : random_(seed) {}
  Moody(const Moody&) = delete;
  Moody& operator=(const Moody&) = delete;
  ~Moody() override { join(); }

  void begin(const Call& call, Reply reply) override {
    const std::lock_guard lock{mutex_};
    const std::string lane{call.lane()};
    if (++inside_[lane] > 1) two_on_a_lane = true;
    const auto mood = random_() % 20;
    const auto leave = [this, lane] { --inside_[lane]; };
    if (mood < 8) return later_.emplace_back(lane, std::move(reply)), void();
    leave();
    if (mood == 8) throw std::runtime_error{"moody"};
    if (mood == 9) return;
    if (mood == 10) return reply(std::vector<Outcome>(call.handovers().size() + 1));
    if (mood == 11) return reply(Outcome::throttled(kStart + Duration{random_() % 600'000}));
    reply(mood < 15 ? Outcome::retry("moody") : Outcome::delivered());
  }
  /// Answers what was put off.
  void answer() {
    std::vector<std::pair<std::string, Reply>> later;
    {
      const std::lock_guard lock{mutex_};
      later.swap(later_);
      for (const auto& [lane, reply] : later) --inside_[lane];
    }
    for (auto& [lane, reply] : later) reply(Outcome::delivered());
  }
  std::atomic<bool> two_on_a_lane = false;

 private:
  void join() { answer(); }
  std::mutex mutex_;
  std::mt19937_64 random_;
  std::map<std::string, int> inside_;
  std::vector<std::pair<std::string, Reply>> later_;
};

/// How many of its events and syncs were refused.
int feed(Dispatcher& dispatcher, int number, std::mt19937_64 random) {
  int refused = 0;
  const auto expect = [&refused](bool taken) { refused += taken ? 0 : 1; };
  const std::string webinar = "w" + std::to_string(number);
  std::vector<Rule> rules;
  for (int i = 0; i < kConnections; ++i) {
    rules.push_back(rule("r" + std::to_string(i), Duration{random() % 3'600'000}, "c" + std::to_string(i)));
    // Due for each attendee, however late the clock has made it until they are fed.
    rules.back().when = Anchor::registered();
  }
  Webinar lasts = talk(rules, webinar);
  lasts.duration = 24h * 36'500;
  expect(dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = lasts}).has_value());
  for (int i = 0; i < kAttendees; ++i) {
    const std::string id = "a" + std::to_string(i);
    expect(dispatcher.feed(AttendeeRegistered{.at = kDayBefore, .webinar = webinar, .attendee = id}, id).has_value());
    const Event presence[] = {AttendeeJoined{.at = kDayBefore, .webinar = webinar, .attendee = id},
                              AttendeeLeft{.at = kDayBefore + 1ms, .webinar = webinar, .attendee = id}};
    for (const auto& fed : dispatcher.feed(presence)) expect(fed.has_value());
    if (random() % 4 == 0) expect(dispatcher.sync().has_value());
    if (random() % 16 == 0) static_cast<void>(dispatcher.pause("c" + std::to_string(random() % kConnections)));
    if (random() % 8 == 0) static_cast<void>(dispatcher.plan(10));
    if (random() % 8 == 0) static_cast<void>(dispatcher.status());
  }
  return refused;
}

}  // namespace

TEST_CASE("eight feeding threads, failing calls and a jumping clock: in the end everybody has got everything once") {
  const std::uint64_t seed = test::seed();
  INFO("USHER_SEED=" << seed);
  std::mt19937_64 random{seed};
  MemoryJournal journal;
  auto queue = JournaledQueue::open(journal);
  REQUIRE(queue);
  const auto moody = std::make_shared<Moody>(random());
  Evening evening{std::move(queue).value(), std::make_shared<Calls>(), {.stuck_after = 1ms}};
  for (int i = 0; i < kConnections; ++i) {
    Connection one = connection("c" + std::to_string(i), "lane" + std::to_string(i));
    one.batch = 1 + i;
    one.max_attempts = 1'000'000;
    one.give_up_after = kLongestDuration;
    REQUIRE(evening.dispatcher.attach(one, moody));
  }
  evening.start();
  std::vector<std::thread> feeding;
  std::atomic<int> refused = 0;  // Catch2 may be asked by one thread only
  for (int i = 0; i < kFeeding; ++i) {
    feeding.emplace_back([&, i, own = std::mt19937_64{random()}] { refused += feed(evening.dispatcher, i, own); });
  }
  constexpr std::uint64_t kAll = std::uint64_t{kFeeding} * kAttendees * kConnections;
  const auto patience = std::chrono::steady_clock::now() + 100s;
  while (evening.delivered() < kAll && std::chrono::steady_clock::now() < patience) {
    evening.clock->pass(Duration{random() % 60'000});
    if (random() % 10 == 0) evening.clock->put(Duration{random() % 600'000} - 5min);
    for (int i = 0; i < kConnections; ++i) static_cast<void>(evening.dispatcher.resume("c" + std::to_string(i)));
    moody->answer();
    std::this_thread::sleep_for(std::chrono::microseconds{100});
  }
  for (std::thread& thread : feeding) thread.join();
  moody->answer();
  const Stopped how = evening.dispatcher.stop(20s);
  CHECK(refused == 0);
  CHECK(how.given_up.empty());
  CHECK(how.synced);
  CHECK(evening.delivered() == kAll);
  CHECK_FALSE(moody->two_on_a_lane);
  CHECK(evening.dispatcher.look([](const DispatchQueue& seen) { return seen.check_invariants(); }).empty());
}

}  // namespace usher::dispatcher_test
