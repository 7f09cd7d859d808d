#include "lane/gate.hpp"

#include <limits>

#include "usher/call.hpp"

namespace usher::lane {

void Gate::fail(Instant now, std::string_view connection) {
  failures_ = std::min(failures_ + 1, std::numeric_limits<std::int32_t>::max() - 1);
  if (failures_ < kFailuresToSuspend) return;
  suspended_until_ = now + backoff(connection, failures_ - kFailuresToSuspend + 1);
}

ConnectionState Gate::state(Instant now) const noexcept {
  if (paused_) return ConnectionState::paused;
  if (suspended()) return ConnectionState::suspended;
  return throttled_until_ > now ? ConnectionState::throttled : ConnectionState::open;
}

std::optional<Instant> Gate::until(Instant now) const noexcept {
  switch (state(now)) {
    case ConnectionState::throttled:
      return throttled_until_;
    case ConnectionState::suspended:
      return suspended_until_;
    case ConnectionState::open:
    case ConnectionState::paused:
      break;
  }
  return std::nullopt;
}

}  // namespace usher::lane
