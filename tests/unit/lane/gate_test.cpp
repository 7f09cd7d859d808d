// What keeps a connection from being called (S22, S23b-S23d).
#include "lane/gate.hpp"

#include "support/catch.hpp"
#include "usher/call.hpp"

using usher::backoff;
using usher::ConnectionState;
using usher::Instant;
using usher::lane::Gate;
using namespace std::chrono_literals;

namespace {

constexpr Instant second(int number) {
  return Instant{number * 1s};
}

}  // namespace

TEST_CASE("S22: after the start of a call the next one waits for the spacing") {
  Gate gate;
  CHECK(gate.open(second(0)));
  gate.start(second(10), 3s);
  CHECK_FALSE(gate.open(second(12)));
  CHECK(gate.open(second(13)));
  CHECK(gate.opens_at() == second(13));
  CHECK(gate.state(second(12)) == ConnectionState::open);
}

TEST_CASE("S23b: of several instants at which a target wants calls again the latest counts") {
  Gate gate;
  gate.throttle(second(60));
  gate.throttle(second(30));
  CHECK(gate.state(second(59)) == ConnectionState::throttled);
  CHECK(gate.until(second(59)) == second(60));
  CHECK_FALSE(gate.open(second(59)));
  CHECK(gate.open(second(60)));
  CHECK(gate.state(second(60)) == ConnectionState::open);
  CHECK_FALSE(gate.until(second(60)));
}

TEST_CASE("S23c: three failures in a row suspend a connection for growing steps, and any answer ends that") {
  Gate gate;
  gate.fail(second(1), "crm");
  gate.fail(second(2), "crm");
  CHECK_FALSE(gate.suspended());
  gate.answer();
  gate.fail(second(3), "crm");
  gate.fail(second(4), "crm");
  CHECK_FALSE(gate.suspended());
  CHECK(gate.plannable());
  gate.fail(second(5), "crm");
  CHECK(gate.suspended());
  CHECK_FALSE(gate.plannable());
  CHECK(gate.state(second(5)) == ConnectionState::suspended);
  CHECK(gate.until(second(5)) == second(5) + backoff("crm", 1));
  CHECK_FALSE(gate.open(second(5)));
  CHECK(gate.open(second(5) + backoff("crm", 1)));
  gate.fail(second(60), "crm");
  CHECK(gate.opens_at() == second(60) + backoff("crm", 2));
  CHECK(gate.failures() == 4);
  gate.answer();
  CHECK_FALSE(gate.suspended());
  CHECK(gate.open(second(60)));
}

TEST_CASE("S23d: a paused connection is open to nothing, and resuming it ends whatever kept it") {
  Gate gate;
  gate.throttle(second(100));
  for (int i = 0; i < 3; ++i) gate.fail(second(1), "crm");
  gate.pause();
  CHECK(gate.state(second(200)) == ConnectionState::paused);
  CHECK_FALSE(gate.opens_at());
  CHECK_FALSE(gate.open(second(200)));
  gate.resume();
  CHECK(gate.state(second(2)) == ConnectionState::open);
  CHECK(gate.open(second(2)));
}
