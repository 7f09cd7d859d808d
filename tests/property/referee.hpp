// Judges calls that may start before due. The model cannot know which instant a planner chooses, and which moment of
// several; all else the contract says, and whatever is due must start. So the queue plays and the model whistles: it
// looks at the call that `next` has given, tells what is wrong with it, and goes on as if it had started it itself.
//
//   Referee referee{options};
//   const auto call = queue.next(now);
//   if (const std::string foul = referee.judge({}, call, now); !foul.empty()) FAIL(foul);
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "naive_model.hpp"

namespace usher::property {

class Referee : public NaiveQueue {
 public:
  Referee(const Options& options, Instant origin) : NaiveQueue(options), origin_(origin) {}

  /// What `next` has given, of one lane or of all. Returns what is wrong with it, or nothing; then the call is out.
  [[nodiscard]] std::string judge(const std::optional<std::string>& lane, const std::optional<CallImage>& call,
                                  Instant now);
  /// What `wake_at` has given right after a `next` without a call.
  [[nodiscard]] std::string judge_wake(const std::optional<Instant>& wake) const;
  /// Of rules that correct: somebody for whom nothing is out or waits, and whom the target has though they do not
  /// belong, or the reverse. `at_target` has the keys of pairs, "webinar/rule/attendee".
  [[nodiscard]] std::string untrue(const std::set<std::string>& at_target) const;

 protected:
  /// What a moment may call before due on a lane now.
  struct Early {
    std::map<std::size_t, std::vector<Ready>> lists;  ///< by rule, each in the order of S20a
    std::vector<Ready> call;                          ///< the one that S20a leaves
  };
  /// Of every moment. Where several connections share the moment on the lane they may be filled together or each by
  /// itself (S19c).
  [[nodiscard]] std::vector<Early> early_calls(const std::string& lane) const;

 private:
  [[nodiscard]] Early early(std::size_t webinar, Instant due, const std::set<std::size_t>& over) const;
  [[nodiscard]] std::vector<Ready> carried_early(const CallImage& call, const Early& early) const;
  [[nodiscard]] std::string judge_call(const CallImage& call, const std::vector<Ready>& first);
  [[nodiscard]] std::string judge_turn(const std::vector<Ready>& early, const std::vector<Ready>& first);
  [[nodiscard]] bool carries(const CallImage& call, const std::vector<Ready>& members) const;
  [[nodiscard]] std::string told(const std::vector<Ready>& members) const;

  Instant origin_;
};

}  // namespace usher::property
