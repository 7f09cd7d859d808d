// The personal due instants of a webinar: of attendee-anchored rules, and of who registers after a rule was due.
//
// They are expectations. One is looked at again when it comes into view, which is when its calls may begin (S19), and
// forgotten where it no longer holds; whatever changes an attendee's instant expects the new one as well.
#pragma once

#include <queue>
#include <tuple>
#include <vector>

#include "model/index.hpp"
#include "usher/time.hpp"

namespace usher::agenda {

struct Expectation {
  Instant view{};  ///< not after due
  Instant due{};
  RuleIndex rule{};
  AttendeeIndex attendee{};
  friend bool operator>(const Expectation& a, const Expectation& b) noexcept {
    return std::tie(a.view, a.due, a.rule, a.attendee) > std::tie(b.view, b.due, b.rule, b.attendee);
  }
};

using Stream = std::priority_queue<Expectation, std::vector<Expectation>, std::greater<>>;

}  // namespace usher::agenda
