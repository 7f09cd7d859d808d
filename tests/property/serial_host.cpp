#include "serial_host.hpp"

#include <algorithm>

namespace usher::property {
namespace {

constexpr int kMostTurns = 20'000;
constexpr std::uint64_t kNeverStarted = 1'000'000'000;

}  // namespace

SerialHost::SerialHost(const Scenario& scenario, std::uint64_t seed)
    : scenario_(scenario), random_(seed), queue_(scenario.options) {
  for (const Connection& connection : scenario.connections)
    expect(queue_.add(connection).has_value(), "a connection is taken");
}

void SerialHost::expect(bool kept, const std::string& promise) {
  if (!kept && broken_.empty()) broken_ = promise;
}

void SerialHost::run() {
  for (const Step& step : scenario_.steps) {
    if (step.kind == Step::Kind::feed) (void)queue_.feed(event_of(step.happening), step.now);
    if (step.kind == Step::Kind::pause) (void)queue_.pause(step.connection, step.now);
    if (step.kind == Step::Kind::resume) (void)queue_.resume(step.connection, step.now);
    act(step.now);
    if (!broken_.empty()) return;
  }
  for (const Connection& connection : scenario_.connections)
    expect(queue_.resume(connection.id, queue_.now()).has_value(), "a known connection is resumed");
  for (int turn = 0; turn < kMostTurns && broken_.empty(); ++turn) {
    complete_some(queue_.now(), true);
    const Call* call = queue_.next(queue_.now());
    if (call != nullptr) {
      take(call, queue_.now());
      continue;
    }
    const auto wake = queue_.wake_at();
    if (!wake) return;
    expect(*wake > queue_.now(), "wake_at lies after now");
    call = queue_.next(*wake);
    if (call != nullptr) take(call, *wake);
  }
  expect(!broken_.empty(), "the queue comes to an end");
}

bool SerialHost::has(const std::string& rule, const std::string& attendee, const std::string& webinar) const {
  const auto last = last_.find(rule + "/" + attendee + "@" + webinar);
  return last != last_.end() && last->second.kind == CallKind::transfer;
}

void SerialHost::act(Instant now) {
  complete_some(now, false);
  const int asks = random_.between(0, 4);
  for (int each = 0; each < asks; ++each) ask(now);
  if (random_.chance(10)) complete_wrongly(kNeverStarted, now);
  if (random_.chance(10) && !completed_.empty()) complete_wrongly(random_.pick(completed_), now);
}

void SerialHost::ask(Instant now) {
  if (random_.chance(40)) return take(queue_.next(now), now);
  const std::string& lane = random_.pick(scenario_.connections).lane;
  const bool busy =
      std::any_of(flights_.begin(), flights_.end(), [&](const auto& each) { return each.second.image.lane == lane; });
  const Call* call = queue_.next(lane, now);
  expect(!busy || call == nullptr, "nothing starts on a lane that has a call in flight");
  expect(call == nullptr || call->lane() == lane, "a lane that is asked for gives its own calls");
  take(call, now);
}

void SerialHost::take(const Call* call, Instant now) {
  if (call == nullptr) return;
  Flight flight{call, image_of(*call), now + Duration{random_.between(0, 5) * 700}};
  const CallImage& image = flight.image;
  expect(image.id == ++calls_, "calls are numbered in the order of their start");
  for (const auto& each : flights_)
    expect(each.second.image.lane != image.lane, "on a lane one call is in flight at a time");
  expect(!image.handovers.empty(), "a call carries somebody");
  const auto connection = std::find_if(scenario_.connections.begin(), scenario_.connections.end(),
                                       [&](const auto& each) { return each.id == image.connection; });
  if (connection == scenario_.connections.end()) return expect(false, "a call goes over a known connection");
  expect(connection->lane == image.lane, "a call goes over its connection's lane");
  expect(image.handovers.size() <= static_cast<std::size_t>(connection->batch), "a call carries at most a batch");
  for (const HandoverImage& handover : image.handovers) take_handover(handover, image, *connection);
  flights_.emplace(image.id, flight);
  most_in_flight_ = std::max<std::uint64_t>(most_in_flight_, flights_.size());
}

void SerialHost::take_handover(const HandoverImage& handover, const CallImage& call, const Connection& over) {
  expect(handover.due - over.max_lead <= call.started_at, "nothing starts earlier than max_lead before it is due");
  expect(handover.decided_at <= call.started_at, "nothing is decided as of later than its start");
  expect(over_.count(handover.key) == 0, "a key that is delivered or dead is not called again");
  expect(handover.attempt == ++attempts_[handover.key], "every attempt is counted");
  for (const auto& each : flights_)
    for (const HandoverImage& other : each.second.image.handovers)
      expect(other.key != handover.key, "a key is in flight once");
  const std::string pair = call.rule + "/" + handover.attendee + "@" + call.webinar;
  const bool repeated = attempts_[handover.key] > 1 || throttled_.count(handover.key) != 0;
  const auto known = last_.find(pair);
  if (known == last_.end()) {
    expect(call.kind == CallKind::transfer, "what was not transferred is not taken back");
  } else if (known->second.key == handover.key) {
    expect(repeated && known->second.kind == call.kind, "by one rule nobody is called for twice");
  } else {
    expect(!repeated && known->second.kind != call.kind, "transfers and retractions take turns");
  }
  last_[pair] = {handover.key, call.kind};
}

void SerialHost::complete_some(Instant now, bool all) {
  std::vector<std::uint64_t> due;
  for (const auto& [id, flight] : flights_)
    if (all || flight.until <= now || random_.chance(15)) due.push_back(id);
  while (!due.empty()) {
    const std::size_t which = random_.below(due.size());
    complete(due[which], now);
    due.erase(due.begin() + static_cast<std::ptrdiff_t>(which));
  }
}

Outcome SerialHost::outcome(Instant now) {
  const int kind = random_.between(0, 9);
  if (kind < 6) return Outcome::delivered();
  if (kind < 7) return Outcome::retry("busy");
  if (kind < 8) return Outcome::retry_after(Duration{random_.between(0, 3) * 500}, "later");
  if (kind < 9) return Outcome::throttled(now + Duration{random_.between(-1, 4) * 500});
  return Outcome::rejected("never");
}

void SerialHost::complete(std::uint64_t id, Instant now) {
  const Flight flight = flights_.at(id);
  expect(image_of(*flight.call) == flight.image, "a call does not change while it is in flight");
  const bool for_each = random_.chance(50);
  std::vector<Outcome> outcomes;
  for (std::size_t each = 0; each < (for_each ? flight.image.handovers.size() : 1); ++each)
    outcomes.push_back(outcome(now));
  const auto done =
      for_each ? queue_.complete(CallId{id}, outcomes, now) : queue_.complete(CallId{id}, outcomes.front(), now);
  expect(done.has_value(), "a call in flight can be completed");
  flights_.erase(id);
  completed_.push_back(id);
  settle(flight, outcomes);
}

void SerialHost::settle(const Flight& flight, const std::vector<Outcome>& outcomes) {
  for (std::size_t each = 0; each < flight.image.handovers.size(); ++each) {
    const Outcome& outcome = outcomes[outcomes.size() == 1 ? 0 : each];
    const std::string& key = flight.image.handovers[each].key;
    if (outcome.kind == Outcome::Kind::throttled) {
      --attempts_[key];
      throttled_.insert(key);
    } else if (outcome.kind != Outcome::Kind::retry) {
      over_.insert(key);
    }
  }
  for (const DeadLetter& letter : queue_.dead_letters()) over_.insert(letter.key);
}

std::string SerialHost::state() const {
  const Counters counters = queue_.counters();
  std::string text = std::to_string(counters.calls) + " " + std::to_string(counters.delivered) + " " +
                     std::to_string(counters.retried) + " " + std::to_string(counters.rejected) + " " +
                     std::to_string(counters.gave_up) + " " + std::to_string(counters.in_flight) + "\n";
  for (const PendingHandover& each : queue_.pending(1'000'000))
    text += each.webinar + "/" + each.rule + "/" + each.attendee + " " + std::to_string(static_cast<int>(each.state)) +
            " " + std::to_string(each.attempts) + "\n";
  for (const DeadLetter& letter : queue_.dead_letters()) text += letter.key + "\n";
  return text;
}

void SerialHost::complete_wrongly(std::uint64_t id, Instant now) {
  (void)queue_.next("no such lane", now);  // so that `now` has come before the state is looked at
  const std::string before = state();
  const auto done = queue_.complete(CallId{id}, Outcome::delivered(), now);
  expect(!done && done.error().code == ErrorCode::unknown, "completing an unknown or completed call is an error");
  expect(state() == before, "completing an unknown or completed call changes nothing");
}

}  // namespace usher::property
