#include "queue/queue_impl.hpp"

#include <algorithm>

#include "model/id.hpp"
#include "usher/limits.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::WebinarRun;

namespace {

Options nearest_valid(Options options) {
  options.max_defer = std::clamp(options.max_defer, Duration{0}, kLongestDuration);
  options.max_skew = std::clamp(options.max_skew, Duration{0}, kLongestDuration);
  options.retain = std::clamp(options.retain, Duration{0}, kLongestDuration);
  return options;
}

Error unknown(const std::string& what, std::string_view found, std::string where) {
  return {ErrorCode::unknown, "expected a known " + what + ", found \"" + std::string{found} + "\"", std::move(where)};
}

Result<void> within(Result<void> checked, const std::string& parent) {
  if (checked) return checked;
  Error error = std::move(checked).error();
  error.where.insert(0, parent);
  return error;
}

const Webinar* definition_in(const Event& event) {
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) return &scheduled->webinar;
  if (const auto* edited = std::get_if<WebinarEdited>(&event)) return &edited->webinar;
  return nullptr;
}

}  // namespace

DispatchQueue::Impl::Impl(const Options& options) : options_(nearest_valid(options)) {}

Result<void> DispatchQueue::Impl::add(const Connection& connection) {
  if (auto checked = check(connection); !checked) return checked;
  if (connections_.find(connection.id)) {
    return Error{ErrorCode::duplicate, "expected a connection id that is free, found \"" + connection.id + "\" again",
                 "/id"};
  }
  if (connections_.size() == limits::kConnections) {
    return Error{ErrorCode::limit, "expected at most 131072 connections, found one more", "/id"};
  }
  connections_.add(connection, lane_named(connection.lane));
  return {};
}

Result<Fed> DispatchQueue::Impl::feed(const Event& event, Instant now) {
  advance(now);
  WebinarRun* const run = find(webinar_of(event));
  if (run != nullptr) run->advance(now_);
  if (auto admitted = admits(event, run); !admitted) {
    ++counters_.refused;
    return std::move(admitted).error();
  }
  Fed fed{};
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) {
    fed = schedule(*scheduled);
  } else if (at(event) > now_) {
    ahead_.keep(event);
    fed = Fed::ahead;
  } else {
    fed = run->apply(event);
    follow_up(*run);
  }
  switch (fed) {
    case Fed::applied:
      ++counters_.applied;
      break;
    case Fed::late:
      ++counters_.late;
      break;
    case Fed::ahead:
      ++counters_.ahead;
      break;
    case Fed::duplicate:
      ++counters_.duplicate;
      break;
    case Fed::ignored:
      ++counters_.ignored;
      break;
  }
  return fed;
}

Result<void> DispatchQueue::Impl::admits(const Event& event, const WebinarRun* run) const {
  const Instant happened = at(event);
  if (happened < kEarliestInstant || happened > kLatestInstant) {
    return Error{ErrorCode::invalid, "expected an instant in 1970 to 2262, found " + to_string(happened), "/at"};
  }
  if (happened > now_ + options_.max_skew) {
    return Error{ErrorCode::too_far_ahead,
                 "expected an instant at most " + to_string(options_.max_skew) + " after " + to_string(now_) +
                     ", found " + to_string(happened),
                 "/at"};
  }
  const Webinar* const definition = definition_in(event);
  if (definition != nullptr) {
    if (auto checked = within(check(*definition), "/webinar"); !checked) return checked;
  }
  if (const auto* registered = std::get_if<AttendeeRegistered>(&event);
      registered != nullptr && registered->profile.size() > limits::kPayloadBytes) {
    return Error{ErrorCode::limit,
                 "expected a profile of at most 262144 bytes, found " + std::to_string(registered->profile.size()),
                 "/profile"};
  }
  if (run == nullptr) {
    if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) return admits_new(*scheduled);
    const std::string where = definition != nullptr ? "/webinar/id" : "/webinar";
    if (auto checked = model::check_id(webinar_of(event), where); !checked) return checked;
    return unknown("webinar", webinar_of(event), where);
  }
  if (happened > now_ && ahead_.size() == limits::kEventsAhead) {
    return Error{ErrorCode::limit, "expected at most 1048576 events ahead of now, found one more", "/at"};
  }
  return run->admits(event);
}

Result<void> DispatchQueue::Impl::admits_new(const WebinarScheduled& event) const {
  if (webinars_.size() == limits::kWebinars) {
    return Error{ErrorCode::limit, "expected at most 1048576 webinars, found one more", "/webinar/id"};
  }
  return WebinarRun::check_connections(event.webinar, connections_);
}

Fed DispatchQueue::Impl::schedule(const WebinarScheduled& event) {
  const WebinarNumber number{next_webinar_++};
  auto run = std::make_unique<WebinarRun>(number, event, options_, connections_, now_);
  WebinarRun& scheduled = *run;
  webinars_[number].run = std::move(run);
  by_id_.emplace(event.webinar.id, &scheduled);
  follow_up(scheduled);
  return Fed::applied;
}

void DispatchQueue::Impl::advance(Instant now) {
  now_ = std::max(now_, now);
  for (;;) {
    const auto ahead = ahead_.next();
    const bool agenda_comes = !agenda_.empty() && agenda_.begin()->first <= now_;
    const bool ahead_comes = ahead && *ahead <= now_;
    if (agenda_comes && (!ahead_comes || agenda_.begin()->first <= *ahead)) {
      advance_webinar(agenda_.begin()->second, agenda_.begin()->first);
    } else if (ahead_comes) {
      apply_ahead();
    } else {
      break;
    }
  }
  while (!timers_.empty() && timers_.begin()->first <= now_) refresh(timers_.begin()->second);
}

void DispatchQueue::Impl::advance_webinar(WebinarNumber number, Instant now) {
  Held& held = webinars_.at(number);
  held.run->advance(now);
  const auto free_at = held.run->free_at();
  if (free_at && *free_at <= now) {
    free(held);
  } else {
    follow_up(*held.run);
  }
}

void DispatchQueue::Impl::apply_ahead() {
  const Instant now = *ahead_.next();
  const queue::OwnedEvent owned = ahead_.take();
  WebinarRun* const run = find(webinar_of(owned.event()));
  if (run == nullptr) return;
  run->advance(now);
  if (run->admits(owned.event())) run->apply(owned.event());
  follow_up(*run);
}

void DispatchQueue::Impl::follow_up(WebinarRun& run) {
  for (const auto& [rule, connection] : run.take_withdrawn()) {
    connections_[connection].due.remove_rule(run.number(), rule);
    connections_[connection].corrections.remove_rule(run.number(), rule);
    refresh(connection);
  }
  for (const auto& [due, rule] : run.take_announcements()) {
    const decision::RuleState& state = run.rule(rule);
    if (!state.active()) continue;
    lane::Connections::Known& connection = connections_[state.connection];
    if (run.has_work(due, rule)) {
      connection.due.add({due, run.number(), rule});
    } else {
      connection.due.remove({due, run.number(), rule});
    }
    if (state.corrects() && run.has_correction(due, rule)) {
      connection.corrections.add({due, run.number(), rule});
      correcting_.insert(state.connection);
    }
    refresh(state.connection);
  }
  if (run.has_stale()) stale_.insert(run.number());
  Held& held = webinars_.at(run.number());
  const auto file = [&](std::set<AgendaKey>& under, std::optional<Instant>& key, std::optional<Instant> instant) {
    if (key == instant) return;
    if (key) under.erase({*key, run.number()});
    if (instant) under.emplace(*instant, run.number());
    key = instant;
  };
  auto next = run.next_instant();
  if (const auto free_at = run.free_at(); free_at && (!next || *free_at < *next)) next = free_at;
  file(agenda_, held.agenda_key, next);
  file(wakes_, held.work_key, run.next_work());
  file(to_close_, held.close_key, run.first_to_close());
}

void DispatchQueue::Impl::free(Held& held) {
  const WebinarNumber number = held.run->number();
  held.run->count_last_differences();
  counters_.differences += held.run->differences();
  counters_.decided_early += held.run->decided_early();
  for (const auto& [due, connections] : held.planned) {
    for (const ConnectionIndex connection : connections) plan_job({due, number, connection}, 0);
  }
  stale_.erase(number);
  if (held.agenda_key) agenda_.erase({*held.agenda_key, number});
  if (held.work_key) wakes_.erase({*held.work_key, number});
  if (held.close_key) to_close_.erase({*held.close_key, number});
  by_id_.erase(held.run->id());
  counters_.unpaired_leaves += held.run->unpaired_leaves();
  webinars_.erase(number);
  ++counters_.webinars_freed;
}

WebinarRun* DispatchQueue::Impl::find(std::string_view webinar) const {
  const auto found = by_id_.find(webinar);
  return found == by_id_.end() ? nullptr : found->second;
}

WebinarRun* DispatchQueue::Impl::find(WebinarNumber number) const {
  const auto found = webinars_.find(number);
  return found == webinars_.end() ? nullptr : found->second.run.get();
}

Result<DispatchQueue::Impl::Pair> DispatchQueue::Impl::find(std::string_view webinar, std::string_view rule,
                                                            std::string_view attendee) const {
  WebinarRun* const run = find(webinar);
  if (run == nullptr) return unknown("webinar", webinar, "/webinar");
  const auto rule_index = run->find_rule(rule);
  if (!rule_index) return unknown("rule", rule, "/rule");
  const auto attendee_index = run->attendance().find(attendee);
  if (!attendee_index) return unknown("attendee", attendee, "/attendee");
  return Pair{run, *rule_index, *attendee_index};
}

Result<std::vector<std::string>> DispatchQueue::Impl::preview(std::string_view webinar, std::string_view rule,
                                                              Instant now) {
  advance(now);
  WebinarRun* const run = find(webinar);
  if (run == nullptr) return unknown("webinar", webinar, "/webinar");
  const auto index = run->find_rule(rule);
  if (!index) return unknown("rule", rule, "/rule");
  run->advance(now_);
  follow_up(*run);
  return run->preview(*index);
}

Counters DispatchQueue::Impl::counters() const {
  Counters counters = counters_;
  for (const auto& [number, held] : webinars_) {
    counters.unpaired_leaves += held.run->unpaired_leaves();
    counters.decided_early += held.run->decided_early();
    counters.differences += held.run->differences();
  }
  counters.webinars = webinars_.size();
  counters.in_flight = in_flight_.size();
  counters.dead_letters = dead_letters_.size();
  return counters;
}

std::string DispatchQueue::Impl::check_invariants() const {
  for (const auto& [number, held] : webinars_) {
    const WebinarRun& run = *held.run;
    if (std::string wrong = run.check_invariants(); !wrong.empty()) return wrong;
    if (by_id_.size() != webinars_.size()) return "webinars by id and by number differ";
    std::string lost;
    run.for_each_waiting([&](AttendeeIndex attendee, const decision::RuleState& rule, Instant due, CallKind) {
      const lane::Connections::Known& over = connections_[rule.connection];
      const lane::WorkSet& works = rule.called.test(attendee) ? over.corrections : over.due;
      if (!works.has({due, run.number(), rule.index})) {
        lost = "webinar " + run.id() + ": no connection knows of " + std::string{run.attendance().id(attendee)};
      }
      return lost.empty();
    });
    if (!lost.empty()) return lost;
  }
  for (const auto& [call, lane] : in_flight_) {
    if (!lanes_[slot(lane)].lane.busy() || lanes_[slot(lane)].lane.call().id() != call) return "a call is on no lane";
  }
  return {};
}

}  // namespace usher
