// What connectors may do to a call, and that none gets lost by it.
#include <stdexcept>
#include <thread>

#include "dispatcher/evening.hpp"

namespace usher::dispatcher_test {
namespace {

/// What the observer is told of the one call that begins so and is then delivered.
std::string told_of(Calls::Begin begin, int handovers = 1) {
  bool first = true;
  const auto connector = std::make_shared<Calls>([&, begin](const Call& call, Reply reply) {
    if (std::exchange(first, false)) return begin(call, std::move(reply));
    reply(Outcome::delivered());
  });
  Evening evening{connector};
  REQUIRE(evening.dispatcher.attach({.id = "crm", .batch = 10, .max_lead = 0ms}, connector));
  evening.schedule({rule("hello")}, handovers);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed", 1));
  const std::string first_told = evening.told->lines("completed").front();
  for (int i = 0; i < 100 && evening.delivered() < static_cast<std::uint64_t>(handovers); ++i) {
    evening.clock->pass(1s);
    std::this_thread::sleep_for(1ms);
  }
  CHECK(evening.delivered() == static_cast<std::uint64_t>(handovers));
  return first_told.substr(first_told.find(": ") + 2);
}

}  // namespace

TEST_CASE("what a connector throws is a retry with that as its reason") {
  CHECK(told_of([](const Call&, Reply) { throw std::runtime_error{"no route"}; }) ==
        "retry (the connector has thrown: no route)");
  CHECK(told_of([](const Call&, Reply) { throw 7; }) == "retry (the connector has thrown)");
  // Also where the reply is kept: what it says later is too late.
  std::optional<Reply> kept;
  CHECK(told_of([&](const Call&, Reply reply) {
          kept.emplace(std::move(reply));
          throw std::runtime_error{"no route"};
        }) == "retry (the connector has thrown: no route)");
  (*kept)(Outcome::delivered());
  // What was answered before stands.
  CHECK(told_of([](const Call&, Reply reply) {
          reply(Outcome::retry("busy"));
          throw std::runtime_error{"no route"};
        }) == "retry (busy)");
}

TEST_CASE("a reply that is dropped is a retry, and only the first answer counts") {
  CHECK(told_of([](const Call&, Reply) {}) == "retry (the connector has not answered)");
  CHECK(told_of([](const Call&, Reply reply) {
          reply(Outcome::retry("first"));
          reply(Outcome::delivered());
        }) == "retry (first)");
}

TEST_CASE("S24: a call may have an outcome for each handover; another number of them is a retry of all") {
  CHECK(told_of(
            [](const Call&, Reply reply) {
              reply(std::vector{Outcome::delivered(), Outcome::retry("later"), Outcome::delivered()});
            },
            3) == "delivered retry (later) delivered");
  CHECK(told_of([](const Call&, Reply reply) { reply(std::vector{Outcome::delivered()}); }, 2) ==
        "retry (the connector's answer: expected an outcome for each of 2 handovers, found 1) "
        "retry (the connector's answer: expected an outcome for each of 2 handovers, found 1)");
  CHECK(told_of([](const Call&, Reply reply) { reply(std::vector<Outcome>{}); }) ==
        "retry (the connector's answer: expected an outcome for each of 1 handovers, found 0)");
}

TEST_CASE("an outcome that cannot be meant is a retry") {
  CHECK(told_of([](const Call&, Reply reply) { reply(Outcome{.kind = Outcome::Kind::throttled}); }) ==
        "retry (the connector's answer: expected an instant until which it is throttled, found none)");
  CHECK(told_of([](const Call&, Reply reply) { reply(Outcome::throttled(kEarliestInstant - 1ms)); }) ==
        "retry (the connector's answer: expected an instant in 1970 to 2262, found 1969-12-31T23:59:59.999Z)");
  CHECK(told_of([](const Call&, Reply reply) { reply(Outcome::retry_after(-1ms)); }) ==
        "retry (the connector's answer: expected a delay of PT0S to P36525D, found -PT0.001S)");
}

TEST_CASE("a blocking connector answers by returning") {
  struct Blocking final : BlockingConnector {
    Answer make(const Call& call, std::stop_token stop) override {
      return call.rule() == "hello" && !stop.stop_requested() ? Outcome::delivered() : Outcome::rejected("?");
    }
  };
  Evening evening;
  REQUIRE(evening.dispatcher.attach(connection("crm"), std::make_shared<Blocking>()));
  evening.schedule({rule("hello")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed talk/hello/a1/1 in PT0S: delivered"));
}

}  // namespace usher::dispatcher_test
