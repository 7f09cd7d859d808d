// The queue on threads with the real clock: two accounts at two platforms, one of which answers at once and one later,
// from another thread. The webinar of this example starts a tenth of a second after the program.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "usher/dispatcher.hpp"

using namespace std::chrono_literals;
using usher::Anchor;
using usher::Audience;

namespace {

/// Waits for the platform's answer, as most HTTP clients do.
class Crm final : public usher::BlockingConnector {
  usher::Answer make(const usher::Call& call, std::stop_token) override {
    return call.handovers().front().attendee == "bob" ? usher::Outcome::rejected("no such address")
                                                      : usher::Outcome::delivered();
  }
};

/// Keeps the reply until its own thread knows the answer, and holds up nobody meanwhile.
class Mailer final : public usher::Connector {
 public:
  void begin(const usher::Call&, usher::Reply reply) override {
    const std::lock_guard lock{mutex_};
    waiting_.push_back(std::move(reply));
    changed_.notify_one();
  }

 private:
  void answer(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
      usher::Reply reply = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      reply(usher::Outcome::delivered());
      lock.lock();
    }
  }
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<usher::Reply> waiting_;
  std::jthread answers_{[this](const std::stop_token& stop) { answer(stop); }};
};

/// Calls of one lane are told in order; those of two lanes come at the same time, so each lane has lines of its own.
class Log final : public usher::Observer {
 public:
  void completed(const usher::Call& call, std::span<const usher::Outcome> outcomes, usher::Duration) override {
    const std::lock_guard lock{mutex_};
    lines_[std::string{call.lane()}] +=
        "  " + std::string{call.handovers().front().key} + ": " + std::string{to_string(outcomes.front().kind)} + '\n';
  }
  void stopped(const usher::Stopped& how) override {
    for (const auto& [lane, lines] : lines_) std::cout << "lane " << lane << '\n' << lines;
    std::cout << "given up: " << how.given_up.size() << '\n';
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> lines_;
};

}  // namespace

int main() {
  const auto now = std::chrono::floor<usher::Duration>(std::chrono::system_clock::now());
  const usher::Instant start = now + 100ms;
  usher::Dispatcher dispatcher{usher::DispatchQueue{}, {.observer = std::make_shared<Log>()}};
  if (!dispatcher.attach({.id = "crm", .lane = "a", .max_lead = 0s}, std::make_shared<Crm>())) return 1;
  if (!dispatcher.attach({.id = "mailer", .lane = "b", .max_lead = 0s}, std::make_shared<Mailer>())) return 1;
  if (!dispatcher.start()) return 1;

  const usher::Webinar talk{.id = "talk",
                            .start = start,
                            .duration = 60min,
                            .rules = {{"tag", Anchor::start(), 0s, Audience::all(), "crm"},
                                      {"welcome", Anchor::start(), 50ms, Audience::all(), "mailer"}}};
  if (!dispatcher.feed(usher::WebinarScheduled{now, talk})) return 1;
  for (const char* id : {"ada", "bob", "cyd"}) {
    if (!dispatcher.feed(usher::AttendeeRegistered{now, "talk", id})) return 1;
  }
  // A host goes on feeding; this one has nothing else to do than to wait until all six are over.
  const auto over = [](const usher::DispatchQueue& queue) {
    return queue.counters().delivered + queue.counters().rejected;
  };
  while (dispatcher.look(over) < 6) std::this_thread::sleep_for(10ms);
  return dispatcher.stop(10s).given_up.empty() ? 0 : 1;
}
