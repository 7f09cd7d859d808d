// One lane: the call it has out, what of its connections can be called now, and what is planned before due.
//
// Two plans hold the same jobs. By the one with margins the lane knows when to begin; by the one of expected durations
// it knows whether everything can still be on time (LEAD's overload).
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "lane/attempt.hpp"
#include "lane/backward_plan.hpp"
#include "lane/timetable.hpp"
#include "usher/call.hpp"

namespace usher::lane {

/// The first thing that a connection has to call now, apart from what is to be called before due. Ordered as a lane
/// works (S20).
struct Head {
  enum class Stage : std::uint8_t {
    correction,  ///< by due, webinar, rule
    retry,       ///< by the time from which it may be called, then by first start
    due,         ///< by due, webinar, rule
    probe,       ///< of a suspended connection that has nothing else
  };
  Stage stage{};
  Instant instant{};
  std::uint64_t first = 0;
  std::uint32_t second = 0;
  ConnectionIndex connection{};
  Instant since{};  ///< when this could be called first

  friend bool operator<(const Head& a, const Head& b) noexcept {
    return std::tie(a.stage, a.instant, a.first, a.second, a.connection) <
           std::tie(b.stage, b.instant, b.first, b.second, b.connection);
  }
  friend bool operator==(const Head&, const Head&) = default;
};

class Lane {
 public:
  /// Whether a connection may be called now.
  using Ready = std::function<bool(ConnectionIndex)>;

  explicit Lane(std::string id) : id_(std::move(id)) {}

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] Timetable<Head>& heads() noexcept { return heads_; }
  [[nodiscard]] const Timetable<Head>& heads() const noexcept { return heads_; }

  /// What is to be called before due: how long it takes with a margin and by expectation, and from when on it may.
  void plan(const Job& job, Duration with_margin, Duration expected, Instant opens);
  void unplan(const Job& job);
  [[nodiscard]] const BackwardPlan& planned() const noexcept { return with_margin_; }
  /// When to begin, so that all is on time; none without anything planned.
  [[nodiscard]] std::optional<Instant> starts_at() const noexcept {
    const auto opens = with_margin_.opens();
    return opens ? std::optional{std::max(*opens, with_margin_.latest_start())} : std::nullopt;
  }
  /// The latest start by which all would be on time if every call took what is expected.
  [[nodiscard]] Instant latest_expected_start() const noexcept { return expected_.latest_start(); }
  /// The job to go on with (S20, S20b), of those that may start now and whose connection is ready; one more call of
  /// another takes `call`.
  [[nodiscard]] std::optional<Job> first_early(Instant now, Duration call, const Ready& ready);
  /// Whether that is the job that is due first, which may start now and whose connection is ready. False also where
  /// that takes choosing.
  [[nodiscard]] bool first_is_next(Instant now) noexcept {
    if (expected_.latest_start() >= now) {
      kept_.clear();
      return true;
    }
    return kept_.empty() && expected_.size() == 1;  // alone it is late anyway, and nothing is kept for it to wait for
  }

  [[nodiscard]] bool busy() const noexcept { return busy_; }
  /// A call goes out with `attempts()`.
  void start() noexcept { busy_ = true; }
  void finish() noexcept { busy_ = false; }
  /// What is out for the attendee comes to nothing.
  void forget(WebinarNumber webinar, AttendeeIndex attendee) noexcept {
    for (Attempt& attempt : attempts_) {
      if (attempt.webinar == webinar && attempt.attendee == attendee) attempt.forgotten = true;
    }
  }
  [[nodiscard]] std::span<const Attempt> in_flight() const noexcept {
    return busy_ ? std::span{attempts_} : std::span<const Attempt>{};
  }
  /// The same, to be taken over when it has come back, or to be made those of the next call.
  [[nodiscard]] std::vector<Attempt>& attempts() noexcept { return attempts_; }
  [[nodiscard]] Call& call() noexcept { return call_; }
  [[nodiscard]] const Call& call() const noexcept { return call_; }

 private:
  void choose(Instant now);

  std::string id_;
  Timetable<Head> heads_;
  BackwardPlan with_margin_, expected_;
  std::deque<Job> kept_;      ///< while there is too much: what can be on time if the rest gives way
  Instant kept_start_{};      ///< the latest start of these
  std::size_t kept_for_ = 0;  ///< how many calls more until they are chosen anew
  bool busy_ = false;
  Call call_;                      ///< the one that is out, or the last one
  std::vector<Attempt> attempts_;  ///< in the order of its handovers
};

}  // namespace usher::lane
