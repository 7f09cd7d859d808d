#include "lane/forecast.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "lane/overload.hpp"

namespace usher::lane {
namespace {

using Outlook = PlannedMoment::Outlook;

/// Does what a lane does (S20, S20b), with whole moments for calls: from one instant at which something else may come
/// first to the next.
class Course {
 public:
  Course(std::span<const Prospect> prospects, Instant now, Duration max_defer);
  [[nodiscard]] std::vector<Forecast> run();

 private:
  /// Who goes on, and until when if it is not done before; nobody: the lane waits.
  struct Turn {
    std::optional<std::size_t> chosen;
    Instant until{};
  };
  [[nodiscard]] Instant opens(std::size_t i) const {
    return std::max(now_, prospects_[i].due - prospects_[i].max_lead);
  }
  /// What is set aside for what is left of it; nothing for what starts at due.
  [[nodiscard]] Duration planned(std::size_t i, bool with_margin) const {
    const Prospect& prospect = prospects_[i];
    if (prospect.max_lead == Duration{0}) return Duration{0};
    return left_[i] + (with_margin ? prospect.with_margin - prospect.expected : Duration{0});
  }
  void come();
  [[nodiscard]] Turn choose();
  [[nodiscard]] Turn choose_early(Instant until);
  [[nodiscard]] Instant latest_start(bool with_margin) const;
  void go_on(const Turn& turn);
  void finish(std::size_t i);

  std::span<const Prospect> prospects_;
  Instant now_, clock_;
  Duration max_defer_;
  std::vector<Forecast> told_;
  std::vector<Duration> left_;
  std::vector<bool> put_off_;                         ///< they could have been on time, had they gone first
  std::vector<std::size_t> to_open_;                  ///< the next one last
  std::set<std::size_t> early_, due_;                 ///< open, with something left: before their due, from then on
  std::size_t first_ = 0, behind_ = 0;                ///< all before is done; nothing from there on has opened
  std::vector<Instant> latest_, latest_with_margin_;  ///< of each and all behind it, as long as none has begun
};

Course::Course(std::span<const Prospect> prospects, Instant now, Duration max_defer)
    : prospects_(prospects),
      now_(now),
      clock_(now),
      max_defer_(max_defer),
      told_(prospects.size()),
      put_off_(prospects.size()),
      to_open_(prospects.size()),
      latest_(prospects.size() + 1, Instant::max()),
      latest_with_margin_(latest_) {
  for (const Prospect& prospect : prospects) left_.push_back(prospect.expected);
  for (std::size_t i = prospects.size(); i-- > 0;) {
    latest_[i] = std::min(prospects[i].due, latest_[i + 1]) - planned(i, false);
    latest_with_margin_[i] = std::min(prospects[i].due, latest_with_margin_[i + 1]) - planned(i, true);
  }
  std::iota(to_open_.begin(), to_open_.end(), std::size_t{0});
  std::stable_sort(to_open_.begin(), to_open_.end(), [this](auto a, auto b) { return opens(a) > opens(b); });
}

/// What opens at this instant, and what is due.
void Course::come() {
  for (; !to_open_.empty() && opens(to_open_.back()) <= clock_; to_open_.pop_back()) {
    const std::size_t i = to_open_.back();
    behind_ = std::max(behind_, i + 1);
    early_.insert(i);
    if (left_[i] == Duration{0}) finish(i);
  }
  while (!early_.empty() && prospects_[*early_.begin()].due <= clock_) {
    due_.insert(*early_.begin());
    early_.erase(early_.begin());
  }
}

/// By which all that is to come before its due can be on time.
Instant Course::latest_start(bool with_margin) const {
  Instant latest = (with_margin ? latest_with_margin_ : latest_)[behind_];
  for (std::size_t i = behind_; i-- > first_;) {
    if (left_[i] == Duration{0} || prospects_[i].due <= clock_) continue;
    latest = std::min(prospects_[i].due, latest) - planned(i, with_margin);
  }
  return latest;
}

Course::Turn Course::choose() {
  Instant until = to_open_.empty() ? Instant::max() : opens(to_open_.back());
  if (!early_.empty()) until = std::min(until, prospects_[*early_.begin()].due);
  if (due_.empty()) {
    const Instant start = early_.empty() ? until : latest_start(true);
    return clock_ < start ? Turn{std::nullopt, std::min(until, start)} : choose_early(until);
  }
  const Instant deferred = prospects_[*due_.begin()].due + max_defer_;
  if (early_.empty() || deferred <= clock_) return {*due_.begin(), until};
  const Instant slack = latest_start(false);
  if (clock_ < slack) return {*due_.begin(), std::min(until, slack)};
  return choose_early(std::min(until, deferred));
}

Course::Turn Course::choose_early(Instant until) {
  const std::size_t first = *early_.begin();
  if (clock_ <= latest_start(false)) return {first, until};
  const std::vector<std::size_t> early(early_.begin(), early_.end());
  std::vector<TimedJob> jobs;
  jobs.reserve(early.size());
  for (const std::size_t i : early) jobs.push_back({prospects_[i].due, left_[i]});
  const std::vector<bool> kept = on_time(jobs, clock_);
  std::optional<std::size_t> first_kept;
  Instant kept_start = Instant::max();
  for (std::size_t number = early.size(); number-- > 0;) {
    const std::size_t i = early[number];
    if (!kept[number]) {
      if (clock_ + left_[i] <= prospects_[i].due) put_off_[i] = true;
      continue;
    }
    put_off_[i] = false;
    first_kept = i;
    kept_start = std::min(kept_start, prospects_[i].due) - planned(i, true);
  }
  if (!first_kept || *first_kept == first) return {first, until};
  if (clock_ < kept_start) return {first, std::min(until, kept_start)};
  return {first_kept, until};
}

void Course::go_on(const Turn& turn) {
  if (!turn.chosen) {
    clock_ = turn.until;
    return;
  }
  const std::size_t i = *turn.chosen;
  if (left_[i] == prospects_[i].expected) told_[i].starts_at = clock_;
  const Duration takes = std::min(left_[i], turn.until - clock_);
  clock_ += takes;
  left_[i] -= takes;
  if (left_[i] == Duration{0}) finish(i);
}

void Course::finish(std::size_t i) {
  const Prospect& prospect = prospects_[i];
  Forecast& told = told_[i];
  early_.erase(i);
  due_.erase(i);
  while (first_ < behind_ && left_[first_] == Duration{0}) ++first_;
  told.finishes_at = clock_;
  if (prospect.expected == Duration{0}) told.starts_at = told.finishes_at = std::max(now_, prospect.due);
  told.lateness = std::max(Duration{0}, told.finishes_at - prospect.due);
  told.outlook = told.lateness == Duration{0}            ? Outlook::on_time
                 : prospect.expected > prospect.max_lead ? Outlook::infeasible
                 : put_off_[i]                           ? Outlook::put_off
                                                         : Outlook::late;
}

std::vector<Forecast> Course::run() {
  for (come(); !early_.empty() || !due_.empty() || !to_open_.empty(); come()) go_on(choose());
  return std::move(told_);
}

}  // namespace

std::vector<Forecast> forecast(std::span<const Prospect> prospects, Instant now, Duration max_defer) {
  return Course{prospects, now, max_defer}.run();
}

}  // namespace usher::lane
