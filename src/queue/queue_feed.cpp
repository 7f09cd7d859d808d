// Events on their way in: what is applied at once, and what is kept for later.
#include <algorithm>
#include <array>

#include "model/hash.hpp"
#include "queue/queue_impl.hpp"
#include "queue/webinar_follow.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::AttendeeEvent;
using queue::AttendeeTexts;
using queue::WebinarRun;

namespace {

Error stale_handle() {
  return {ErrorCode::unknown, "expected the handle of a known attendee, found one whose webinar or attendee is gone",
          "/attendee"};
}

attendance::Presence::Kind kind_of(const AttendeeMove& move) noexcept {
  return static_cast<attendance::Presence::Kind>(move.left);
}

}  // namespace

// The short way of events and moves: of the webinar that was found last, and of ids of most sizes. Nothing is called
// before it is known to be over. Whatever is not as nearly all joins and leaves are goes the long way, and does not
// come back: nothing has to be kept for it.

Result<Fed> DispatchQueue::Impl::feed_one(const Event& event, Instant now) {
  if (!passes(now)) [[unlikely]] {
    return feed_the_long_way(event, now);
  }
  const queue::Coming coming = queue::coming_of(event);
  if (coming.at == nullptr || !coming.session->empty()) [[unlikely]] {
    return feed_the_long_way(event, now_);
  }
  WebinarRun* const run = recent_.find(*coming.webinar);
  if (run == nullptr || !model::fits_pairs(coming.attendee->size())) [[unlikely]] {
    return feed_in_another_webinar(event, now_);
  }
  const Followed followed = follow_the_short_way(*run, coming);
  return followed != Followed::no ? counted(followed) : feed_the_long_way(event, now_);
}

WebinarRun::Followed DispatchQueue::Impl::follow_the_short_way(WebinarRun& run, const queue::Coming& coming) {
  if (*coming.at > now_ || !run.may_follow(*coming.at)) [[unlikely]] {
    return Followed::no;
  }
  attendance::Attendance& attendance = run.attendance();
  const attendance::Attendees::Found who = model::fits_pairs(coming.attendee->size())
                                               ? attendance.find_likely(model::Pairs{*coming.attendee})
                                               : attendance.find_of_any_size(*coming.attendee);
  if (who.row == nullptr) [[unlikely]] {
    return Followed::no;
  }
  return run.follow(coming.kind, who, *coming.at);
}

Result<Fed> DispatchQueue::Impl::feed_one(const AttendeeMove& move, Instant now) {
  if (!passes(now)) [[unlikely]] {
    return feed_the_long_way(move, now);
  }
  WebinarRun* const run = recent_.find(WebinarNumber{move.who.webinar});
  if (run == nullptr) [[unlikely]] {
    return feed_in_another_webinar(move, now_);
  }
  if (move.at <= now_ && run->may_follow(move.at) && move.who.attendee < run->attendance().size()) [[likely]] {
    const Followed followed =
        run->follow(kind_of(move), run->attendance().with_row(AttendeeIndex{move.who.attendee}), move.at);
    if (followed != Followed::no) [[likely]]
      return counted(followed);
  }
  return feed_the_long_way(move, now_);
}

Result<Fed> DispatchQueue::feed(const Event& event, Instant now) {
  return impl_->feed_one(event, now);
}

Result<Fed> DispatchQueue::feed(const AttendeeMove& move, Instant now) {
  return impl_->feed_one(move, now);
}

/// The same once the webinar has been found, if there is one; and of ids of any size.
Result<Fed> DispatchQueue::Impl::feed_in_another_webinar(const Event& event, Instant now) {
  const queue::Coming coming = queue::coming_of(event);
  WebinarRun* const run = find(*coming.webinar);
  const Followed followed = run != nullptr ? follow_the_short_way(*run, coming) : Followed::no;
  return followed != Followed::no ? counted(followed) : feed_the_long_way(event, now);
}

Result<Fed> DispatchQueue::Impl::feed_in_another_webinar(const AttendeeMove& move, Instant now) {
  return find(WebinarNumber{move.who.webinar}) != nullptr ? feed_one(move, now) : feed_the_long_way(move, now);
}

Result<Fed> DispatchQueue::Impl::feed_the_long_way(const Event& event, Instant now) {
  advance(now);
  const queue::Coming coming = queue::coming_of(event);
  if (coming.at == nullptr) return feed_other(event);
  const std::uint64_t hash = model::hash_of(*coming.attendee);
  WebinarRun* const run = find(*coming.webinar);
  if (run == nullptr) return feed_closely(event, run, attendance::kNobody, hash);
  const attendance::Attendees::Found who = run->attendance().find_row(*coming.attendee, hash);
  if (who.row != nullptr && coming.session->empty()) {
    const Followed followed = follow(*run, coming.kind, who, *coming.at);
    if (followed != Followed::no) return WebinarRun::fed_of(followed);
  }
  return feed_closely(event, run, who.attendee, hash);
}

Result<Fed> DispatchQueue::Impl::feed_other(const Event& event) {
  if (const auto texts = queue::attendee_texts(event)) {
    const std::uint64_t hash = model::hash_of(texts->attendee);
    WebinarRun* const run = find(texts->webinar);
    const AttendeeIndex known = run == nullptr ? attendance::kNobody : run->attendance().find(texts->attendee, hash);
    return feed_closely(event, run, known, hash);
  }
  WebinarRun* const run = find(webinar_of(event));
  if (run != nullptr) run->advance(now_);
  if (auto admitted = admits(event, run); !admitted) return refused(std::move(admitted).error());
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) {
    return counted(schedule(*scheduled, WebinarNumber{next_webinar_}));
  }
  return feed(*run, event, at(event));
}

/// What is plain, on the long way: a join or leave that is recorded, or whose attendee is not who is likely.
WebinarRun::Followed DispatchQueue::Impl::follow(WebinarRun& run, attendance::Presence::Kind kind,
                                                 const attendance::Attendees::Found& attendee, Instant happened) {
  if (happened > now_) return Followed::no;
  if (!run.may_follow(happened, now_)) return follow_after_all(run, kind, attendee.attendee, happened);
  const Followed followed = run.follow(kind, attendee, happened);
  if (followed == Followed::no) return followed;
  counted(followed);
  if (recorder_.on()) tell_followed(run, kind, attendee.attendee, happened);
  return followed;
}

/// It was not known from when on events are plain.
WebinarRun::Followed DispatchQueue::Impl::follow_after_all(WebinarRun& run, attendance::Presence::Kind kind,
                                                           AttendeeIndex attendee, Instant happened) {
  run.advance(now_);
  follow_up(run);
  if (!run.may_follow_after_all(happened, now_)) return Followed::no;
  return follow(run, kind, run.attendance().with_row(attendee), happened);
}

void DispatchQueue::Impl::tell_followed(const WebinarRun& run, attendance::Presence::Kind kind, AttendeeIndex attendee,
                                        Instant happened) {
  recorder_.event(run.number(), AttendeeEvent{.kind = queue::coming_kind(kind), .attendee = attendee, .at = happened},
                  now_);
}

Result<Fed> DispatchQueue::Impl::feed_closely(const Event& fed, WebinarRun* run, AttendeeIndex attendee,
                                              std::uint64_t hash) {
  const AttendeeTexts texts = *queue::attendee_texts(fed);
  const auto known = attendee != attendance::kNobody ? std::optional{attendee} : std::nullopt;
  if (run != nullptr) run->advance(now_);
  AttendeeEvent event{.kind = texts.kind, .attendee = attendee, .at = texts.at, .profile = texts.profile};
  const bool plain = known && texts.session.empty() && texts.profile.empty() && is_past(texts.at) && run->admits(event);
  if (!plain) {
    if (auto admitted = admits(texts, run, known); !admitted) return refused(std::move(admitted).error());
    if (!known) event.attendee = add_attendee(*run, texts.attendee, hash);
    if (!texts.session.empty()) event.session = session(*run, event.attendee, texts.session);
  }
  return feed(*run, event, event.at);
}

/// What is admitted is recorded, and kept while it is ahead of now, else applied.
template <class Admitted>
Fed DispatchQueue::Impl::feed(WebinarRun& run, const Admitted& event, Instant happened) {
  if (recorder_.on()) recorder_.event(run.number(), event, now_);
  const Fed fed = keep_or_apply(run, event, happened);
  follow_up(run);
  return fed;
}

template <class Admitted>
Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const Admitted& event, Instant happened) {
  if (happened <= now_) return counted(run.apply(event));
  ahead_.keep(run.number(), event);
  disturb_at(happened);
  return counted(Fed::ahead);
}
template Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const Event& event, Instant happened);
template Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const AttendeeEvent& event, Instant happened);

std::vector<Result<Fed>> DispatchQueue::Impl::feed(std::span<const Event> events, Instant now) {
  return feed_in_blocks(events, now);
}

std::vector<Result<Fed>> DispatchQueue::Impl::feed(std::span<const AttendeeMove> moves, Instant now) {
  return feed_in_blocks(moves, now);
}

/// A block is fetched whole; then one after the other is followed, and what is not plain is fed by itself. What the
/// first block needs of memory is on its way while the answers are made.
template <class Told>
std::vector<Result<Fed>> DispatchQueue::Impl::feed_in_blocks(std::span<const Told> told, Instant now) {
  if (told.empty()) return {};
  const auto send_for = [&](std::size_t from) {
    const auto block = told.subspan(from, std::min(kFetchedAhead, told.size() - from));
    advance(now);
    fetch(block, fetched_);
    return block;
  };
  auto block = send_for(0);
  std::vector<Result<Fed>> fed(told.size(), Fed::applied);  // as nearly all are
  for (std::size_t from = 0; from < told.size(); from += kFetchedAhead) {
    if (from != 0) block = send_for(from);
    const std::span ahead{fetched_.data(), block.size()};
    identify(block, ahead);
    const std::span answers{&fed[from], block.size()};
    const std::uint64_t freed = counters_.webinars_freed;
    std::size_t done = 0;
    while ((done += follow(ahead.subspan(done), answers.subspan(done))) < block.size()) {
      answers[done] = feed_by_itself(block[done], now);
      advance(now);  // what that event has made due at once
      ++done;
      find_rows_anew(ahead.subspan(done), freed != counters_.webinars_freed);
    }
  }
  return fed;
}

/// A webinar that was fetched may have been freed by what one event has made due; or its rows have moved, for one more.
void DispatchQueue::Impl::find_rows_anew(std::span<Fetched> fetched, bool freed) {
  for (Fetched& one : fetched) {
    if (one.who.row == nullptr) continue;
    one.who = freed ? attendance::Attendees::Found{} : one.run->attendance().with_row(one.who.attendee);
  }
}

/// Follows what is plain up to the first that is not; so many. Calls nothing: it has all registers for itself.
std::size_t DispatchQueue::Impl::follow(std::span<const Fetched> fetched, std::span<Result<Fed>> fed) {
  std::size_t followed = 0;
  std::uint64_t late = 0;
  while (followed < fetched.size() && fetched[followed].who.row != nullptr) {
    const auto [many, last_is_late] = fetched[followed].run->follow(fetched.subspan(followed), now_);
    if (many == 0) break;
    followed += many;
    if (last_is_late) {
      *fed[followed - 1] = Fed::late;
      ++late;
    }
  }
  counters_.late += late;
  counters_.applied += followed - late;
  if (recorder_.on()) tell_followed(fetched.first(followed));
  return followed;
}

void DispatchQueue::Impl::tell_followed(std::span<const Fetched> followed) {
  for (const Fetched& one : followed) tell_followed(*one.run, one.kind, one.who.attendee, one.at);
}

/// Has the memory bring what these events will look at, in steps, of which each needs what the one before has brought:
/// the place of the id, the row that it names.
void DispatchQueue::Impl::fetch(std::span<const Event> events, std::span<Fetched> fetched) const {
  std::string_view webinar;
  WebinarRun* run = nullptr;
  Fetched* to = fetched.data();
  for (const Event& event : events) {
    Fetched& one = *to++;
    one.run = nullptr;
    const queue::Whom whom = queue::whom_of(event);
    if (whom.webinar == nullptr) continue;
    const bool same = whom.webinar->data() == webinar.data() && whom.webinar->size() == webinar.size();
    if (!same) {  // not the very text of the event before
      webinar = *whom.webinar;
      run = find(webinar);
    }
    if (run == nullptr) continue;
    one.run = run;
    one.hash = model::hash_of(*whom.attendee);
    one.place = run->attendance().prefetch(one.hash);
  }
  for (Fetched& one : fetched.first(events.size())) {
    one.who = {};
    if (one.run != nullptr) one.who = one.run->attendance().prefetch_row(one.place, one.hash);
  }
}

/// The last step: whether the id that is there is theirs. A move has none.
void DispatchQueue::Impl::identify(std::span<const Event> events, std::span<Fetched> fetched) {
  Fetched* to = fetched.data();
  for (const Event& event : events) {
    Fetched& one = *to++;
    const queue::Coming coming = queue::coming_of(event);
    if (one.run == nullptr || coming.at == nullptr || !coming.session->empty()) {
      one.who.row = nullptr;
      continue;
    }
    attendance::Attendance& attendance = one.run->attendance();
    if (one.who.row == nullptr || !attendance.has_id(*one.who.row, *coming.attendee)) [[unlikely]] {
      one.who = attendance.find_row(*coming.attendee, one.hash);
    }
    one.kind = coming.kind;
    one.at = *coming.at;
  }
}

void DispatchQueue::Impl::fetch(std::span<const AttendeeMove> moves, std::span<Fetched> fetched) const {
  Fetched* to = fetched.data();
  for (const AttendeeMove& move : moves) {
    Fetched& one = *to++;
    one.who.row = nullptr;
    WebinarRun* const run = run_of(move.who);
    if (run == nullptr) continue;
    one.run = run;
    one.who = run->attendance().with_row(AttendeeIndex{move.who.attendee});
    attendance::prefetch(one.who.row);
    one.kind = kind_of(move);
    one.at = move.at;
  }
}

Result<AttendeeHandle> DispatchQueue::Impl::find_attendee(std::string_view webinar, std::string_view attendee) const {
  const WebinarRun* const run = find(webinar);
  if (run == nullptr) return queue::unknown("webinar", webinar, "/webinar");
  const auto index = run->attendance().find(attendee);
  if (!index) return queue::unknown("attendee", attendee, "/attendee");
  return AttendeeHandle{static_cast<std::uint64_t>(run->number()), static_cast<std::uint32_t>(*index)};
}

/// nullptr where it is gone, or never had that many attendees.
WebinarRun* DispatchQueue::Impl::run_of(AttendeeHandle handle) const {
  WebinarRun* const run = find(WebinarNumber{handle.webinar});
  return run != nullptr && handle.attendee < run->attendance().size() ? run : nullptr;
}

Result<Fed> DispatchQueue::Impl::feed_the_long_way(const AttendeeMove& move, Instant now) {
  advance(now);
  WebinarRun* const run = run_of(move.who);
  if (run == nullptr) return feed_closely(move, run);
  const attendance::Attendees::Found who = run->attendance().with_row(AttendeeIndex{move.who.attendee});
  const Followed followed = follow(*run, kind_of(move), who, move.at);
  return followed != Followed::no ? Result<Fed>{WebinarRun::fed_of(followed)} : feed_closely(move, run);
}

Result<Fed> DispatchQueue::Impl::feed_closely(const AttendeeMove& move, WebinarRun* run) {
  const AttendeeIndex attendee{move.who.attendee};
  if (run == nullptr || run->attendance().is_nameless(attendee)) return refused(stale_handle());
  run->advance(now_);
  const AttendeeEvent event{.kind = queue::coming_kind(kind_of(move)), .attendee = attendee, .at = move.at};
  if (!is_past(move.at)) {
    if (auto instant = admits_instant(move.at, run); !instant) return refused(std::move(instant).error());
  }
  if (!run->admits(event)) return refused(WebinarRun::full_of_comings());
  return feed(*run, event, event.at);
}

Error DispatchQueue::Impl::refused(Error error) {
  ++counters_.refused;
  return error;
}

/// The next number, of an attendee whom no event has named yet; likewise of a session.
AttendeeIndex DispatchQueue::Impl::add_attendee(WebinarRun& run, std::string_view id, std::uint64_t hash) {
  const AttendeeIndex attendee = run.attendance().intern(id, hash);
  recorder_.attendee(run.number(), attendee, id, now_);
  return attendee;
}

attendance::Presence::Session DispatchQueue::Impl::session(WebinarRun& run, AttendeeIndex attendee,
                                                           std::string_view text) {
  attendance::Attendance& attendance = run.attendance();
  const auto sessions = attendance.presence().sessions(attendee);
  const auto session = attendance.session(attendee, text);
  if (session > sessions) recorder_.session(run.number(), attendee, session, text, now_);
  return session;
}

Fed DispatchQueue::Impl::schedule(const WebinarScheduled& event, WebinarNumber number) {
  next_webinar_ = static_cast<std::uint64_t>(number) + 1;
  recorder_.event(number, event, now_);
  auto run = std::make_unique<WebinarRun>(number, event, surroundings_, now_);
  WebinarRun& scheduled = *run;
  webinars_[number].run = std::move(run);
  by_id_.add(scheduled);
  follow_up(scheduled);
  return Fed::applied;
}

void DispatchQueue::Impl::apply_ahead() {
  const Instant now = *ahead_.next();
  const queue::Ahead::Waiting waiting = ahead_.take();
  WebinarRun* const run = find(waiting.webinar);
  if (run == nullptr) return;
  run->advance(now);
  std::visit(
      [&](const auto& event) {
        if (run->admits(event)) run->apply(event);
      },
      waiting.owned.event());
  follow_up(*run);
}

}  // namespace usher
