// Handovers -> calls: what a lane has to do, in which order, and the one call it has out.
//
// A lane holds no handovers of moments, only where there are some: a Work names a moment and a rule. Handovers that
// were called once and are to be called again are Attempts, and go before (S20).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "decision/rule_state.hpp"
#include "lane/webinar_number.hpp"
#include "usher/call.hpp"
#include "usher/dead_letter.hpp"

namespace usher::lane {

/// A moment in which a rule may have somebody to hand over. Ordered as the lane works (S20).
struct Work {
  Instant due{};
  WebinarNumber webinar{};
  RuleIndex rule{};
  friend auto operator<=>(const Work&, const Work&) = default;
};

/// A handover that a call has carried or is to carry again. What it was decided on does not change any more.
struct Attempt {
  WebinarNumber webinar{};
  RuleIndex rule_index{};
  AttendeeIndex attendee{};
  std::shared_ptr<const Rule> rule;  ///< as it was at the first call
  ConnectionIndex connection{};
  Instant due{};
  decision::Decision decision{};
  std::int32_t attempts = 0;  ///< calls started
  std::uint64_t order = 0;    ///< of the first start, among all handovers
  Instant give_up_from{};     ///< give_up_after counts from here: due, or when it was resubmitted
  Instant ready_at{};         ///< of the next call
  bool held = true;           ///< its webinar waits for it to end; false where that is gone
  /// Where the handover is or was a dead letter: all of its texts, since the webinar may be gone.
  std::shared_ptr<const DeadLetter> letter;
};

/// Attempts that may be made, by the time they became ready, then by first start.
struct ReadyOrder {
  bool operator()(const Attempt& a, const Attempt& b) const noexcept {
    return std::tie(a.ready_at, a.order) < std::tie(b.ready_at, b.order);
  }
};
using Attempts = std::set<Attempt, ReadyOrder>;

/// The retries of one call must be of the same rule, and have the same connection and action.
[[nodiscard]] bool batch_together(const Attempt& a, const Attempt& b) noexcept;

class Lane {
 public:
  explicit Lane(std::string id) : id_(std::move(id)) {}

  [[nodiscard]] const std::string& id() const noexcept { return id_; }

  void add(const Work& work);
  void remove(const Work& work);
  [[nodiscard]] const Work* first_work() const noexcept { return works_.empty() ? nullptr : &*works_.begin(); }
  [[nodiscard]] bool has(const Work& work) const { return works_.contains(work); }
  /// The moment after `work` in which the same rule may have somebody.
  [[nodiscard]] std::optional<Work> next_of_rule(const Work& work) const;

  void add_retry(Attempt attempt) { retries_.insert(std::move(attempt)); }
  /// The ready attempts that make up the next call: the first one and up to `batch` that go with it. Taken out.
  [[nodiscard]] std::vector<Attempt> take_retries(Instant now, std::int32_t batch);
  [[nodiscard]] const Attempts& retries() const noexcept { return retries_; }
  void remove_retry(const Attempt& attempt) { retries_.erase(attempt); }
  /// When the next attempt that is not ready yet will be.
  [[nodiscard]] std::optional<Instant> next_retry(Instant now) const;

  /// When the first thing that can be done became due; none where there is nothing.
  [[nodiscard]] std::optional<Instant> first_instant(Instant now) const;

  [[nodiscard]] bool busy() const noexcept { return busy_; }
  void start(std::vector<Attempt> attempts) {
    busy_ = true;
    in_flight_ = std::move(attempts);
  }
  [[nodiscard]] std::vector<Attempt> finish() {
    busy_ = false;
    return std::exchange(in_flight_, {});
  }
  [[nodiscard]] const std::vector<Attempt>& in_flight() const noexcept { return in_flight_; }
  [[nodiscard]] Call& call() noexcept { return call_; }
  [[nodiscard]] const Call& call() const noexcept { return call_; }

 private:
  using RuleOfWebinar = std::pair<WebinarNumber, RuleIndex>;

  std::string id_;
  std::set<Work> works_;
  std::map<RuleOfWebinar, std::set<Instant>> dues_;  ///< the same by rule
  Attempts retries_;                                 ///< waiting and ready
  bool busy_ = false;
  std::vector<Attempt> in_flight_;  ///< in the order of the call's handovers
  Call call_;                       ///< the one that is out, or the last one
};

}  // namespace usher::lane
