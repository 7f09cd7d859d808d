// Single handovers: what the host asks of them, and does to them.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;

std::optional<DispatchQueue::Impl::Whereabouts> DispatchQueue::Impl::whereabouts(const Pair& pair) const {
  std::optional<Whereabouts> known;
  pair.run->rule(pair.rule).for_each_connection([&](ConnectionIndex connection) {
    if (known) return;
    const auto& flying = lanes_[slot(connections_[connection].lane)].lane.in_flight();
    const auto found = std::find_if(flying.begin(), flying.end(), [&](const Attempt& attempt) {
      return attempt.is_of(pair.run->number(), pair.rule, pair.attendee);
    });
    if (found != flying.end()) known = Whereabouts{std::nullopt, &*found};
    if (known) return;
    auto retry = connections_[connection].retries.find(pair.run->number(), pair.rule, pair.attendee);
    if (retry) known = Whereabouts{std::move(retry), nullptr};
  });
  return known;
}

Result<void> DispatchQueue::Impl::set_paused(std::string_view id, bool paused, Instant now) {
  advance(now);
  const auto connection = connections_.find(id);
  if (!connection) {
    return Error{ErrorCode::unknown, "expected a known connection, found \"" + std::string{id} + "\"", "/connection"};
  }
  recorder_.paused(*connection, paused, now_);
  set_paused(*connection, paused);
  return {};
}

void DispatchQueue::Impl::set_paused(ConnectionIndex connection, bool paused) {
  lane::Connections::Known& known = connections_[connection];
  if (paused) {
    known.gate.pause();
  } else {
    known.gate.resume();
    known.retries.release_throttled(now_);
  }
  plan_connection(connection);
}

std::vector<ConnectionStatus> DispatchQueue::Impl::connections() const {
  std::vector<ConnectionStatus> all;
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    const lane::Connections::Known& known = connections_[ConnectionIndex{number}];
    ConnectionStatus& status = all.emplace_back();
    status.id = known.settings.id;
    status.lane = known.settings.lane;
    status.state = known.gate.state(now_);
    status.until = known.gate.until(now_);
    status.failures_in_row = known.gate.failures();
    status.calls = known.call_time.calls();
    status.mean_call_time = known.call_time.mean();
  }
  return all;
}

Result<void> DispatchQueue::Impl::cancel(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                         Instant now) {
  advance(now);
  const auto pair = find(webinar, rule, attendee);
  if (!pair) return pair.error();
  if (auto done = cancel(*pair); !done) return done;
  recorder_.pair(record::Kind::taken_out, pair->run->number(), pair->rule, pair->attendee, now_);
  return {};
}

Result<void> DispatchQueue::Impl::cancel(const Pair& pair) {
  queue::WebinarRun& run = *pair.run;
  run.advance(now_);
  if (const auto where = whereabouts(pair)) {
    if (where->in_flight != nullptr) {
      return Error{ErrorCode::conflict, "expected a handover that is not in flight, found one that is", "/attendee"};
    }
    const ConnectionIndex connection = where->retry->connection;
    const auto attempt = connections_[connection].retries.take(run.number(), pair.rule, pair.attendee);
    refresh(connection);
    run.mark_cancelled(pair.rule, pair.attendee);
    finish(*attempt);
  } else {
    auto cancelled = run.cancel(pair.rule, pair.attendee);
    follow_up(run);
    if (!cancelled) return cancelled;
  }
  ++counters_.cancelled;
  return {};
}

namespace {

Error no_letter(std::string_view key) {
  return {ErrorCode::unknown, "expected the key of a dead letter, found \"" + std::string{key} + "\"", "/key"};
}

lane::PairOf pair_of(const Attempt& attempt) {
  return {attempt.webinar, attempt.rule_index, attempt.attendee};
}

}  // namespace

/// The oldest of that key: a webinar's id may come again once it is freed.
std::optional<lane::DeadLetters::Letter> DispatchQueue::Impl::find_letter(std::string_view key) const {
  const auto names = model::parse_handover_key(key);
  if (!names) return std::nullopt;
  auto oldest = dead_letters_.find_outlived(*names);
  if (const auto pair = find(names->webinar, names->rule, names->attendee)) {
    auto letter = dead_letters_.find({pair->run->number(), pair->rule, pair->attendee});
    const bool named = letter && letter->attempt.generation == names->generation;
    if (named && (!oldest || letter->death < oldest->death)) oldest = std::move(letter);
  }
  return oldest;
}

std::vector<DeadLetter> DispatchQueue::Impl::dead_letters() const {
  std::vector<DeadLetter> letters;
  letters.reserve(dead_letters_.size());
  dead_letters_.for_each([&](const lane::DeadLetters::Letter& letter) { letters.push_back(describe(letter)); });
  return letters;
}

DeadLetter DispatchQueue::Impl::describe(const lane::DeadLetters::Letter& letter) const {
  const Attempt& attempt = letter.attempt;
  const Names names = names_of(attempt);
  DeadLetter shown;
  shown.kind = attempt.kind;
  shown.webinar = names.webinar;
  shown.rule = attempt.rule->id;
  shown.attendee = names.attendee;
  shown.key = model::to_text({shown.webinar, shown.rule, shown.attendee, attempt.generation});
  shown.connection = attempt.rule->connection;
  shown.action = attempt.rule->action;
  shown.profile = names.profile;
  shown.due = attempt.due;
  shown.decided_at = attempt.decision.decided_at;
  shown.died_at = letter.died_at;
  shown.standing = attempt.decision.standing;
  shown.attempts = attempt.attempts;
  shown.reason = letter.reason;
  return shown;
}

Result<void> DispatchQueue::Impl::resubmit(std::string_view key, Instant now) {
  advance(now);
  const auto letter = find_letter(key);
  if (!letter) return no_letter(key);
  const auto& [webinar, rule, attendee] = pair_of(letter->attempt);
  recorder_.pair(record::Kind::resubmitted, webinar, rule, attendee, now_);
  resubmit(*dead_letters_.take({webinar, rule, attendee}));
  return {};
}

void DispatchQueue::Impl::resubmit(Attempt attempt) {
  attempt.attempts = 0;
  attempt.give_up_from = std::max(attempt.due, now_);
  attempt.ready_at = now_;
  if (queue::WebinarRun* const run = find(attempt.webinar)) {
    attempt.texts.reset();
    run->advance(now_);
    run->resume_one(attempt.rule_index, attempt.attendee);
    follow_up(*run);
  }
  const ConnectionIndex connection = attempt.connection;
  connections_[connection].retries.add(std::move(attempt));
  refresh(connection);
}

Result<void> DispatchQueue::Impl::forget_dead_letter(std::string_view key) {
  const auto letter = find_letter(key);
  if (!letter) return no_letter(key);
  const auto& [webinar, rule, attendee] = pair_of(letter->attempt);
  recorder_.pair(record::Kind::letter_dropped, webinar, rule, attendee, now_);
  drop_letter({webinar, rule, attendee});
  return {};
}

void DispatchQueue::Impl::drop_letter(const lane::PairOf& pair) {
  static_cast<void>(dead_letters_.take(pair));
  drop_if_gone(pair.webinar);
}

Result<void> DispatchQueue::Impl::forget(std::string_view webinar, std::string_view attendee, Instant now) {
  advance(now);
  std::vector<std::pair<lane::WebinarNumber, AttendeeIndex>> found;
  if (const queue::WebinarRun* const run = find(webinar)) {
    if (const auto index = run->attendance().find(attendee)) found.emplace_back(run->number(), *index);
  }
  // Dead letters outlive their webinar, and so does what is known of the attendee there.
  dead_letters_.find_outlived(webinar, attendee, found);
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    connections_[ConnectionIndex{number}].retries.find_outlived(webinar, attendee, found);
  }
  if (found.empty()) {
    return Error{ErrorCode::unknown,
                 "expected a known attendee of the webinar, found \"" + std::string{attendee} + "\"", "/attendee"};
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const auto& [number, index] : found) {
    recorder_.forgotten(number, index, now_);
    forget(number, index);
  }
  return {};
}

/// A call that is out stays as it is until it is completed; nothing follows from what the host says of it then.
void DispatchQueue::Impl::forget(lane::WebinarNumber webinar, AttendeeIndex attendee) {
  ahead_.forget(webinar, attendee);
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    const ConnectionIndex connection{number};
    for (const auto& attempt : connections_[connection].retries.take_all_of(webinar, attendee)) finish(attempt);
    refresh(connection);
  }
  for (const RuleIndex rule : dead_letters_.rules_of(webinar, attendee)) drop_letter({webinar, rule, attendee});
  for (LaneState& state : lanes_) state.lane.forget(webinar, attendee);
  if (queue::WebinarRun* const run = find(webinar)) {
    run->advance(now_);
    run->forget(attendee);
    follow_up(*run);
  }
  forgotten_.emplace_back(record::stream_of(webinar), static_cast<std::uint32_t>(attendee));
}

DispatchQueue::Impl::Names DispatchQueue::Impl::names_of(const Attempt& attempt) const {
  Names names;
  if (attempt.texts != nullptr) names.profile = attempt.texts->profile;
  if (const queue::WebinarRun* const run = find(attempt.webinar)) {
    names.webinar = run->id();
    names.attendee = run->attendance().id(attempt.attendee);
    if (attempt.texts == nullptr) names.profile = run->attendance().registrations().profile(attempt.attendee);
  } else {
    names.webinar = *attempt.texts->webinar;
    names.attendee = attempt.texts->attendee;
  }
  return names;
}

PendingHandover DispatchQueue::Impl::describe(const Attempt& attempt) const {
  const Names names = names_of(attempt);
  PendingHandover pending;
  pending.webinar = names.webinar;
  pending.rule = attempt.rule->id;
  pending.attendee = names.attendee;
  pending.connection = connections_[attempt.connection].settings.id;
  pending.kind = attempt.kind;
  pending.due = attempt.due;
  pending.attempts = attempt.attempts;
  return pending;
}

std::vector<PendingHandover> DispatchQueue::Impl::pending(std::size_t most) {
  write_down_course();
  std::vector<PendingHandover> list;
  const auto add = [&](const Attempt& attempt, PendingHandover::State state) {
    if (list.size() == most) return false;
    list.push_back(describe(attempt));
    list.back().state = state;
    return true;
  };
  for (const LaneState& state : lanes_) {
    for (const Attempt& attempt : state.lane.in_flight()) {
      if (!add(attempt, PendingHandover::State::in_flight)) return list;
      list.back().in_flight_since = state.lane.call().started_at();
    }
  }
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    connections_[ConnectionIndex{number}].retries.for_each([&](const Attempt& attempt) {
      const bool added = add(attempt, PendingHandover::State::retrying);
      if (added) list.back().retry_at = attempt.ready_at;
      return added;
    });
  }
  for (const auto& [number, held] : webinars_) {
    if (list.size() == most) return list;
    const queue::WebinarRun& run = *held.run;
    run.for_each_waiting([&](AttendeeIndex attendee, const decision::RuleState& rule, Instant due, CallKind kind) {
      PendingHandover pending;
      pending.webinar = run.id();
      pending.rule = rule.id();
      pending.attendee = run.attendance().id(attendee);
      pending.connection = rule.definition->connection;
      pending.kind = kind;
      pending.due = due;
      list.push_back(std::move(pending));
      return list.size() < most;
    });
  }
  return list;
}

Result<Explanation> DispatchQueue::Impl::explain(std::string_view webinar, std::string_view rule,
                                                 std::string_view attendee) {
  leave_course();
  const auto pair = find(webinar, rule, attendee);
  if (!pair) return pair.error();
  pair->run->advance(now_);
  follow_up(*pair->run);
  Explanation facts = pair->run->explain(pair->rule, pair->attendee);
  // A call that waits to be repeated is dropped for the correction that follows it (S17c).
  if (facts.verdict == Explanation::Verdict::waiting) return facts;
  const auto where = whereabouts(*pair);
  const auto letter = where ? std::nullopt : dead_letters_.find({pair->run->number(), pair->rule, pair->attendee});
  const Attempt* attempt = nullptr;
  if (where) {
    attempt = where->in_flight != nullptr ? where->in_flight : &*where->retry;
    facts.verdict = where->in_flight != nullptr ? Explanation::Verdict::in_flight : Explanation::Verdict::retrying;
  } else if (letter) {
    attempt = &letter->attempt;
    facts.verdict = Explanation::Verdict::dead_letter;
  }
  if (attempt == nullptr) return facts;
  facts.kind = attempt->kind;
  facts.due = attempt->due;
  facts.decided_at = attempt->decision.decided_at;
  facts.standing = attempt->decision.standing;
  facts.sentence = pair->run->sentence(pair->rule, pair->attendee, facts);
  return facts;
}

}  // namespace usher
