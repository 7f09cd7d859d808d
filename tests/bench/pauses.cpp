// The longest that a host waits for one call of a function, with a million attendees: the middle, one in a thousand,
// and the longest. The queue is deterministic, so the same evening is run several times, and of each single operation
// the shortest time counts: what other programs took of the machine is gone, what the queue itself does at times is
// not. Prints JSON, in nanoseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "bench/support/room.hpp"

namespace usher::bench {
namespace {

constexpr std::size_t kAttendees = 1'000'000;
constexpr std::size_t kOperations = 500'000;
constexpr int kPasses = 3;

/// The times of one function, in the order of its calls, each the shortest of the passes so far.
class Times {
 public:
  void begin_pass() { next_ = 0; }
  template <class What>
  void time(What what) {
    const auto begin = std::chrono::steady_clock::now();
    what();
    const auto taken = static_cast<std::uint32_t>((std::chrono::steady_clock::now() - begin).count());
    if (next_ == shortest_.size()) shortest_.push_back(taken);
    shortest_[next_] = std::min(shortest_[next_], taken);
    ++next_;
  }
  /// Of a thousand thousandths, the longest of the first so many.
  [[nodiscard]] std::uint32_t at(std::size_t thousandths) const {
    std::vector<std::uint32_t> sorted = shortest_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[(sorted.size() - 1) * thousandths / 1000];
  }

 private:
  std::vector<std::uint32_t> shortest_;
  std::size_t next_ = 0;
};

using AllTimes = std::map<std::string, Times>;

/// Everybody registers, half as many events follow, then half are called at due.
void run_evening(AllTimes& all) {
  for (auto& [name, times] : all) times.begin_pass();
  Room room{{.rules = {rule("all", Anchor::start(), 10h, Audience::all())}}};
  for (std::size_t i = 1; i < kAttendees; ++i) {
    all["register"].time([&] { demand(static_cast<bool>(room.register_one())); });
  }
  property::Random random{1};
  std::vector<bool> inside(kAttendees);
  for (std::size_t i = 0; i < kOperations; ++i) {
    const std::size_t number = random.below(kAttendees);
    const IdText id = id_text(number);
    room.now += 1ms;
    Event event = AttendeeJoined{room.now, room.webinar_of(0), view(id)};
    if (inside[number]) event = AttendeeLeft{room.now, room.webinar_of(0), view(id)};
    inside[number] = !inside[number];
    all["join or leave"].time([&] { demand(static_cast<bool>(room.queue.feed(event, room.now))); });
  }
  all["decide a moment"].time([&] { room.pass(kStart + 10h); });
  for (std::size_t i = 0; i < kOperations; ++i) {
    const Call* call = nullptr;
    all["next"].time([&] { call = room.queue.next(room.now); });
    all["complete"].time(
        [&] { demand(static_cast<bool>(room.queue.complete(call->id(), Outcome::delivered(), room.now))); });
  }
}

void print(const AllTimes& all) {
  const char* separator = "{";
  for (const auto& [name, times] : all) {
    std::printf("%s\n  \"%s\": {\"p50\": %u, \"p99.9\": %u, \"max\": %u}", separator, name.c_str(), times.at(500),
                times.at(999), times.at(1000));
    separator = ",";
  }
  std::printf("\n}\n");
}

}  // namespace
}  // namespace usher::bench

int main() {
  usher::bench::AllTimes all;
  for (int pass = 0; pass < usher::bench::kPasses; ++pass) usher::bench::run_evening(all);
  usher::bench::print(all);
}
