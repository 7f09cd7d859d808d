// The referee is judged by hand: one call at a time.
#include "referee.hpp"

#include "evening.hpp"
#include "support/catch.hpp"

namespace usher::property {
namespace {

/// ada and bob are in the room from minute 61 and 62, cyd is registered; `on` is for those online in minute 75, `late`
/// ten minutes after somebody has participated, which nobody has before the mark in minute 90.
class Pitch {
 public:
  explicit Pitch(std::int32_t batch = 1) : referee_(Options{}, kOrigin) {
    referee_.add({.id = "target", .batch = batch});
    Happening scheduled{.kind = Happening::Kind::scheduled, .at = minute(0), .webinar = "w"};
    scheduled.definition = {.id = "w", .start = minute(60), .duration = std::chrono::minutes{60}};
    scheduled.definition.threshold.hundredths = 5'000;
    scheduled.definition.rules = {rule("on", Anchor::start(), 15, Audience::online()),
                                  rule("late", Anchor::participated(), 5, Audience::all())};
    CHECK(referee_.feed(scheduled, minute(0)).refusals.empty());
    tell(Happening::Kind::registered, "cyd", 1);
    tell(Happening::Kind::joined, "ada", 61);
    tell(Happening::Kind::joined, "bob", 62);
  }

  void tell(Happening::Kind kind, const std::string& who, int at) {
    CHECK(
        referee_.feed({.kind = kind, .at = minute(at), .webinar = "w", .attendee = who}, minute(at)).refusals.empty());
  }

  /// What is wrong with a call of a rule for these, started then, decided then.
  std::string foul(const std::string& rule, const std::vector<std::string>& attendees, int due, Instant now) {
    CallImage call;
    call.id = 1;
    call.lane = "main";
    call.connection = "target";
    call.webinar = "w";
    call.rule = rule;
    call.started_at = now;
    for (const std::string& each : attendees) {
      HandoverImage handover;
      handover.attendee = each;
      handover.key = "w/" + rule + "/" + each + "/1";
      handover.due = minute(due);
      handover.decided_at = std::min(now, minute(due));
      handover.standing = {.attended = true, .participant = now >= minute(90), .online = true};
      call.handovers.push_back(handover);
    }
    return referee_.judge({}, call, now);
  }
  std::string foul_of_none(Instant now) { return referee_.judge({}, {}, now); }

 private:
  Referee referee_;
};

bool says(const std::string& foul, const std::string& text) {
  return foul.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a call within the lead is fair, one before it is not (S19)") {
  CHECK(Pitch{}.foul("on", {"ada"}, 75, minute(65)).empty());
  CHECK(says(Pitch{}.foul("on", {"ada"}, 75, minute(65) - Duration{1}), "may not start now"));
}

TEST_CASE("nobody is called whom the rule does not take now (S15c)") {
  CHECK(says(Pitch{}.foul("on", {"cyd"}, 75, minute(70)), "may not start now"));
  Pitch left;
  left.tell(Happening::Kind::left, "ada", 68);
  CHECK(says(left.foul("on", {"ada"}, 75, minute(70)), "may not start now"));
  Pitch unregistered;
  unregistered.tell(Happening::Kind::unregistered, "ada", 68);
  CHECK(says(unregistered.foul("on", {"ada"}, 75, minute(70)), "may not start now"));
}

TEST_CASE("whoever changed longest ago goes first, and batches are filled (S20a)") {
  CHECK(says(Pitch{}.foul("on", {"bob"}, 75, minute(70)), "may not start now"));
  CHECK(Pitch{2}.foul("on", {"ada", "bob"}, 75, minute(70)).empty());
  CHECK(says(Pitch{2}.foul("on", {"ada"}, 75, minute(70)), "may not start now"));
  Pitch again;
  again.tell(Happening::Kind::joined, "ada", 64);
  CHECK(again.foul("on", {"bob"}, 75, minute(70)).empty());
}

TEST_CASE("an anchor that is still ahead is not known (S19a)") {
  CHECK(says(Pitch{}.foul("late", {"ada"}, 95, minute(90) - Duration{1}), "may not start now"));
  CHECK(Pitch{}.foul("late", {"ada"}, 95, minute(90)).empty());
}

TEST_CASE("something past due waits for others up to max_defer, and no longer (S20b)") {
  CHECK(Pitch{}.foul("late", {"ada"}, 95, minute(90)).empty());
  CHECK(says(Pitch{}.foul("late", {"ada"}, 95, minute(91)), "too much is put off"));
}

TEST_CASE("what a call tells is looked at (S16)") {
  CHECK(Pitch{}.foul("on", {"ada"}, 75, minute(80)).empty());
  CHECK(says(Pitch{}.foul("on", {"ada"}, 74, minute(70)), "differs from"));
}

TEST_CASE("before due one may wait, from due on not (S19)") {
  Pitch pitch;
  CHECK(pitch.foul_of_none(minute(75) - Duration{1}).empty());
  CHECK(says(pitch.foul_of_none(minute(75)), "waits though it is due"));
}

}  // namespace usher::property
