// A timeline: the settings of a queue and what is done to it, step by step. A value: it can be stored, shortened and
// run again. Every step makes sense in every state, so that any of them may be left out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "happening.hpp"
#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/options.hpp"

namespace usher::property {

struct Step {
  enum class Kind {
    feed,            ///< `happening`
    next,            ///< of all lanes
    next_on_lane,    ///< of `lane`
    complete,        ///< the `pick`-th call in flight with `outcomes`
    work,            ///< `count` times next and complete, without time passing
    pause,           ///< `connection`
    resume,          ///< `connection`
    cancel,          ///< `webinar`, `rule`, `attendee`
    resubmit,        ///< the `pick`-th dead letter
    forget_letter,   ///< the `pick`-th dead letter
    preview,         ///< `webinar`, `rule`
    wrong_complete,  ///< of a call that is not in flight, and with a wrong number of outcomes of one that is
  };
  Kind kind{};
  Instant now{};
  Happening happening{};
  std::string lane{};
  std::string connection{};
  std::string webinar{};
  std::string rule{};
  std::string attendee{};
  std::size_t pick = 0;  ///< counts on from 0 again where there are fewer
  int count = 0;
  std::vector<Outcome>
      outcomes{};  ///< of a call's first handover and so on, from the first again where there are fewer
};

/// How the host behaves where it runs by itself (refereeing).
struct Host {
  std::uint64_t seed = 0;
  Duration longest_call{0};
  int failing = 0;  ///< percent of calls that are not delivered
  int late = 0;     ///< percent of wakes that it oversleeps
  Duration oversleeps{0};
};

struct Scenario {
  Instant origin{};  ///< what instants are printed from
  Options options{};
  std::vector<Connection> connections{};
  std::vector<Step> steps{};
  Host host{};
};

[[nodiscard]] std::string describe(const Step& step, Instant origin);
[[nodiscard]] std::string describe(const Scenario& scenario);

}  // namespace usher::property
