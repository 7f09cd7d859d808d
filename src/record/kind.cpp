// A switch without default, so that the compiler tells of a missing one.
#include "record/kind.hpp"

namespace usher::record {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::opened:
      return "opened";
    case Kind::connection:
      return "connection";
    case Kind::position:
      return "position";
    case Kind::paused:
      return "paused";
    case Kind::resumed:
      return "resumed";
    case Kind::checkpoint:
      return "checkpoint";
    case Kind::scheduled:
      return "scheduled";
    case Kind::edited:
      return "edited";
    case Kind::moved:
      return "moved";
    case Kind::started:
      return "started";
    case Kind::ended:
      return "ended";
    case Kind::cancelled:
      return "cancelled";
    case Kind::marker:
      return "marker";
    case Kind::attendee:
      return "attendee";
    case Kind::profile:
      return "profile";
    case Kind::session:
      return "session";
    case Kind::reason:
      return "reason";
    case Kind::registered:
      return "registered";
    case Kind::unregistered:
      return "unregistered";
    case Kind::joined:
      return "joined";
    case Kind::left:
      return "left";
    case Kind::call_started:
      return "call_started";
    case Kind::call_completed:
      return "call_completed";
    case Kind::planes:
      return "planes";
    case Kind::claimed:
      return "claimed";
    case Kind::settled:
      return "settled";
    case Kind::taken_out:
      return "taken_out";
    case Kind::resubmitted:
      return "resubmitted";
    case Kind::letter_dropped:
      return "letter_dropped";
    case Kind::forgotten:
      return "forgotten";
  }
  return {};
}

}  // namespace usher::record
