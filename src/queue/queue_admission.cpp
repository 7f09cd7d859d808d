// What of an event is refused before anything of it is applied, and why.
#include "model/id.hpp"
#include "queue/queue_impl.hpp"
#include "usher/limits.hpp"

namespace usher {

using queue::AttendeeTexts;
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

Result<void> unknown_webinar(std::string_view webinar, std::string where) {
  if (auto checked = model::check_id(webinar, where); !checked) return checked;
  return queue::unknown("webinar", webinar, std::move(where));
}

}  // namespace

Result<void> DispatchQueue::Impl::admits(const Event& event, const WebinarRun* run) const {
  const Instant happened = at(event);
  if (auto instant = admits_instant(happened, nullptr); !instant) return instant;
  const Webinar* const definition = definition_in(event);
  if (definition != nullptr) {
    if (auto checked = within(check(*definition), "/webinar"); !checked) return checked;
  }
  if (run == nullptr) {
    if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) return admits_new(*scheduled);
    return unknown_webinar(webinar_of(event), definition != nullptr ? "/webinar/id" : "/webinar");
  }
  if (auto instant = admits_instant(happened, run); !instant) return instant;
  return run->admits(event);
}

Result<void> DispatchQueue::Impl::admits(const AttendeeTexts& texts, const WebinarRun* run,
                                         std::optional<AttendeeIndex> known) const {
  if (auto instant = admits_instant(texts.at, nullptr); !instant) return instant;
  if (texts.profile.size() > limits::kPayloadBytes) {
    return Error{ErrorCode::limit,
                 "expected a profile of at most 262144 bytes, found " + std::to_string(texts.profile.size()),
                 "/profile"};
  }
  if (run == nullptr) return unknown_webinar(texts.webinar, "/webinar");
  if (auto instant = admits_instant(texts.at, run); !instant) return instant;
  return run->admits(texts, known);
}

/// Of a webinar that is known, one more event may be ahead of now only if there is room.
Result<void> DispatchQueue::Impl::admits_instant(Instant happened, const WebinarRun* run) const {
  if (happened < kEarliestInstant || happened > kLatestInstant) {
    return Error{ErrorCode::invalid, "expected an instant in 1970 to 2262, found " + to_string(happened), "/at"};
  }
  if (happened > now_ + options_.max_skew) {
    return Error{ErrorCode::too_far_ahead,
                 "expected an instant at most " + to_string(options_.max_skew) + " after " + to_string(now_) +
                     ", found " + to_string(happened),
                 "/at"};
  }
  if (run != nullptr && happened > now_ && ahead_.size() == limits::kEventsAhead) {
    return Error{ErrorCode::limit, "expected at most 1048576 events ahead of now, found one more", "/at"};
  }
  return {};
}

Result<void> DispatchQueue::Impl::admits_new(const WebinarScheduled& event) const {
  if (webinars_.size() == limits::kWebinars) {
    return Error{ErrorCode::limit, "expected at most 1048576 webinars, found one more", "/webinar/id"};
  }
  return WebinarRun::check_connections(event.webinar, connections_);
}

}  // namespace usher
