// Dead letters, by pair and by key, in the order in which they died (S25).
#include "lane/dead_letters.hpp"

#include <memory>
#include <string>
#include <vector>

#include "attendance/attendance.hpp"
#include "support/catch.hpp"

using usher::AttendeeIndex;
using usher::Instant;
using usher::Rule;
using usher::RuleIndex;
using usher::attendance::Attendance;
using usher::lane::Attempt;
using usher::lane::DeadLetters;
using usher::lane::WebinarNumber;
using usher::model::HandoverKey;

namespace {

constexpr WebinarNumber kRun{0};
constexpr WebinarNumber kOther{1};
constexpr RuleIndex kRule{2};
constexpr AttendeeIndex kAda{0}, kBob{1}, kCleo{2};

void bury(DeadLetters& letters, WebinarNumber webinar, AttendeeIndex attendee, const std::string& reason) {
  static const auto rule = std::make_shared<const Rule>(Rule{.id = "pitch", .connection = "crm"});
  Attempt attempt;
  attempt.webinar = webinar;
  attempt.rule_index = kRule;
  attempt.rule = rule;
  attempt.attendee = attendee;
  attempt.order = 7 + static_cast<std::uint32_t>(attendee);
  attempt.decision.standing.online = attendee == kBob;
  letters.add(std::move(attempt), reason, Instant{});
}

void know(Attendance& attendance, const char* who, const char* profile) {
  const AttendeeIndex attendee = attendance.intern(who);
  attendance.registrations().set_profile(attendee, profile, Instant{});
}

std::string reasons(const DeadLetters& letters) {
  std::string text;
  letters.for_each([&](const DeadLetters::Letter& letter) { text += std::string{letter.reason} + " "; });
  return text;
}

std::string profiles(const DeadLetters& letters) {
  std::string text;
  letters.for_each([&](const DeadLetters::Letter& letter) {
    const auto& texts = letter.attempt.texts;
    text += (texts == nullptr ? "registered" : texts->profile) + " ";
  });
  return text;
}

}  // namespace

TEST_CASE("S25: dead letters are listed in the order in which they died, and taken off by the pair they are of") {
  DeadLetters letters;
  bury(letters, kRun, kAda, "first");
  bury(letters, kRun, kBob, "second");
  bury(letters, kOther, kAda, "third");
  CHECK(reasons(letters) == "first second third ");
  CHECK(letters.find({kOther, kRule, kAda})->reason == "third");
  CHECK_FALSE(letters.take({kRun, kRule, kCleo}));
  const auto bob = letters.take({kRun, kRule, kBob});
  REQUIRE(bob);
  CHECK(bob->is_of(kRun, kRule, kBob));
  CHECK(bob->order == 8);
  CHECK(bob->decision.standing.online);
  CHECK_FALSE(letters.take({kRun, kRule, kBob}));
  CHECK_FALSE(letters.find({kRun, kRule, kBob}));
  CHECK(reasons(letters) == "first third ");
  CHECK(letters.size() == 2);
  CHECK(letters.rules_of(kRun, kAda) == std::vector{kRule});
  CHECK(letters.rules_of(kRun, kBob).empty());
  CHECK(letters.any_of(kRun));
  CHECK(letters.take({kRun, kRule, kAda}));
  CHECK_FALSE(letters.any_of(kRun));
  CHECK(letters.any_of(kOther));
}

TEST_CASE("S25: of letters with equal keys, as of a webinar whose id came again, the oldest is found first") {
  DeadLetters letters;
  Attendance attendance;
  for (const char* who : {"ada", "bob"}) know(attendance, who, "");
  const HandoverKey key{"launch", "pitch", "ada", 1};
  bury(letters, kOther, kAda, "of the second run");
  bury(letters, kRun, kBob, "between");
  bury(letters, kRun, kAda, "of the first run, which was resubmitted");
  CHECK_FALSE(letters.find_outlived(key));
  letters.outlive(kRun, "launch", attendance);
  CHECK(letters.find_outlived(key)->reason == "of the first run, which was resubmitted");
  letters.outlive(kOther, "launch", attendance);
  CHECK(letters.find_outlived(key)->reason == "of the second run");
  for (const HandoverKey& other :
       {HandoverKey{"lunch", "pitch", "ada", 1}, HandoverKey{"launch", "all", "ada", 1},
        HandoverKey{"launch", "pitch", "dan", 1}, HandoverKey{"launch", "pitch", "ada", 2}}) {
    CHECK_FALSE(letters.find_outlived(other));
  }
  DeadLetters::Outlived found;
  letters.find_outlived("launch", "ada", found);
  CHECK(found.size() == 2);
  CHECK(letters.take({kOther, kRule, kAda}));
  CHECK(letters.find_outlived(key)->attempt.webinar == kRun);
  CHECK(*letters.find_outlived(key)->attempt.texts->webinar == "launch");
  CHECK(letters.take({kRun, kRule, kAda}));
  CHECK_FALSE(letters.find_outlived(key));
  CHECK(reasons(letters) == "between ");
}

TEST_CASE("S25: a letter has the profile of its call, whatever the attendee's becomes, and where the webinar is gone") {
  DeadLetters letters;
  Attendance attendance;
  know(attendance, "ada", "of ada");
  know(attendance, "bob", "of bob");
  bury(letters, kRun, kAda, "no");
  bury(letters, kRun, kBob, "no");
  bury(letters, kOther, kAda, "no");
  CHECK(profiles(letters) == "registered registered registered ");
  letters.keep_profile(kRun, kAda, "of ada");
  know(attendance, "ada", "new");
  letters.keep_profile(kRun, kAda, "new");
  know(attendance, "ada", "newest");
  CHECK(profiles(letters) == "of ada registered registered ");
  letters.outlive(kRun, "launch", attendance);
  CHECK(profiles(letters) == "of ada of bob registered ");
  CHECK(letters.find({kRun, kRule, kBob})->attempt.texts->attendee == "bob");
}
