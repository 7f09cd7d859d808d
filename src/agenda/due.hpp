// From a rule's anchor to its due instant: SPEC S5, S12, S13 as pure functions.
#pragma once

#include <optional>

#include "agenda/facts.hpp"
#include "attendance/registrations.hpp"
#include "usher/webinar.hpp"

namespace usher::agenda {

/// The value of a webinar-anchored rule, anchor + offset; none while the anchor is unknown.
[[nodiscard]] std::optional<Instant> webinar_value(const Rule& rule, const Facts& facts);

/// When a value falls due that it has had since `since`: one that lies before never does, or at once (S5).
[[nodiscard]] std::optional<Instant> due_of(std::optional<Instant> value, Instant since, WhenLate when_late);

/// What S13 makes of a due instant for one attendee: it stands for whoever is registered then, and may come at the
/// first registration after it, before the webinar ends, for who is not.
[[nodiscard]] std::optional<Instant> due_for(AttendeeIndex attendee, std::optional<Instant> due, WhenLate when_late,
                                             const attendance::Registrations& registrations,
                                             std::optional<Instant> end);

}  // namespace usher::agenda
