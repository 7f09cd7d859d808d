#include "queue/webinar_follow.hpp"

#include <algorithm>

namespace usher::queue {

void WebinarRun::find_what_is_plain() noexcept {
  plain_after_ = is_quiet() ? attendance_.plain_after() : attendance::kNever;
  plain_until_ = std::min({next_own_, over_at_, attendance_.next_crossing().value_or(attendance::kNever)});
}

bool WebinarRun::may_follow_after_all(Instant happened, Instant now) noexcept {
  find_what_is_plain();
  return may_follow(happened, now);
}

/// Calls nothing: it has all registers for itself.
WebinarRun::FollowedAll WebinarRun::follow(std::span<const Fetched> comings, Instant now) {
  FollowedAll followed;
  if (now >= plain_until_) return followed;
  attendance::Presence::Appending moving = attendance_.moving_plainly();
  Instant newest = newest_at_;
  for (const Fetched& one : comings) {
    if (one.run != this || one.who.row == nullptr || one.at > now || !may_follow(one.at) ||
        !moving.add_plain(one.who.row->presence, one.who.attendee, one.kind, one.at)) {
      break;
    }
    ++followed.many;
    followed.last_is_late = one.at < newest;
    if (followed.last_is_late) break;
    newest = one.at;
  }
  newest_at_ = newest;
  return followed;
}

}  // namespace usher::queue
