// Moments in which a rule may have somebody to call for, in the order in which a lane works (S20). No handovers: only
// where there may be some.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "lane/webinar_number.hpp"
#include "model/index.hpp"
#include "usher/time.hpp"

namespace usher::lane {

struct Work {
  Instant due{};
  WebinarNumber webinar{};
  RuleIndex rule{};
  friend auto operator<=>(const Work&, const Work&) = default;
};

class WorkSet {
 public:
  void add(const Work& work) {
    if (works_.insert(work).second) dues_[{work.webinar, work.rule}].insert(work.due);
  }
  void remove(const Work& work) {
    if (works_.erase(work) == 0) return;
    const auto rule = dues_.find({work.webinar, work.rule});
    rule->second.erase(work.due);
    if (rule->second.empty()) dues_.erase(rule);
  }
  /// The rule is removed, or goes over another connection.
  void remove_rule(WebinarNumber webinar, RuleIndex rule) {
    const auto found = dues_.find({webinar, rule});
    if (found == dues_.end()) return;
    for (const Instant due : found->second) works_.erase({due, webinar, rule});
    dues_.erase(found);
  }
  [[nodiscard]] bool empty() const noexcept { return works_.empty(); }
  [[nodiscard]] const Work* first() const noexcept { return works_.empty() ? nullptr : &*works_.begin(); }
  [[nodiscard]] bool has(const Work& work) const { return works_.contains(work); }
  /// The moment after `work` in which the same rule may have somebody.
  [[nodiscard]] std::optional<Work> next_of_rule(const Work& work) const {
    const auto rule = dues_.find({work.webinar, work.rule});
    if (rule == dues_.end()) return std::nullopt;
    const auto next = rule->second.upper_bound(work.due);
    return next == rule->second.end() ? std::nullopt : std::optional{Work{*next, work.webinar, work.rule}};
  }

 private:
  std::set<Work> works_;
  std::map<std::pair<WebinarNumber, RuleIndex>, std::set<Instant>> dues_;  ///< the same by rule
};

}  // namespace usher::lane
