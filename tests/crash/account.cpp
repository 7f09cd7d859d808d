#include "account.hpp"

#include <algorithm>

namespace usher::crash {
namespace {

/// "webinar/rule/attendee" of a key.
std::string pair_of(const std::string& key) {
  return key.substr(0, key.rfind('/'));
}

std::string person_of(const std::string& key) {
  const std::string pair = pair_of(key);
  return pair.substr(0, pair.find('/')) + pair.substr(pair.rfind('/'));
}

/// "rule/attendee" of a pair.
std::string without_webinar(const std::string& pair) {
  return pair.substr(pair.find('/') + 1);
}

std::int64_t number_of(const std::string& position) {
  return position.empty() ? -1 : std::stoll(position);
}

bool is_over(Outcome::Kind outcome) {
  return outcome == Outcome::Kind::delivered || outcome == Outcome::Kind::rejected;
}

}  // namespace

void Account::note(const Entry& entry) {
  switch (entry.kind) {
    case Entry::Kind::handed_out:
      return handed_out(entry);
    case Entry::Kind::reported:
      return reported(entry);
    case Entry::Kind::writing:
      writing_ = entry;
      writes_ = true;
      if (!entry.position.empty()) perhaps_ = number_of(entry.position);
      return;
    case Entry::Kind::written:
      return written();
    case Entry::Kind::forgetting:
      leaving_.insert(entry.person);
      return;
    case Entry::Kind::forgotten:
      forgotten_.insert(entry.person);
      return;
  }
}

std::size_t Account::not_durable() const {
  return static_cast<std::size_t>(
      std::count_if(calls_.begin(), calls_.end(), [&](const auto& call) { return !completed_.contains(call.first); }));
}

/// How many handovers can have been about to be called when the machine stopped: nobody knows whether they were.
std::uint64_t Account::hidden() const {
  std::int32_t batch = 1;
  for (const Connection& connection : scenario_.connections) batch = std::max(batch, connection.batch);
  return static_cast<std::uint64_t>(crashes_ * batch) * most_hidden();
}

std::size_t Account::most_hidden() const {
  return scenario_.lanes() + static_cast<std::size_t>(scenario_.options.max_unsynced);
}

void Account::handed_out(const Entry& entry) {
  const std::string call = "call " + std::to_string(entry.call);
  for (const auto& [id, other] : calls_)
    if (other.lane == entry.lane && !reported_.contains(id)) violation(call + " while its lane is busy");
  calls_[entry.call] = entry;
  const bool needs_sync = scenario_.options.max_unsynced == 0;
  if (needs_sync && !started_.contains(entry.call)) violation(call + " was handed out before it was durable");
  if (not_durable() > most_hidden()) violation(call + " is one more whose outcome is not durable");
  for (const Given& given : entry.given) give(entry, given);
  if (started_.contains(entry.call)) remember(entry);
}

void Account::give(const Entry& entry, const Given& given) {
  if (forgotten_.contains(person_of(given.key))) violation(given.key + " was called, and the person is forgotten");
  const auto known = keys_.find(given.key);
  if (known != keys_.end()) {
    look_at_repetition(given, known->second);
  } else if (given.redelivery && ++met_.never_called > hidden()) {
    violation(given.key + " is no redelivery");
  }
  const auto decided = decisions_.find(given.key);
  const Decision decision{given.due, given.decided_at, given.standing};
  if (decided != decisions_.end() && decided->second != decision) violation(given.key + " was decided otherwise");
  keys_[given.key] = {State::out, entry.connection, given.outcome};
}

void Account::look_at_repetition(const Given& given, const Key& known) {
  const bool again = !is_over(known.outcome);
  switch (known.state) {
    case State::out:
      return violation(given.key + " was called while it was out");
    case State::reported:
    case State::over:
      return violation(given.key + " was delivered and is called again");
    case State::again:
      return;
    case State::unknown:
    case State::doubtful:
      ++met_.repeated;
      if (known.state == State::doubtful && again) return;
      if (scenario_.holds(known.connection)) violation(given.key + " is unknown, and is not to be called again");
      if (!given.redelivery) violation(given.key + " is repeated and does not say so");
  }
}

void Account::remember(const Entry& entry) {
  for (const Given& given : entry.given) decisions_[given.key] = {given.due, given.decided_at, given.standing};
}

void Account::reported(const Entry& entry) {
  reported_.insert(entry.call);
  const Entry& call = calls_.at(entry.call);
  arrive(call);
  for (const Given& given : call.given)
    keys_[given.key].state = is_over(given.outcome) ? State::reported : State::again;
}

/// The target has the call.
void Account::arrive(const Entry& entry) {
  for (const Given& given : entry.given)
    if (given.outcome == Outcome::Kind::delivered) has_[pair_of(given.key)] = !entry.retraction;
}

void Account::written() {
  writes_ = false;
  position_ = perhaps_;
  started_.insert(writing_.started.begin(), writing_.started.end());
  completed_.insert(writing_.completed.begin(), writing_.completed.end());
  for (const std::uint64_t id : writing_.started)
    if (const auto call = calls_.find(id); call != calls_.end()) remember(call->second);
  for (const std::uint64_t id : writing_.completed)
    for (const Given& given : calls_.at(id).given)
      if (Key& key = keys_[given.key]; key.state == State::reported) key.state = State::over;
}

void Account::crash(property::Random& random) {
  ++crashes_;
  if (not_durable() > most_hidden())
    violation("a crash hides more than a call of each lane and those that need no sync");
  for (const auto& [id, call] : calls_) settle(call, random);
  forget_life();
}

void Account::forget_life() {
  calls_.clear();
  reported_.clear();
  started_.clear();
  completed_.clear();
  durable_at_crash_ = position_;
  perhaps_at_crash_ = writes_ ? perhaps_ : position_;
  writes_ = false;
}

void Account::settle(const Entry& entry, property::Random& random) {
  if (completed_.contains(entry.call)) {
    met_.settled += entry.given.size();
    return;
  }
  if (!reported_.contains(entry.call) && random.chance(50)) arrive(entry);
  const auto& under_way = writing_.completed;
  const bool doubtful = writes_ && std::find(under_way.begin(), under_way.end(), entry.call) != under_way.end();
  for (const Given& given : entry.given) keys_[given.key].state = doubtful ? State::doubtful : State::unknown;
}

void Account::reopened(const JournaledQueue& queue) {
  const std::int64_t found = number_of(queue.source_position());
  if (found != durable_at_crash_ && found != perhaps_at_crash_)
    violation("events up to " + std::to_string(durable_at_crash_) + " were durable, found " + std::to_string(found));
  position_ = perhaps_ = found;
  std::set<std::string> dead;
  for (const DeadLetter& letter : queue.queue().dead_letters()) dead.insert(letter.key);
  for (const auto& [key, known] : keys_) {
    const bool held = scenario_.holds(known.connection) && !leaving_.contains(person_of(key));
    if (held && known.state == State::unknown && !dead.contains(key)) violation(key + " is unknown and not held");
    if (held && known.state == State::unknown) ++met_.held;
  }
  if (const std::string wrong = queue.queue().check_invariants(); !wrong.empty()) violation(wrong);
}

void Account::finished(const JournaledQueue& queue, const Account* smooth) {
  for (const DeadLetter& letter : queue.queue().dead_letters()) dead_.insert(pair_of(letter.key));
  if (smooth != nullptr) compare(queue, *smooth);
  look_at_pairs(dead_);
}

void Account::compare(const JournaledQueue& queue, const Account& smooth) {
  const auto settled = [&](const std::string& pair) {
    return !scenario_.open.contains(without_webinar(pair)) && !leaving_.contains(person_of(pair + "/1"));
  };
  const auto reached = [](const Account& account, const std::string& pair) {
    const auto found = account.has_.find(pair);
    return found != account.has_.end() && found->second;
  };
  for (const auto& [pair, has] : smooth.has_)
    if (settled(pair) && has && !reached(*this, pair) && !dead_.contains(pair)) violation(pair + " is missing");
  for (const auto& [pair, has] : has_)
    if (settled(pair) && has && !reached(smooth, pair)) violation(pair + " does not belong");
  for (const std::string& pair : smooth.dead_)
    if (!dead_.contains(pair)) violation(pair + " is no dead letter any more");
  const Counters counters = queue.queue().counters();
  const std::uint64_t events =
      counters.applied + counters.late + counters.ahead + counters.duplicate + counters.ignored;
  const auto told = static_cast<std::uint64_t>(
      std::count_if(scenario_.told.begin(), scenario_.told.end(), [](const Told& one) { return !one.forget; }));
  if (events != told) violation(std::to_string(told) + " events were told, and " + std::to_string(events) + " counted");
}

void Account::look_at_pairs(const std::set<std::string>& dead) {
  for (const Complementary& rules : scenario_.complementary) {
    for (const std::string& person : rules.people) {
      const std::string webinar = rules.one.substr(0, rules.one.find('/'));
      if (leaving_.contains(webinar + "/" + person)) continue;
      int by = 0, called_by = 0;
      for (const std::string& rule : {rules.one, rules.other}) {
        const std::string pair = rule + person;
        const auto has = has_.find(pair);
        if ((has != has_.end() && has->second) || dead.contains(pair)) ++by;
        if (keys_.contains(pair + "/1")) ++called_by;
      }
      if (by != 1) violation(rules.one + person + ": by both of two rules or by neither: " + std::to_string(by));
      if (called_by > 1 && !scenario_.corrects) violation(rules.one + person + " was called for by both of two rules");
    }
  }
}

}  // namespace usher::crash
