// An attendee who was looked up once, to be fed by number: what a platform that holds a connection to each attendee
// keeps beside it.
//
//   auto ada = queue.find_attendee("launch", "ada");
//   if (ada) fed = queue.joined(*ada, happened_at, clock());
//   fed = queue.feed(usher::AttendeeMove{.who = *ada, .at = happened_at, .left = true}, clock());
//   answers = queue.feed(std::vector<usher::AttendeeMove>{{*ada, at}, {*bob, at, true}}, clock());
#pragma once

#include <cstdint>

#include "usher/time.hpp"

namespace usher {

/// Numbers that a queue has given, to be given back to it as they are. Good until the webinar is freed or the attendee
/// forgotten; then they are refused, and never taken for another's.
struct AttendeeHandle {
  std::uint64_t webinar = 0;
  std::uint32_t attendee = 0;
  friend bool operator==(const AttendeeHandle&, const AttendeeHandle&) = default;
};

/// A join or leave of the unnamed session, by handle.
struct AttendeeMove {
  AttendeeHandle who{};
  Instant at{};       ///< when it happened
  bool left = false;  ///< else joined, which is the default
};

}  // namespace usher
