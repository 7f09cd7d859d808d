// The personal due instants of a webinar: of attendee-anchored rules, and of who registers after a rule was due.
//
// They are expectations. One is looked at again when its instant comes, and forgotten where it no longer holds;
// whatever changes an attendee's instant expects the new one as well.
#pragma once

#include <queue>
#include <tuple>
#include <vector>

#include "model/index.hpp"
#include "usher/time.hpp"

namespace usher::agenda {

struct Expectation {
  Instant due{};
  RuleIndex rule{};
  AttendeeIndex attendee{};
  friend bool operator>(const Expectation& a, const Expectation& b) noexcept {
    return std::tie(a.due, a.rule, a.attendee) > std::tie(b.due, b.rule, b.attendee);
  }
};

using Stream = std::priority_queue<Expectation, std::vector<Expectation>, std::greater<>>;

}  // namespace usher::agenda
