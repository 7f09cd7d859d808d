// The short way of joins and leaves, which nearly all of them go: to the attendee's row and the log. No moment, lane or
// agenda hears of it, and nothing on it is called.
#pragma once

#include "queue/webinar_run.hpp"

namespace usher::queue {

inline WebinarRun::Followed WebinarRun::follow(attendance::Presence::Kind kind,
                                               const attendance::Attendees::Found& attendee, Instant happened) {
  if (!attendance_.move_plainly(attendee, kind, happened)) [[unlikely]]
    return Followed::no;
  if (happened < newest_at_) [[unlikely]]
    return Followed::late;
  newest_at_ = happened;
  return Followed::applied;
}

}  // namespace usher::queue
