// When a lane will be done, told beforehand.
#include "lane/forecast.hpp"

#include "support/catch.hpp"

using namespace usher;
using namespace usher::lane;
using namespace std::chrono_literals;

namespace {

using Outlook = PlannedMoment::Outlook;

constexpr Instant kDue{Duration{1'777'921'200'000}};

/// Without a margin where none is named.
Prospect work(Duration due, Duration expected, Duration max_lead = 10min, Duration margin = 0s) {
  return {kDue + due, max_lead, expected, expected + margin};
}

/// Ten minutes and four times two, of which one has to give way by three.
const std::vector<Prospect> kTooMuch{work(0s, 10min), work(5min, 2min), work(5min, 2min), work(5min, 2min),
                                     work(5min, 2min)};

void check(const Forecast& told, Outlook outlook, Duration starts, Duration finishes, Duration lateness) {
  CHECK(to_string(told.outlook) == to_string(outlook));
  CHECK(to_string(told.starts_at) == to_string(kDue + starts));
  CHECK(to_string(told.finishes_at) == to_string(kDue + finishes));
  CHECK(to_string(told.lateness) == to_string(lateness));
}

}  // namespace

TEST_CASE("what fits starts as late as it is on time with its margin (S19)") {
  const auto told = forecast(std::vector{work(0s, 5min, 10min, 1min)}, kDue - 1h, 15min);
  check(told.at(0), Outlook::on_time, -6min, -1min, 0s);
}

TEST_CASE("what is due later moves the start of what is due before it (S19)") {
  const auto told = forecast(std::vector{work(0s, 2min), work(1min, 4min)}, kDue - 1h, 15min);
  check(told.at(0), Outlook::on_time, -5min, -3min, 0s);
  check(told.at(1), Outlook::on_time, -3min, 1min, 0s);
}

TEST_CASE("what takes longer than max_lead is infeasible, whenever that is asked (S19)") {
  const std::vector long_one{work(0s, 12min)};
  check(forecast(long_one, kDue - 1h, 15min).at(0), Outlook::infeasible, -10min, 2min, 2min);
  check(forecast(long_one, kDue - 5min, 15min).at(0), Outlook::infeasible, -5min, 7min, 7min);
  check(forecast(std::vector{work(0s, 1s, 0s)}, kDue - 1h, 15min).at(0), Outlook::infeasible, 0s, 1s, 1s);
}

TEST_CASE("what is heard of too late is late, and put off for nobody (S19)") {
  const std::vector late{work(0s, 5min), work(1min, 1min)};
  const auto told = forecast(late, kDue - 2min, 15min);
  check(told.at(1), Outlook::on_time, 0s, 1min, 0s);
  check(told.at(0), Outlook::late, -2min, 4min, 4min);
  // Past due it takes what the other leaves over.
  const auto past = forecast(late, kDue, 15min);
  check(past.at(1), Outlook::on_time, 0s, 1min, 0s);
  check(past.at(0), Outlook::late, 1min, 6min, 6min);
}

TEST_CASE("what is put off goes on while the others have slack, or may not begin yet (S20b)") {
  const auto told = forecast(kTooMuch, kDue - 1h, 15min);
  // It is called before the others need the lane, and what is left of it when they are done.
  check(told.at(0), Outlook::put_off, -10min, 8min, 8min);
  check(told.at(1), Outlook::on_time, -3min, -1min, 0s);
  check(told.at(4), Outlook::on_time, 3min, 5min, 0s);
}

TEST_CASE("nothing is told to be put off beyond max_defer, and who gives way to it then is late (S20b)") {
  const auto told = forecast(kTooMuch, kDue - 1h, 1min);
  check(told.at(0), Outlook::put_off, -10min, 4min, 4min);
  check(told.at(2), Outlook::on_time, -1min, 1min, 0s);
  check(told.at(3), Outlook::late, 4min, 6min, 1min);
  check(told.at(4), Outlook::late, 6min, 8min, 3min);
}

TEST_CASE("what may begin earlier is begun where what is due before it may not (S19)") {
  const auto told = forecast(std::vector{work(0s, 30s, 1min), work(5min, 8min)}, kDue - 1h, 15min);
  check(told.at(0), Outlook::on_time, -1min, -30s, 0s);
  check(told.at(1), Outlook::on_time, -3min - 30s, 5min, 0s);
}

TEST_CASE("what starts at due is planned for by nobody (S19)") {
  const auto told = forecast(std::vector{work(0s, 4min, 0s), work(2min, 3min)}, kDue - 1h, 15min);
  check(told.at(1), Outlook::on_time, -1min, 2min, 0s);
  check(told.at(0), Outlook::infeasible, 2min, 6min, 6min);
}

TEST_CASE("what has no calls takes no time and is on time") {
  const auto told = forecast(std::vector{work(0s, 0s), work(0s, 12min), work(1min, 0s, 0s)}, kDue - 1h, 15min);
  check(told.at(0), Outlook::on_time, 0s, 0s, 0s);
  check(told.at(1), Outlook::infeasible, -10min, 2min, 2min);
  check(told.at(2), Outlook::on_time, 1min, 1min, 0s);
  CHECK(forecast({}, kDue, 15min).empty());
}
