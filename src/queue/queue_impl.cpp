#include "queue/queue_impl.hpp"

#include <algorithm>

#include "model/blocks.hpp"
#include "model/id.hpp"
#include "queue/restore.hpp"
#include "usher/limits.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::unknown;
using queue::WebinarRun;

DispatchQueue::Impl::Impl(const Options& options) : options_(nearest_valid(options)) {}
DispatchQueue::Impl::~Impl() = default;

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
  recorder_.connection(connection, now_);
  return {};
}

/// The connection goes on with other settings: what is planned over it is planned anew.
Result<void> DispatchQueue::Impl::change(const Connection& connection) {
  leave_course();
  leave_early();
  if (auto checked = check(connection); !checked) return checked;
  const auto index = connections_.find(connection.id);
  if (!index) return unknown("connection", connection.id, "/id");
  lane::Connections::Known& known = connections_[*index];
  if (known.settings == connection) return {};
  if (known.settings.lane != connection.lane) {
    return Error{ErrorCode::conflict,
                 "expected the lane as it was, \"" + known.settings.lane + "\", found \"" + connection.lane + "\"",
                 "/lane"};
  }
  known.settings = connection;
  for (auto& [number, held] : webinars_) {
    held.run->watch_anew();
    follow_up(*held.run);
  }
  plan_connection(*index);
  recorder_.connection(connection, now_);
  return {};
}

void DispatchQueue::Impl::cross(Instant now) {
  leave_course();
  leave_early();
  now_ = now;
  for (;;) {
    const auto ahead = ahead_.next();
    const AgendaKey* const agenda = agenda_.first();
    const bool agenda_comes = agenda != nullptr && agenda->first <= now_;
    const bool ahead_comes = ahead && *ahead <= now_;
    if (agenda_comes && (!ahead_comes || agenda->first <= *ahead)) {
      advance_webinar(agenda->second, agenda->first);
    } else if (ahead_comes) {
      apply_ahead();
    } else {
      break;
    }
  }
  while (!timers_.empty() && timers_.first()->first <= now_) refresh(timers_.first()->second);
  be_quiet_until(next_crossing());
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

void DispatchQueue::Impl::carry(WebinarRun& run) {
  if (run.has_replaced_profiles()) keep_profiles(run);
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
  Held& held = webinars_.at(run.number());
  if (run.has_stale()) stale_.file(held.near.make().in_stale, run.number());
  const auto key = [&](std::optional<Instant> instant) {
    return instant ? std::optional{AgendaKey{*instant, run.number()}} : std::nullopt;
  };
  auto next = run.next_instant();
  if (const auto free_at = run.free_at(); free_at && (!next || *free_at < *next)) next = free_at;
  agenda_.file(held.in_agenda, key(next));
  if (next) disturb_at(*next);
  wakes_.file(held.in_wakes, key(run.next_work()));
  const auto to_close = key(run.first_to_close());
  if (to_close || held.near.is_made()) to_close_.file(held.near.make().in_to_close, to_close);
}

/// Dead letters show the profiles that they were called with. Not where it is called from, which is often and needs the
/// registers.
[[gnu::noinline]] void DispatchQueue::Impl::keep_profiles(WebinarRun& run) {
  for (const auto& [attendee, profile] : run.take_replaced_profiles()) {
    dead_letters_.keep_profile(run.number(), attendee, profile);
  }
}

void DispatchQueue::Impl::free(Held& held) {
  const WebinarNumber number = held.run->number();
  held.run->count_last_differences();
  counters_.differences += held.run->differences();
  counters_.decided_early += held.run->decided_early();
  for (const auto& [due, connections] : held.near->planned) {
    for (const ConnectionIndex connection : connections) plan_job({due, number, connection}, 0);
  }
  agenda_.remove(held.in_agenda);
  wakes_.remove(held.in_wakes);
  if (Held::Near* const near = held.near.if_made()) {
    stale_.remove(near->in_stale);
    to_close_.remove(near->in_to_close);
  }
  by_id_.remove(*held.run);
  recent_.forget();
  counters_.unpaired_leaves += held.run->unpaired_leaves();
  keep_profiles(*held.run);
  dead_letters_.outlive(number, held.run->id(), held.run->attendance());
  webinars_.erase(number);
  ++counters_.webinars_freed;
  drop_if_gone(number);
}

void DispatchQueue::Impl::drop_if_gone(WebinarNumber webinar) {
  const bool kept = recorder_.on() || restore_ != nullptr;
  if (!kept || find(webinar) != nullptr || dead_letters_.any_of(webinar)) return;
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    if (connections_[ConnectionIndex{number}].retries.any_of(webinar)) return;
  }
  bool out = false;
  in_flight_.for_each(
      [&](CallId, LaneIndex lane) { out = out || lanes_[slot(lane)].lane.in_flight().front().webinar == webinar; });
  if (out) return;
  ended_.push_back(record::stream_of(webinar));
}

WebinarRun* DispatchQueue::Impl::find_other(std::string_view webinar) const {
  if (!model::fits_pairs(webinar.size())) {
    if (WebinarRun* const recent = recent_.find_of_any_size(webinar)) return recent;
  }
  WebinarRun* const found = by_id_.find(webinar);
  if (found != nullptr) recent_.remember(*found);
  return found;
}

WebinarRun* DispatchQueue::Impl::find_other(WebinarNumber number) const {
  const auto found = webinars_.find(number);
  if (found == webinars_.end()) return nullptr;
  recent_.remember(*found->second.run);
  return found->second.run.get();
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

std::string DispatchQueue::Impl::check_invariants() {
  write_down_course();
  for (const auto& [number, held] : webinars_) {
    const WebinarRun& run = *held.run;
    if (std::string wrong = run.check_invariants(now_); !wrong.empty()) return wrong;
    if (run.next_instant().value_or(attendance::kNever) < quiet_until_) return "webinar " + run.id() + ": not as quiet";
    if (by_id_.size() != webinars_.size()) return "webinars by id and by number differ";
    std::string lost;
    run.for_each_waiting([&](AttendeeIndex attendee, const decision::RuleState& rule, Instant due, CallKind) {
      const lane::Connections::Known& over = connections_[rule.connection];
      const lane::WorkSet& works = rule.pairs->called.test(attendee) ? over.corrections : over.due;
      if (!works.has({due, run.number(), rule.index})) {
        lost = "webinar " + run.id() + ": no connection knows of " + std::string{run.attendance().id(attendee)};
      }
      return lost.empty();
    });
    if (!lost.empty()) return lost;
  }
  bool on_lanes = true;
  in_flight_.for_each([&](CallId call, LaneIndex lane) {
    on_lanes = on_lanes && lanes_[slot(lane)].lane.busy() && lanes_[slot(lane)].lane.call().id() == call;
  });
  return on_lanes ? "" : "a call is on no lane";
}

}  // namespace usher
