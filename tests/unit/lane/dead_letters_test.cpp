// Dead letters, by key, in the order in which they died (S25).
#include "lane/dead_letters.hpp"

#include <memory>
#include <string>
#include <vector>

#include "support/catch.hpp"

using usher::AttendeeIndex;
using usher::DeadLetter;
using usher::RuleIndex;
using usher::lane::Attempt;
using usher::lane::DeadLetters;
using usher::lane::WebinarNumber;

namespace {

constexpr WebinarNumber kRun{0};
constexpr WebinarNumber kOther{1};
constexpr RuleIndex kRule{2};
constexpr AttendeeIndex kAda{3}, kBob{4}, kCleo{5};

void bury(DeadLetters& letters, WebinarNumber webinar, AttendeeIndex attendee, const std::string& key,
          const std::string& reason) {
  auto letter = std::make_shared<DeadLetter>();
  letter->key = key;
  letter->reason = reason;
  Attempt attempt;
  attempt.webinar = webinar;
  attempt.rule_index = kRule;
  attempt.attendee = attendee;
  letters.add(std::move(attempt), std::move(letter));
}

std::string reasons(const DeadLetters& letters) {
  std::string text;
  for (const DeadLetter& letter : letters.list()) text += letter.reason + " ";
  return text;
}

}  // namespace

TEST_CASE("S25: dead letters are listed in the order in which they died, and taken off by the pair they are of") {
  DeadLetters letters;
  bury(letters, kRun, kAda, "z", "first");
  bury(letters, kRun, kBob, "a", "second");
  bury(letters, kOther, kAda, "m", "third");
  CHECK(reasons(letters) == "first second third ");
  CHECK(letters.find("a")->letter->reason == "second");
  CHECK(letters.find("b") == nullptr);
  CHECK(letters.find(kOther, kRule, kAda)->letter->reason == "third");
  CHECK_FALSE(letters.take(kRun, kRule, kCleo));
  CHECK(letters.take(kRun, kRule, kBob)->letter->reason == "second");
  CHECK_FALSE(letters.take(kRun, kRule, kBob));
  CHECK(letters.find("a") == nullptr);
  CHECK(reasons(letters) == "first third ");
  CHECK(letters.size() == 2);
  CHECK(letters.rules_of(kRun, kAda) == std::vector{kRule});
  CHECK(letters.rules_of(kRun, kBob).empty());
  CHECK(letters.any_of(kRun));
  CHECK(letters.take(kRun, kRule, kAda));
  CHECK_FALSE(letters.any_of(kRun));
  CHECK(letters.any_of(kOther));
}

TEST_CASE("S25: of letters with equal keys, as of a webinar whose id came again, the oldest is found first") {
  DeadLetters letters;
  bury(letters, kRun, kAda, "launch/pitch/ada/1", "of the first run");
  bury(letters, kRun, kBob, "other", "between");
  bury(letters, kOther, kAda, "launch/pitch/ada/1", "of the second run");
  CHECK(letters.find("launch/pitch/ada/1")->letter->reason == "of the first run");
  CHECK(letters.take(kRun, kRule, kAda));
  CHECK(letters.find("launch/pitch/ada/1")->letter->reason == "of the second run");
  CHECK(letters.take(kOther, kRule, kAda));
  CHECK(reasons(letters) == "between ");
}
