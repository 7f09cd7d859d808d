// Why an attendee was, will be or will not be handed over by a rule: one English sentence, and the facts behind it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "usher/audience.hpp"
#include "usher/call.hpp"
#include "usher/time.hpp"

namespace usher {

/// A half-open stay [joined, left) of one session; `left` is empty while it lasts. A stay of no length has both equal.
struct Stay {
  Instant joined{};
  std::optional<Instant> left{};
  std::string session{};  ///< empty: the unnamed one
  friend bool operator==(const Stay&, const Stay&) = default;
};

struct Explanation {
  enum class Verdict {
    done,            ///< handed over
    taken_back,      ///< handed over, and taken back by a retraction (SPEC S17)
    in_flight,       ///< the call is out: `kind` tells which
    retrying,        ///< called, and to be called again
    dead_letter,     ///< called in vain
    waiting,         ///< matches, its instant has come, its call has not; or it is to be put right
    not_yet,         ///< its instant is to come
    left_out,        ///< its instant has come and the standing did not match
    not_registered,  ///< not registered at its instant, or unregistered since
    no_instant,      ///< its anchor is not known (yet), or was known too late
    cancelled,       ///< the handover or the webinar was cancelled
  };
  Verdict verdict{};
  CallKind kind{};            ///< of the call that the verdict tells of, made or to come
  std::string sentence;       ///< names the attendee, the rule, the instant, the standing and the reason
  bool registered = false;    ///< now
  std::vector<Stay> stays{};  ///< by joined
  std::optional<Instant> start{}, mark{}, end{};  ///< as known
  std::optional<Instant> due{};                   ///< for this attendee
  std::optional<Instant> decided_at{};            ///< once decided, or as of when the answer was taken
  std::optional<Standing> standing{};             ///< as of decided_at; before it is due, as of now
  std::optional<Instant> corrected_at{};          ///< when the last call started that put something right (SPEC S17)
  Duration watched{0};                            ///< in the room within the webinar, up to decided_at or now
};

[[nodiscard]] std::string_view to_string(Explanation::Verdict verdict);

}  // namespace usher
