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

/// In two rounds, each of which has registers enough for what it works with. Calls nothing.
WebinarRun::FollowedAll WebinarRun::follow(std::span<const Fetched> comings, Instant now) {
  FollowedAll followed;
  if (now >= plain_until_) return followed;
  {
    attendance::Presence::Appending noting = attendance_.noting();
    Instant newest = newest_at_;
    for (const Fetched& one : comings) {
      if (one.run != this || one.who.row == nullptr || one.at > now || !may_follow(one.at) ||
          !noting.add_plain(one.who.row->presence, one.who.attendee, one.kind, one.at)) {
        break;
      }
      ++followed.many;
      followed.last_is_late = one.at < newest;
      if (followed.last_is_late) break;
      newest = one.at;
    }
    newest_at_ = newest;
  }
  for (const Fetched& one : comings.first(followed.many)) attendance_.follow_plainly(one.who.attendee);
  return followed;
}

}  // namespace usher::queue
