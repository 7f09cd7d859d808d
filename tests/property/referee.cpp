#include "referee.hpp"

#include <algorithm>
#include <tuple>

namespace usher::property {
namespace {

/// S20a: the never-joined first, in the order of registration, then by when the latest join or leave became known.
auto longest_ago(const NaiveWebinar& webinar, std::size_t attendee) {
  return std::tuple{webinar.attendees()[attendee].changed(), attendee};
}

}  // namespace

Referee::Early Referee::early(std::size_t held, Instant due, const std::set<std::size_t>& over) const {
  const NaiveWebinar& webinar = webinars_[held].webinar;
  Early early;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    const std::size_t through = *connection(webinar.slots()[slot].rule.connection);
    if (over.count(through) == 0) continue;
    std::vector<Ready> list;
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee) {
      const bool here = webinar.pair(slot, attendee).moment == due;
      if (here && webinar.may_lead(slot, attendee, connections_[through].settings().max_lead))
        list.push_back({Ready::What::first, due, held, slot, attendee, through});
    }
    std::sort(list.begin(), list.end(), [&](const Ready& left, const Ready& right) {
      return longest_ago(webinar, left.attendee) < longest_ago(webinar, right.attendee);
    });
    if (!list.empty()) early.lists.emplace(slot, list);
  }
  // The rule whose full batch is complete first, else the one whose rest is.
  for (const bool full : {true, false}) {
    for (const auto& [slot, list] : early.lists) {
      const std::size_t batch = connections_[list.front().connection].batch();
      if (full != (list.size() >= batch)) continue;
      const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(batch, list.size()));
      const auto last = longest_ago(webinar, std::prev(end)->attendee);
      if (early.call.empty() || last < longest_ago(webinar, early.call.back().attendee))
        early.call.assign(list.begin(), end);
    }
    if (!early.call.empty()) break;
  }
  return early;
}

std::vector<Referee::Early> Referee::early_calls(const std::string& lane) const {
  std::set<std::size_t> open;
  std::set<std::size_t> in_step;  // those that are not suspended
  for (std::size_t each = 0; each < connections_.size(); ++each) {
    if (connections_[each].settings().lane != lane || !connections_[each].open(now_)) continue;
    open.insert(each);
    if (!connections_[each].suspended()) in_step.insert(each);
  }
  std::vector<Early> all;
  for (std::size_t held = 0; held < webinars_.size(); ++held) {
    if (webinars_[held].freed) continue;
    std::set<Instant> dues;
    for (const auto& [slot, attendee] : webinars_[held].webinar.pairs_ahead())
      dues.insert(*webinars_[held].webinar.pair(slot, attendee).moment);
    for (const Instant due : dues) {
      all.push_back(early(held, due, in_step));
      for (const std::size_t each : open) all.push_back(early(held, due, {each}));
    }
  }
  std::erase_if(all, [](const Early& each) { return each.call.empty(); });
  return all;
}

/// The members of a call that the moment may make; nobody where it may not. Where the contract leaves open who has
/// changed longest ago, anybody of the rule may be chosen.
std::vector<Ready> Referee::carried_early(const CallImage& call, const Early& early) const {
  if (carries(call, early.call)) return early.call;
  const NaiveWebinar& webinar = webinars_[early.call.front().webinar].webinar;
  bool order_is_open = false;
  for (const auto& [slot, list] : early.lists)
    for (const Ready& each : list) order_is_open |= webinar.attendees()[each.attendee].change_is_open();
  const auto slot = webinar.id() == call.webinar ? webinar.slot_of(call.rule) : std::nullopt;
  if (!order_is_open || !slot || early.lists.count(*slot) == 0) return {};
  const std::vector<Ready>& list = early.lists.at(*slot);
  std::vector<Ready> members;
  for (const HandoverImage& image : call.handovers) {
    const auto member = std::find_if(list.begin(), list.end(), [&](const Ready& each) {
      return webinar.attendees()[each.attendee].id() == image.attendee;
    });
    if (member != list.end()) members.push_back(*member);
  }
  const std::size_t batch = connections_[list.front().connection].batch();
  const bool as_many = call.handovers.size() == std::min(batch, list.size()) && members.size() == call.handovers.size();
  return as_many && carries(call, members) ? members : std::vector<Ready>{};
}

bool Referee::carries(const CallImage& call, const std::vector<Ready>& members) const {
  const NaiveWebinar& webinar = webinars_[members.front().webinar].webinar;
  const NaiveConnection& over = connections_[members.front().connection];
  if (call.kind != members.front().kind || call.connection != over.settings().id || call.webinar != webinar.id() ||
      call.rule != webinar.slots()[members.front().slot].rule.id)
    return false;
  return std::equal(call.handovers.begin(), call.handovers.end(), members.begin(), members.end(),
                    [&](const HandoverImage& image, const Ready& member) {
                      return image.attendee == webinar.attendees()[member.attendee].id();
                    });
}

std::string Referee::told(const std::vector<Ready>& members) const {
  const NaiveWebinar& webinar = webinars_[members.front().webinar].webinar;
  std::string text = "\n      " + webinar.id() + "/" + webinar.slots()[members.front().slot].rule.id;
  if (members.front().what == Ready::What::correction) text += " corrected";
  if (members.front().what == Ready::What::retry) text += " again";
  for (const Ready& each : members)
    text += " " + webinar.attendees()[each.attendee].id() + "@" + describe(each.instant, origin_);
  return text;
}

/// Whether a call before due may go before what is ready on its lane (S20, S20b).
std::string Referee::judge_turn(const std::vector<Ready>& early, const std::vector<Ready>& first) {
  if (first.empty()) return {};
  if (first.front().what != Ready::What::first) return "something that is to be called again goes first:" + told(first);
  cases_.met(HardCase::early_while_something_is_past_due);
  if (now_ > first.front().instant + options_.max_defer)
    return "too much is put off for" + told(early) + "\n    and too long:" + told(first);
  return {};
}

std::string Referee::judge_call(const CallImage& call, const std::vector<Ready>& first) {
  if (flights_.count(call.lane) != 0) return "a call is in flight on lane " + call.lane;
  std::vector<Ready> members;
  if (!first.empty() && carries(call, first)) {
    const bool too_late = first.front().what == Ready::What::first && now_ > first.front().instant + options_.max_defer;
    if (too_late && !early_calls(call.lane).empty()) cases_.met(HardCase::put_off_no_longer);
    members = first;
  }
  std::string might = first.empty() ? "" : told(first);
  if (members.empty()) {
    for (const Early& early : early_calls(call.lane)) {
      might += told(early.call);
      members = carried_early(call, early);
      if (members.empty()) continue;
      if (std::string foul = judge_turn(members, first); !foul.empty()) return foul;
      break;
    }
  }
  if (members.empty()) return "may not start now. What may:" + (might.empty() ? " nothing" : might);
  const CallImage expected = start(members);
  return call == expected ? "" : "differs from\n      " + describe(expected, origin_);
}

std::string Referee::judge(const std::optional<std::string>& lane, const std::optional<CallImage>& call, Instant now) {
  begin_next(now);
  auto firsts = first_calls(lane);
  std::string foul;
  if (call) {
    foul = lane && call->lane != *lane ? "another lane was asked" : judge_call(*call, firsts[call->lane]);
  } else if (!firsts.empty()) {
    foul = "waits though it is due:" + told(firsts.begin()->second);
  }
  note_keeping(true);
  return foul;
}

std::string Referee::judge_wake(const std::optional<Instant>& wake) const {
  if (wake && *wake <= now_) return "wakes at " + describe(*wake, origin_) + ", which is not later than now";
  const auto latest = next_call_at();
  if (!latest || (wake && *wake <= *latest)) return {};
  return (wake ? "wakes at " + describe(*wake, origin_) : "does not wake") + ", though something is to start at " +
         describe(*latest, origin_);
}

std::string Referee::untrue(const std::set<std::string>& at_target) const {
  for (std::size_t each = 0; each < handovers_.size(); ++each) {
    const NaiveHandover& last = handovers_[each];
    if (last.corrected || last.state != NaiveHandover::State::finished || webinars_[last.webinar].freed) continue;
    const NaiveWebinar& webinar = webinars_[last.webinar].webinar;
    const Rule& rule = webinar.slots()[last.slot].rule;
    const NaiveConnection& over = connections_[*connection(rule.connection)];
    if (flights_.count(over.settings().lane) != 0 || !over.open(now_) ||
        !webinar.truth_counts(last.slot, last.attendee))
      continue;
    const NaiveAttendee& person = webinar.attendees()[last.attendee];
    const Instant due = *webinar.corrected_in(last.slot, last.attendee);
    const bool belongs = webinar.belongs(last.slot, last.attendee, due);
    const std::string pair = webinar.id() + "/" + rule.id + "/" + person.id();
    const bool there = at_target.count(pair) != 0;
    if (there == belongs || (belongs && !person.keeps(due))) continue;
    return "the target " + std::string{there ? "has " : "has not "} + pair;
  }
  return {};
}

}  // namespace usher::property
