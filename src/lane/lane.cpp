#include "lane/lane.hpp"

#include <limits>

namespace usher::lane {

bool batch_together(const Attempt& a, const Attempt& b) noexcept {
  return a.webinar == b.webinar && a.rule_index == b.rule_index && a.connection == b.connection &&
         (a.rule == b.rule || a.rule->action == b.rule->action);
}

void Lane::add(const Work& work) {
  if (works_.insert(work).second) dues_[{work.webinar, work.rule}].insert(work.due);
}

void Lane::remove(const Work& work) {
  if (works_.erase(work) == 0) return;
  const auto rule = dues_.find({work.webinar, work.rule});
  rule->second.erase(work.due);
  if (rule->second.empty()) dues_.erase(rule);
}

std::optional<Work> Lane::next_of_rule(const Work& work) const {
  const auto rule = dues_.find({work.webinar, work.rule});
  if (rule == dues_.end()) return std::nullopt;
  const auto next = rule->second.upper_bound(work.due);
  return next == rule->second.end() ? std::nullopt : std::optional{Work{*next, work.webinar, work.rule}};
}

std::vector<Attempt> Lane::take_retries(Instant now, std::int32_t batch) {
  std::vector<Attempt> taken;
  auto attempt = retries_.begin();
  while (attempt != retries_.end() && attempt->ready_at <= now && taken.size() < static_cast<std::size_t>(batch)) {
    if (taken.empty() || batch_together(taken.front(), *attempt)) {
      taken.push_back(*attempt);
      attempt = retries_.erase(attempt);
    } else {
      ++attempt;
    }
  }
  return taken;
}

std::optional<Instant> Lane::next_retry(Instant now) const {
  Attempt after;
  after.ready_at = now;
  after.order = std::numeric_limits<std::uint64_t>::max();
  const auto next = retries_.upper_bound(after);
  return next == retries_.end() ? std::nullopt : std::optional{next->ready_at};
}

std::optional<Instant> Lane::first_instant(Instant now) const {
  if (!retries_.empty() && retries_.begin()->ready_at <= now) return retries_.begin()->ready_at;
  return works_.empty() ? std::nullopt : std::optional{works_.begin()->due};
}

}  // namespace usher::lane
