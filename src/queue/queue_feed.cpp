// Events on their way in: what is refused, what is kept for later, and what is applied at once.
#include <algorithm>

#include "model/id.hpp"
#include "queue/queue_impl.hpp"
#include "usher/limits.hpp"

namespace usher {

using lane::WebinarNumber;
using queue::AttendeeEvent;
using queue::WebinarRun;

namespace {

Result<void> within(Result<void> checked, const std::string& parent) {
  if (checked) return checked;
  Error error = std::move(checked).error();
  error.where.insert(0, parent);
  return error;
}

const Webinar* definition_in(const Event& event) {
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) return &scheduled->webinar;
  if (const auto* edited = std::get_if<WebinarEdited>(&event)) return &edited->webinar;
  return nullptr;
}

/// The texts of an event that is about an attendee; none of any other.
struct AttendeeTexts {
  AttendeeEvent::Kind kind{};
  std::string_view attendee, session, profile;
};

std::optional<AttendeeTexts> attendee_texts(const Event& event) {
  using Kind = AttendeeEvent::Kind;
  if (const auto* joined = std::get_if<AttendeeJoined>(&event)) {
    return AttendeeTexts{Kind::joined, joined->attendee, joined->session, {}};
  }
  if (const auto* left = std::get_if<AttendeeLeft>(&event)) {
    return AttendeeTexts{Kind::left, left->attendee, left->session, {}};
  }
  if (const auto* registered = std::get_if<AttendeeRegistered>(&event)) {
    return AttendeeTexts{Kind::registered, registered->attendee, {}, registered->profile};
  }
  if (const auto* unregistered = std::get_if<AttendeeUnregistered>(&event)) {
    return AttendeeTexts{Kind::unregistered, unregistered->attendee, {}, {}};
  }
  return std::nullopt;
}

}  // namespace

Result<Fed> DispatchQueue::Impl::feed(const Event& event, Instant now) {
  advance(now);
  WebinarRun* const run = find(webinar_of(event));
  if (run != nullptr) run->advance(now_);
  if (auto admitted = admits(event, run); !admitted) {
    ++counters_.refused;
    return std::move(admitted).error();
  }
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) {
    return counted(schedule(*scheduled, WebinarNumber{next_webinar_}));
  }
  if (const auto texts = attendee_texts(event)) {
    AttendeeEvent resolved = resolve(*run, texts->attendee, texts->session);
    resolved.kind = texts->kind;
    resolved.at = at(event);
    resolved.profile = texts->profile;
    recorder_.event(run->number(), resolved, now_);
    const Fed fed = keep_or_apply(*run, resolved, resolved.at);
    follow_up(*run);
    return fed;
  }
  recorder_.event(run->number(), event, now_);
  const Fed fed = keep_or_apply(*run, event, at(event));
  follow_up(*run);
  return fed;
}

/// The numbers of an attendee and a session, which get them by the first event that names them.
AttendeeEvent DispatchQueue::Impl::resolve(WebinarRun& run, std::string_view id, std::string_view session) {
  attendance::Attendance& attendance = run.attendance();
  AttendeeEvent event;
  const std::size_t known = attendance.size();
  event.attendee = attendance.intern(id);
  if (attendance.size() != known) recorder_.attendee(run.number(), event.attendee, id, now_);
  if (session.empty()) return event;
  const auto sessions = attendance.presence().sessions(event.attendee);
  event.session = attendance.session(event.attendee, session);
  if (event.session > sessions) recorder_.session(run.number(), event.attendee, event.session, session, now_);
  return event;
}

template <class Admitted>
Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const Admitted& event, Instant happened) {
  if (happened <= now_) return counted(run.apply(event));
  ahead_.keep(run.number(), event);
  return counted(Fed::ahead);
}
template Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const Event& event, Instant happened);
template Fed DispatchQueue::Impl::keep_or_apply(WebinarRun& run, const AttendeeEvent& event, Instant happened);

Fed DispatchQueue::Impl::counted(Fed fed) {
  switch (fed) {
    case Fed::applied:
      ++counters_.applied;
      break;
    case Fed::late:
      ++counters_.late;
      break;
    case Fed::ahead:
      ++counters_.ahead;
      break;
    case Fed::duplicate:
      ++counters_.duplicate;
      break;
    case Fed::ignored:
      ++counters_.ignored;
      break;
  }
  return fed;
}

Result<void> DispatchQueue::Impl::admits(const Event& event, const WebinarRun* run) const {
  const Instant happened = at(event);
  if (happened < kEarliestInstant || happened > kLatestInstant) {
    return Error{ErrorCode::invalid, "expected an instant in 1970 to 2262, found " + to_string(happened), "/at"};
  }
  if (happened > now_ + options_.max_skew) {
    return Error{ErrorCode::too_far_ahead,
                 "expected an instant at most " + to_string(options_.max_skew) + " after " + to_string(now_) +
                     ", found " + to_string(happened),
                 "/at"};
  }
  const Webinar* const definition = definition_in(event);
  if (definition != nullptr) {
    if (auto checked = within(check(*definition), "/webinar"); !checked) return checked;
  }
  if (const auto* registered = std::get_if<AttendeeRegistered>(&event);
      registered != nullptr && registered->profile.size() > limits::kPayloadBytes) {
    return Error{ErrorCode::limit,
                 "expected a profile of at most 262144 bytes, found " + std::to_string(registered->profile.size()),
                 "/profile"};
  }
  if (run == nullptr) {
    if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) return admits_new(*scheduled);
    const std::string where = definition != nullptr ? "/webinar/id" : "/webinar";
    if (auto checked = model::check_id(webinar_of(event), where); !checked) return checked;
    return Error{ErrorCode::unknown, "expected a known webinar, found \"" + std::string{webinar_of(event)} + "\"",
                 where};
  }
  if (happened > now_ && ahead_.size() == limits::kEventsAhead) {
    return Error{ErrorCode::limit, "expected at most 1048576 events ahead of now, found one more", "/at"};
  }
  return run->admits(event);
}

Result<void> DispatchQueue::Impl::admits_new(const WebinarScheduled& event) const {
  if (webinars_.size() == limits::kWebinars) {
    return Error{ErrorCode::limit, "expected at most 1048576 webinars, found one more", "/webinar/id"};
  }
  return WebinarRun::check_connections(event.webinar, connections_);
}

Fed DispatchQueue::Impl::schedule(const WebinarScheduled& event, WebinarNumber number) {
  next_webinar_ = static_cast<std::uint64_t>(number) + 1;
  recorder_.event(number, event, now_);
  auto run = std::make_unique<WebinarRun>(number, event, options_, connections_, now_);
  WebinarRun& scheduled = *run;
  webinars_[number].run = std::move(run);
  by_id_.emplace(scheduled.id(), &scheduled);
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
