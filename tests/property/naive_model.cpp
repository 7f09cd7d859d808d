// Feeding and what is told without a call (SPEC S1, S1a, S23a, S25).
#include "naive_model.hpp"

#include <algorithm>

namespace usher::property {

std::optional<std::size_t> NaiveQueue::held(const std::string& webinar) const {
  for (std::size_t each = 0; each < webinars_.size(); ++each)
    if (!webinars_[each].freed && webinars_[each].webinar.id() == webinar) return each;
  return std::nullopt;
}

std::optional<std::size_t> NaiveQueue::connection(const std::string& id) const {
  for (std::size_t each = 0; each < connections_.size(); ++each)
    if (connections_[each].settings().id == id) return each;
  return std::nullopt;
}

std::optional<std::size_t> NaiveQueue::handover(std::size_t webinar, std::size_t slot, std::size_t attendee) const {
  for (std::size_t each = 0; each < handovers_.size(); ++each) {
    const NaiveHandover& known = handovers_[each];
    if (known.corrected) continue;
    if (known.webinar == webinar && known.slot == slot && known.attendee == attendee) return each;
  }
  return std::nullopt;
}

void NaiveQueue::advance(Instant now) {
  if (now < now_) cases_.met(HardCase::now_went_back);
  now_ = std::max(now_, now);
  for (Held& held : webinars_) held.webinar.advance(now_);
  while (!ahead_.empty() && ahead_.front().at <= now_) {
    const Happening happening = ahead_.front();
    ahead_.erase(ahead_.begin());
    apply_ahead(happening);
  }
}

void NaiveQueue::apply_ahead(const Happening& happening) {
  if (in_doubt(happening.webinar, now_)) lost_ = true;
  const auto webinar = held(happening.webinar);
  if (webinar && webinars_[*webinar].webinar.refusals(happening).empty()) apply(*webinar, happening);
}

Effect NaiveQueue::apply(std::size_t webinar, const Happening& happening) {
  return webinars_[webinar].webinar.apply(happening, options_.walk_ins, cases_);
}

void NaiveQueue::check_definition(const Webinar& definition, Refusals& refusals) const {
  if (const auto checked = check(definition); !checked) refusals.insert(checked.error().code);
  for (const Rule& rule : definition.rules)
    if (!connection(rule.connection)) refusals.insert(ErrorCode::unknown);
}

void NaiveQueue::check_values(const Happening& happening, Refusals& refusals) const {
  const auto in_range = [](Instant instant) { return kEarliestInstant <= instant && instant <= kLatestInstant; };
  if (!in_range(happening.at)) refusals.insert(ErrorCode::invalid);
  if (happening.at > now_ + options_.max_skew) refusals.insert(ErrorCode::too_far_ahead);
  if (happening.kind <= Happening::Kind::edited) check_definition(happening.definition, refusals);
  if (happening.kind == Happening::Kind::moved && !in_range(happening.start)) refusals.insert(ErrorCode::invalid);
  if (happening.kind == Happening::Kind::marker && happening.marker.empty()) refusals.insert(ErrorCode::invalid);
  if (!happening.about_webinar() && happening.attendee.empty()) refusals.insert(ErrorCode::invalid);
}

Answer NaiveQueue::feed(const Happening& happening, Instant now) {
  advance(now);
  Answer answer;
  check_values(happening, answer.refusals);
  const auto known = held(happening.webinar);
  const bool schedules = happening.kind == Happening::Kind::scheduled;
  if (schedules && known) {
    answer.refusals.insert(ErrorCode::duplicate);
    // S4c says duplicate of an id that is held, and conflict of anything for a cancelled webinar.
    if (webinars_[*known].webinar.cancelled_at()) answer.refusals.insert(ErrorCode::conflict);
  } else if (!schedules && !known) {
    answer.refusals.insert(ErrorCode::unknown);
  } else if (!schedules) {
    answer.refusals.merge(webinars_[*known].webinar.refusals(happening));
  }
  const bool heard = answer.refusals.empty() && !schedules && !happening.about_webinar();
  if (heard) webinars_[*known].webinar.hear_of(happening.attendee);
  if (!answer.refusals.empty()) {
    tally_refusals(answer.refusals);
  } else if (schedules) {
    webinars_.push_back({.webinar = NaiveWebinar{happening, cases_}, .busy_at = now_});
    webinars_.back().webinar.advance(now_);
  } else if (happening.at > now_) {
    const bool repeated = std::find(ahead_.begin(), ahead_.end(), happening) != ahead_.end();
    if (!repeated && !happening.about_webinar() && !webinars_[*known].webinar.cancelled_at()) answer.fed = Fed::ahead;
    cases_.met(HardCase::future_dated_event);
    const auto behind = std::upper_bound(ahead_.begin(), ahead_.end(), happening,
                                         [](const auto& left, const auto& right) { return left.at < right.at; });
    ahead_.insert(behind, happening);
  } else if (apply(*known, happening) == Effect::duplicate && happening.about_presence()) {
    answer.fed = Fed::duplicate;
  }
  tally_dead();
  note_keeping(false);
  return answer;
}

void NaiveQueue::tally_refusals(const Refusals& refusals) {
  for (const ErrorCode code : refusals) {
    if (code == ErrorCode::unknown) cases_.met(HardCase::refused_unknown);
    if (code == ErrorCode::duplicate) cases_.met(HardCase::refused_duplicate);
    if (code == ErrorCode::conflict) cases_.met(HardCase::refused_conflict);
    if (code == ErrorCode::too_far_ahead) cases_.met(HardCase::refused_too_far_ahead);
    if (code == ErrorCode::invalid) cases_.met(HardCase::refused_invalid);
  }
}

Refusals NaiveQueue::cancel(const std::string& webinar, const std::string& rule, const std::string& attendee,
                            Instant now) {
  advance(now);
  const auto known = held(webinar);
  if (!known) return {ErrorCode::unknown};
  NaiveWebinar& of = webinars_[*known].webinar;
  const auto slot = of.slot_of(rule);
  const auto person = of.attendee_of(attendee);
  if (!slot || !person) return {ErrorCode::unknown};
  if (const auto called = handover(*known, *slot, *person)) {
    NaiveHandover& of_pair = handovers_[*called];
    if (of_pair.state != NaiveHandover::State::retrying) return {ErrorCode::conflict};
    of_pair.state = NaiveHandover::State::finished;
  } else if (of.pair(*slot, *person).cancelled || of.cancelled_at() || !of.slots()[*slot].held) {
    return {ErrorCode::conflict};
  }
  of.cancel(*slot, *person, cases_);
  cases_.met(HardCase::handover_cancelled);
  note_keeping(false);
  return {};
}

std::optional<std::vector<std::string>> NaiveQueue::preview(const std::string& webinar, const std::string& rule,
                                                            Instant now) {
  advance(now);
  note_keeping(false);
  const auto known = held(webinar);
  if (!known) return std::nullopt;
  const NaiveWebinar& of = webinars_[*known].webinar;
  const auto slot = of.slot_of(rule);
  if (!slot) return std::nullopt;
  std::vector<std::string> taken;
  for (std::size_t each = 0; each < of.attendees().size(); ++each)
    if (of.would_take(*slot, each)) taken.push_back(of.attendees()[each].id());
  return taken;
}

}  // namespace usher::property
