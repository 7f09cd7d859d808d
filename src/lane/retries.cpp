#include "lane/retries.hpp"

#include <algorithm>
#include <limits>

namespace usher::lane {

void Retries::add(Attempt attempt) {
  attempt.again = true;
  const PairOf pair{attempt.webinar, attempt.rule_index, attempt.attendee};
  const Person person{attempt.attendee, attempt.decision.standing};
  const Time time{attempt.ready_at, attempt.order};
  const Alike::Place alike = alike_.take(attempt);
  if (last_ != kNone) {
    auto& [first, run] = *numbered_[last_];
    const std::size_t size = run.people.size();
    if (run.alike == alike && size < kMost && Time{first.first, first.second + size} == time) {
      run.people.push_back(person);
      alike_.give_back(alike);
      return pairs_.put(pair, last_);
    }
  }
  begin(time, alike, People{person});
  note_first();
}

Attempt Retries::at(const Runs::value_type& run, std::size_t place) {
  const Person person = run.second.people[place];
  Attempt attempt = *run.second.alike;
  attempt.attendee = person.attendee();
  attempt.decision.standing = person.standing();
  attempt.ready_at = run.first.first;
  attempt.order = run.first.second + place;
  return attempt;
}

PairOf Retries::pair_at(const Runs::value_type& run, std::size_t place) {
  return {run.second.alike->webinar, run.second.alike->rule_index, run.second.people[place].attendee()};
}

/// Of people who have no run, or another one until now.
void Retries::begin(const Time& time, Alike::Place alike, People people) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(numbered_.size()));
    numbered_.emplace_back();
  }
  last_ = free_.back();
  free_.pop_back();
  const auto run = runs_.try_emplace(time, Run{alike, last_, std::move(people)}).first;
  numbered_[last_] = run;
  throttled_ += alike->throttled ? 1 : 0;
  for (std::size_t place = 0; place < run->second.people.size(); ++place) {
    std::uint32_t* const number = pairs_.find(pair_at(*run, place));
    if (number != nullptr) {
      *number = last_;
    } else {
      pairs_.put(pair_at(*run, place), last_);
    }
  }
}

void Retries::end(Runs::iterator run) {
  const std::uint32_t number = run->second.number;
  if (last_ == number) last_ = kNone;
  free_.push_back(number);
  throttled_ -= run->second.alike->throttled ? 1 : 0;
  alike_.give_back(run->second.alike);
  runs_.erase(run);
}

void Retries::retime(Runs::iterator run, const Time& time) {
  const auto next = std::next(run);
  auto node = runs_.extract(run);
  node.key() = time;
  const std::uint32_t number = node.mapped().number;
  numbered_[number] = runs_.insert(next, std::move(node));
}

void Retries::drop_front(Runs::iterator run, std::size_t count) {
  if (count == run->second.people.size()) return end(run);
  run->second.people.drop_front(count);
  retime(run, {run->first.first, run->first.second + count});
}

/// One within a run leaves two, of which the shorter one is the new one.
void Retries::drop(Runs::iterator run, std::size_t place) {
  People& people = run->second.people;
  const std::size_t size = people.size();
  const Time time = run->first;
  const Alike::Place alike = run->second.alike;
  if (place == 0) return drop_front(run, 1);
  if (place + 1 == size) return people.keep_front(place);
  const bool front_is_shorter = place < size / 2;
  People others = front_is_shorter ? people.part(0, place) : people.part(place + 1, size);
  if (front_is_shorter) {
    drop_front(run, place + 1);
  } else {
    people.keep_front(place);
  }
  begin(front_is_shorter ? time : Time{time.first, time.second + place + 1}, alike_.take(*alike), std::move(others));
}

void Retries::note_first() {
  if (runs_.empty()) {
    first_.reset();
  } else if (!first_ || Time{first_->ready_at, first_->order} != runs_.begin()->first) {
    first_ = at(*runs_.begin(), 0);
  }
}

std::optional<Attempt> Retries::find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const {
  const std::uint32_t* const number = pairs_.find({webinar, rule, attendee});
  if (number == nullptr) return std::nullopt;
  const auto run = numbered_[*number];
  return at(*run, run->second.people.place_of(attendee));
}

std::optional<Attempt> Retries::take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) {
  const auto number = pairs_.take({webinar, rule, attendee});
  if (!number) return std::nullopt;
  const auto run = numbered_[*number];
  const std::size_t place = run->second.people.place_of(attendee);
  std::optional<Attempt> taken = at(*run, place);
  drop(run, place);
  note_first();
  return taken;
}

std::vector<Attempt> Retries::take_all_of(WebinarNumber webinar, AttendeeIndex attendee) {
  std::vector<Attempt> taken;
  for (const RuleIndex rule : pairs_.rules_of(webinar, attendee)) taken.push_back(*take(webinar, rule, attendee));
  return taken;
}

void Retries::find_outlived(std::string_view webinar, std::string_view attendee, Outlived& found) const {
  for (const auto& run : runs_) {
    const auto& texts = run.second.alike->texts;
    if (texts == nullptr || *texts->webinar != webinar || texts->attendee != attendee) continue;
    const PairOf pair = pair_at(run, 0);
    found.emplace_back(pair.webinar, pair.attendee);
  }
}

void Retries::take_call(Instant now, std::size_t most, std::vector<Attempt>& taken) {
  for (auto next = runs_.begin(); next != runs_.end() && next->first.first <= now && taken.size() < most;) {
    const auto run = next++;
    if (!taken.empty() && !batch_together(taken.front(), *run->second.alike)) continue;
    const std::size_t count = std::min(most - taken.size(), run->second.people.size());
    for (std::size_t place = 0; place < count; ++place) {
      pairs_.take(pair_at(*run, place));
      taken.push_back(at(*run, place));
    }
    drop_front(run, count);
  }
  note_first();
}

void Retries::release_throttled(Instant now) {
  if (throttled_ == 0) return;
  std::vector<Runs::iterator> released;
  for (auto run = runs_.begin(); run != runs_.end(); ++run) {
    if (run->second.alike->throttled && run->first.first > now) released.push_back(run);
  }
  for (const auto run : released) retime(run, {now, run->first.second});
  note_first();
}

std::optional<Instant> Retries::next_after(Instant now) const {
  const auto next = runs_.upper_bound({now, std::numeric_limits<std::uint64_t>::max()});
  return next == runs_.end() ? std::nullopt : std::optional{next->first.first};
}

}  // namespace usher::lane
