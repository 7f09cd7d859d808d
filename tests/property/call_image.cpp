#include "call_image.hpp"

#include <tuple>

#include "happening.hpp"

namespace usher::property {
namespace {

std::string letters_of(Standing standing) {
  return std::string{standing.attended ? "attended " : ""} + (standing.participant ? "participant " : "") +
         (standing.online ? "online" : "offline");
}

}  // namespace

bool in_order(const PendingImage& left, const PendingImage& right) {
  return std::tie(left.webinar, left.rule, left.attendee, left.state) <
         std::tie(right.webinar, right.rule, right.attendee, right.state);
}

CallImage image_of(const Call& call) {
  CallImage image{.id = static_cast<std::uint64_t>(call.id()),
                  .kind = call.kind(),
                  .lane = std::string{call.lane()},
                  .connection = std::string{call.connection()},
                  .webinar = std::string{call.webinar()},
                  .rule = std::string{call.rule()},
                  .action = std::string{call.action()},
                  .started_at = call.started_at(),
                  .handovers = {}};
  for (const Handover& each : call.handovers())
    image.handovers.push_back({std::string{each.attendee}, std::string{each.profile}, std::string{each.key}, each.due,
                               each.decided_at, each.standing, each.attempt});
  return image;
}

std::string describe(const CallImage& call, Instant origin) {
  std::string text = std::string{to_string(call.kind)} + " call " + std::to_string(call.id) + " lane " + call.lane +
                     " over " + call.connection + ", " + call.webinar + "/" + call.rule + " action '" + call.action +
                     "' started " + describe(call.started_at, origin);
  for (const HandoverImage& each : call.handovers)
    text += "\n      " + each.attendee + " key " + each.key + " due " + describe(each.due, origin) + " decided " +
            describe(each.decided_at, origin) + " as " + letters_of(each.standing) + ", attempt " +
            std::to_string(each.attempt) + ", profile '" + each.profile + "'";
  return text;
}

std::string describe(const PendingImage& pending, Instant origin) {
  constexpr const char* kStates[]{"waiting", "in flight", "retrying"};
  return pending.webinar + "/" + pending.rule + "/" + pending.attendee + " " + std::string{to_string(pending.kind)} +
         " due " + describe(pending.due, origin) + " " + kStates[static_cast<int>(pending.state)] + ", attempts " +
         std::to_string(pending.attempts);
}

std::string describe(const DeadLetter& letter, Instant origin) {
  return letter.key + " " + std::string{to_string(letter.kind)} + " over " + letter.connection + " action '" +
         letter.action + "' profile '" + letter.profile + "' due " + describe(letter.due, origin) + " decided " +
         describe(letter.decided_at, origin) + " as " + letters_of(letter.standing) + " died " +
         describe(letter.died_at, origin) + " attempts " + std::to_string(letter.attempts) + " reason '" +
         letter.reason + "'";
}

}  // namespace usher::property
