// The short way of joins and leaves, which nearly all of them go: from the attendee's row to the log and the planes. No
// moment, lane or agenda hears of it, and nothing on it is called.
#pragma once

#include "queue/webinar_run.hpp"

namespace usher::queue {

inline WebinarRun::Followed WebinarRun::follow(bool leaves, const attendance::Attendees::Found& attendee,
                                               Instant happened) {
  attendance::Presence::Appending noting = attendance_.noting();
  if (!note(noting, leaves, attendee, happened)) return Followed::no;
  attendance_.follow_plainly(attendee.attendee);
  if (happened < newest_at_) return Followed::late;
  newest_at_ = happened;
  return Followed::applied;
}

/// Whether it is plain; if it is, it is in the log then.
inline bool WebinarRun::note(attendance::Presence::Appending& noting, bool leaves,
                             const attendance::Attendees::Found& attendee, Instant happened) {
  attendance::PresenceRow& presence = attendee.row->presence;
  if (!noting.is_plain(presence, happened) || !presence.expects(leaves)) return false;
  noting.append(presence, attendee.attendee, leaves, happened);
  return true;
}

}  // namespace usher::queue
