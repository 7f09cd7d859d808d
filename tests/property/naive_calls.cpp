// Calls and their outcomes (SPEC S15, S16, S18, S20, S21, S23-S25), by looking at everything each time.
#include <algorithm>
#include <tuple>

#include "naive_model.hpp"

namespace usher::property {
namespace {

std::string escaped(const std::string& id) {
  std::string text;
  for (const char each : id) {
    if (each == '/') {
      text += "%2F";
    } else if (each == '%') {
      text += "%25";
    } else {
      text += each;
    }
  }
  return text;
}

std::string key_of(const CallImage& call, const std::string& attendee, std::int32_t generation) {
  return escaped(call.webinar) + "/" + escaped(call.rule) + "/" + escaped(attendee) + "/" + std::to_string(generation);
}

}  // namespace

/// What has been called and is to be called again: retries whose time has come, and corrections.
std::vector<Ready> NaiveQueue::ready_again() const {
  std::vector<Ready> all;
  for (std::size_t each = 0; each < handovers_.size(); ++each) {
    const NaiveHandover& known = handovers_[each];
    const bool retrying = known.state == NaiveHandover::State::retrying;
    Ready again{.what = Ready::What::retry,
                .instant = known.retry_at,
                .webinar = known.webinar,
                .slot = known.slot,
                .attendee = known.attendee,
                .connection = *connection(known.connection),
                .kind = known.kind,
                .handover = each};
    // S5f: a retry goes on as it was, over the connection of its first call.
    if (retrying && known.retry_at <= now_) all.push_back(again);
    const Held& held = webinars_[known.webinar];
    // S17c: of the others nobody knows what the target has.
    if (!retrying && known.state != NaiveHandover::State::finished) continue;
    if (held.freed || known.corrected || !held.webinar.to_be_followed(known.slot, known.attendee, known.kind)) continue;
    again.what = Ready::What::correction;
    again.instant = *held.webinar.corrected_in(known.slot, known.attendee);
    again.connection = *connection(held.webinar.slots()[known.slot].rule.connection);
    again.kind = known.kind == CallKind::transfer ? CallKind::retraction : CallKind::transfer;
    all.push_back(again);
  }
  return all;
}

std::vector<Ready> NaiveQueue::ready() const {
  std::vector<Ready> all = ready_again();
  for (std::size_t held = 0; held < webinars_.size(); ++held) {
    if (webinars_[held].freed) continue;
    const NaiveWebinar& webinar = webinars_[held].webinar;
    for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
      const auto over = connection(webinar.slots()[slot].rule.connection);
      for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee)
        if (webinar.startable(slot, attendee))
          all.push_back({Ready::What::first, *webinar.pair(slot, attendee).moment, held, slot, attendee, *over});
    }
  }
  return all;
}

/// S20, on one lane.
bool NaiveQueue::before(const Ready& left, const Ready& right) const {
  if (left.what != right.what) return left.what < right.what;
  if (left.what == Ready::What::retry)
    return std::tie(left.instant, left.handover) < std::tie(right.instant, right.handover);
  return std::tie(left.instant, left.webinar, left.slot, left.attendee) <
         std::tie(right.instant, right.webinar, right.slot, right.attendee);
}

/// S20c.
Instant NaiveQueue::ready_since(const Ready& item) const {
  return std::max(item.instant, connections_[item.connection].open_at());
}

/// S21. A call has one connection and one action, so retries that began with others do not travel together.
bool NaiveQueue::same_call(const Ready& left, const Ready& right) const {
  if (left.what != right.what || left.kind != right.kind || left.webinar != right.webinar || left.slot != right.slot)
    return false;
  return left.what != Ready::What::retry ||
         (left.connection == right.connection && handovers_[left.handover].action == handovers_[right.handover].action);
}

void NaiveQueue::begin_next(Instant now) {
  advance(now);
  for (Held& held : webinars_) {
    if (held.freed || held.webinar.cancelled_at()) continue;
    held.webinar.close_moments();
    counters_.differences += held.webinar.new_differences(cases_);
  }
}

std::map<std::string, std::vector<Ready>> NaiveQueue::first_calls(const std::optional<std::string>& lane) {
  std::map<std::string, std::vector<Ready>> calls;
  std::vector<Ready> all = ready();
  std::sort(all.begin(), all.end(), [&](const Ready& left, const Ready& right) { return before(left, right); });
  std::vector<Ready> kept;
  for (const Ready& each : all) {
    const NaiveConnection& over = connections_[each.connection];
    const std::string& of = over.settings().lane;
    if (flights_.count(of) != 0 || (lane && *lane != of)) continue;
    if (!over.open(now_)) {
      kept.push_back(each);
      continue;
    }
    std::vector<Ready>& call = calls[of];
    if (call.empty() || (same_call(call.front(), each) && call.size() < over.batch())) call.push_back(each);
  }
  tally_kept(kept, calls);
  return calls;
}

std::optional<CallImage> NaiveQueue::next_of(const std::optional<std::string>& lane, Instant now) {
  begin_next(now);
  const auto calls = first_calls(lane);
  const auto earliest = std::min_element(calls.begin(), calls.end(), [&](const auto& left, const auto& right) {
    return ready_since(left.second.front()) < ready_since(right.second.front());
  });
  std::optional<CallImage> call;
  if (earliest != calls.end()) call = start(earliest->second);
  note_keeping(true);
  return call;
}

std::size_t NaiveQueue::first_start(const Ready& member, const CallImage& call) {
  NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  NaiveHandover handover;
  handover.webinar = member.webinar;
  handover.slot = member.slot;
  handover.attendee = member.attendee;
  handover.key = key_of(call, webinar.attendees()[member.attendee].id(), 1);
  handover.connection = call.connection;
  handover.action = call.action;
  handover.due = *webinar.pair(member.slot, member.attendee).moment;
  handover.give_up_from = handover.due;
  if (webinar.undecided(member.slot, member.attendee) && now_ < handover.due) ++counters_.decided_early;
  handover.decision = webinar.start(member.slot, member.attendee, cases_);
  tally_first_start(member, handover.decision);
  handovers_.push_back(handover);
  return handovers_.size() - 1;
}

std::size_t NaiveQueue::start_correction(const Ready& member, const CallImage& call) {
  tally_correction(member);
  NaiveHandover handover = handovers_[member.handover];
  NaiveHandover& before = handovers_[member.handover];
  before.corrected = true;
  if (before.state == NaiveHandover::State::retrying) before.state = NaiveHandover::State::finished;
  const NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  handover.kind = member.kind;
  ++handover.generation;
  handover.key = key_of(call, webinar.attendees()[member.attendee].id(), handover.generation);
  handover.connection = call.connection;
  handover.action = call.action;
  handover.due = member.instant;
  handover.decision = webinar.truth(member.slot, member.attendee);
  handover.attempts = 0;
  handover.give_up_from = now_;
  ++counters_.corrections;
  if (member.kind == CallKind::retraction) ++counters_.retractions;
  handovers_.push_back(handover);
  return handovers_.size() - 1;
}

CallImage NaiveQueue::start(std::vector<Ready> members) {
  const Ready& head = members.front();
  const RuleSlot& slot = webinars_[head.webinar].webinar.slots()[head.slot];
  CallImage call;
  call.id = ++counters_.calls;
  call.kind = head.kind;
  call.connection = connections_[head.connection].settings().id;
  call.lane = connections_[head.connection].settings().lane;
  call.webinar = webinars_[head.webinar].webinar.id();
  call.rule = slot.rule.id;
  call.action = head.what == Ready::What::retry ? handovers_[head.handover].action : slot.rule.action;
  call.started_at = now_;
  connections_[head.connection].started(now_);
  for (Ready& member : members) {
    if (member.what == Ready::What::first) member.handover = first_start(member, call);
    if (member.what == Ready::What::correction) member.handover = start_correction(member, call);
    NaiveHandover& handover = handovers_[member.handover];
    const Held& held = webinars_[member.webinar];
    if (!held.freed) handover.profile = held.webinar.attendees()[member.attendee].profile();
    handover.state = NaiveHandover::State::in_flight;
    ++handover.attempts;
    call.handovers.push_back({held.webinar.attendees()[member.attendee].id(), handover.profile, handover.key,
                              handover.due, handover.decision.decided_at, handover.decision.standing,
                              handover.attempts});
    members_[call.id].push_back(member.handover);
  }
  flights_[call.lane] = call;
  counters_.in_flight = flights_.size();
  tally_call(call, members);
  return call;
}

}  // namespace usher::property
