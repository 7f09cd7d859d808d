#include "attendance/presence.hpp"

#include <algorithm>
#include <cstring>

namespace usher::attendance {
namespace {

constexpr Presence::Session session_of(std::uint64_t rank) noexcept {
  constexpr std::uint64_t kBelow = (std::uint64_t{1} << kInstantShift) - 1;
  return static_cast<Presence::Session>((rank & kBelow) >> kSessionShift);
}
constexpr Presence::Kind kind_of(std::uint64_t rank) noexcept {
  return static_cast<Presence::Kind>(rank & 1U);
}
constexpr bool same_session_and_instant(std::uint64_t a, std::uint64_t b) noexcept {
  return a >> kSessionShift == b >> kSessionShift;
}

}  // namespace

void Presence::compose(AttendeeIndex attendee, std::string_view session) const {
  const auto number = static_cast<std::uint32_t>(attendee);
  composed_.resize(sizeof number);
  std::memcpy(composed_.data(), &number, sizeof number);
  composed_ += session;
}

Presence::Session Presence::session_number(AttendeeIndex attendee, std::string_view session) {
  if (session.empty()) return 0;
  compose(attendee, session);
  const std::uint32_t id = session_ids_.intern(composed_);
  if (id == session_numbers_.size()) {
    session_numbers_.push_back(next_session(attendee));
    add_session(attendee);
  }
  return session_numbers_[id];
}

std::string Presence::session_text(AttendeeIndex attendee, Session session) const {
  if (session == 0) return {};
  compose(attendee, {});
  for (std::uint32_t id = 0; id < session_numbers_.size(); ++id) {
    const std::string_view text = session_ids_.text(id);
    if (session_numbers_[id] == session && text.starts_with(composed_))
      return std::string{text.substr(composed_.size())};
  }
  return {};
}

Presence::Added Presence::add_late(AttendeeIndex attendee, Session session, Kind kind, Instant at) {
  PresenceRow& row = attendees_[attendee].presence;
  const std::uint64_t rank = rank_of_transition(session, kind, at);
  const bool was_open = is_open(row.last, session);
  if (!log_.insert(row.last, static_cast<std::uint32_t>(attendee), rank)) return {.duplicate = true};
  row.count(was_open, is_open(row.last, session));
  return {.was_open = is_open(log_.newest().previous, session)};
}

void Presence::forget(AttendeeIndex attendee) {
  compose(attendee, {});
  for (std::uint32_t id = 0; id < session_ids_.size(); ++id) {
    if (session_ids_.text(id).starts_with(composed_)) session_ids_.erase(id);
  }
}

/// Whether the session is joined after the entry `last` and all before it.
bool Presence::is_open(std::uint32_t last, Session session) const noexcept {
  for (std::uint32_t entry = last; entry != kNoEntry; entry = log_[entry].previous) {
    const std::uint64_t rank = log_[entry].rank;
    if (session_of(rank) != session) continue;
    const std::uint32_t previous = log_[entry].previous;
    if (previous == kNoEntry || !same_session_and_instant(log_[previous].rank, rank)) {
      return kind_of(rank) == Kind::join;
    }
    entry = previous;  // both at one instant: as it was before
  }
  return false;
}

const std::vector<RoomStay>& Presence::stays(AttendeeIndex attendee, Instant as_of) const {
  const PresenceRow& row = attendees_[attendee].presence;
  ranks_.clear();
  for (std::uint32_t entry = row.last; entry != kNoEntry; entry = log_[entry].previous) {
    if (instant_of(log_[entry].rank) <= as_of) ranks_.push_back(log_[entry].rank);
  }
  std::reverse(ranks_.begin(), ranks_.end());
  joined_.assign(std::size_t{row.sessions()} + 1, kNever);
  stays_.clear();
  for (std::size_t i = 0; i < ranks_.size(); ++i) {
    const Session session = session_of(ranks_[i]);
    const Instant at = instant_of(ranks_[i]);
    Instant& joined = joined_[session];
    if (i + 1 < ranks_.size() && same_session_and_instant(ranks_[i], ranks_[i + 1])) {
      if (joined == kNever) stays_.push_back({at, at, session});
      ++i;
    } else if (kind_of(ranks_[i]) == Kind::join) {
      if (joined == kNever) joined = at;
    } else if (joined != kNever) {
      stays_.push_back({joined, at, session});
      joined = kNever;
    }
  }
  for (Session session = 0; session < joined_.size(); ++session) {
    if (joined_[session] != kNever) stays_.push_back({joined_[session], kNever, session});
  }
  std::sort(stays_.begin(), stays_.end(), [](const RoomStay& a, const RoomStay& b) {
    return a.joined != b.joined ? a.joined < b.joined : a.session < b.session;
  });
  return stays_;
}

}  // namespace usher::attendance
