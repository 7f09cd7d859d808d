// Calls of a lane never overlap at the target, however long each takes and whatever goes wrong.
#include <atomic>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "calls.hpp"
#include "support/seed.hpp"

using namespace usher;
using namespace usher::test;
using fake::FakePlatform;

namespace {

constexpr int kAttendees = 500;

/// A host with a thread for each lane and a clock that jumps to where there is something to do.
class Lanes {
 public:
  explicit Lanes(FakePlatform& fake) : fake_(fake) {
    Webinar webinar{.id = "launch", .start = kNow, .duration = 1h};
    for (const std::string lane : {"one", "two"}) {
      REQUIRE(queue_.add({.id = lane, .lane = lane, .max_lead = 0s}));
      webinar.rules.push_back(
          {"of_" + lane, Anchor::start(), 0s, Audience::all(), lane, R"({"campaign":"spring","tags":["warm"]})"});
    }
    REQUIRE(queue_.feed(WebinarScheduled{kNow - 1h, webinar}, kNow - 1h));
    for (const auto& [attendee, profile] : people(kAttendees)) {
      REQUIRE(queue_.feed(AttendeeRegistered{kNow - 1h, "launch", attendee, profile}, kNow - 1h));
    }
  }

  int run() {
    std::thread one{[this] { serve("one"); }}, two{[this] { serve("two"); }};
    one.join();
    two.join();
    REQUIRE(queue_.dead_letters().empty());
    return calls_;
  }

 private:
  void serve(const std::string& lane) {
    auto options = options_for(fake_, Platform::getresponse, lane);
    options.clock = [this] { return Instant{Duration{now_.load()}}; };
    const auto connector = make_connector(Platform::getresponse, options);
    while (true) {
      std::unique_lock lock{mutex_};
      const Instant now{Duration{now_.load()}};
      const Call* const call = queue_.next(lane, now);
      if (call == nullptr) {
        const auto wake = queue_.wake_at();
        if (!wake && queue_.pending().empty()) return;
        if (wake) now_ = std::max(now, *wake).time_since_epoch().count();
        lock.unlock();
        std::this_thread::yield();
        continue;
      }
      lock.unlock();
      const auto outcomes = each((*connector)->make(*call, {}), call->handovers().size());
      lock.lock();
      ++calls_;
      static_cast<void>(queue_.complete(call->id(), outcomes, Instant{Duration{now_.load()}}));
    }
  }

  FakePlatform& fake_;
  std::mutex mutex_;
  std::atomic<std::int64_t> now_ = (kNow - 1h).time_since_epoch().count();
  DispatchQueue queue_;
  int calls_ = 0;
};

}  // namespace

TEST_CASE("Of one lane the target never has two requests open, over a thousand calls of random length (S18)") {
  const auto seed = usher::test::seed();
  std::cout << "USHER_SEED=" << seed << '\n';
  FakePlatform fake{{.seed = seed, .most_delay_ms = 2, .visible_after_requests = 1, .trouble = 0.02}};
  Lanes lanes{fake};
  const int calls = lanes.run();
  const auto told = fake.dump();
  CHECK(calls >= 2 * kAttendees);
  for (const char* const lane : {"one", "two"}) {
    const auto& account = told["accounts"][lane];
    INFO(lane << " " << account["answers"]);
    CHECK(account["most_open"] == 1);
    CHECK(account["requests"].get<int>() >= 3 * kAttendees);
    REQUIRE(account["contacts"].size() == kAttendees);
    for (const auto& contact : account["contacts"]) CHECK(contact["tags"] == nlohmann::json{"warm"});
  }
}
