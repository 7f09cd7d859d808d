// Dead letters, by key, in the order in which they died (S25).
#include "lane/dead_letters.hpp"

#include <memory>
#include <string>

#include "support/catch.hpp"

using usher::DeadLetter;
using usher::lane::Attempt;
using usher::lane::DeadLetters;
using usher::lane::WebinarNumber;

namespace {

void bury(DeadLetters& letters, const std::string& key, const std::string& reason) {
  auto letter = std::make_shared<DeadLetter>();
  letter->key = key;
  letter->reason = reason;
  letters.add(Attempt{}, std::move(letter));
}

std::string reasons(const DeadLetters& letters) {
  std::string text;
  for (const DeadLetter& letter : letters.list()) text += letter.reason + " ";
  return text;
}

}  // namespace

TEST_CASE("S25: dead letters are listed in the order in which they died, and taken off by key") {
  DeadLetters letters;
  bury(letters, "z", "first");
  bury(letters, "a", "second");
  bury(letters, "m", "third");
  CHECK(reasons(letters) == "first second third ");
  CHECK(letters.find("a", WebinarNumber{0})->letter->reason == "second");
  CHECK(letters.find("b", WebinarNumber{0}) == nullptr);
  CHECK_FALSE(letters.take("b"));
  CHECK(letters.take("a")->letter->reason == "second");
  CHECK_FALSE(letters.take("a"));
  CHECK(reasons(letters) == "first third ");
  CHECK(letters.size() == 2);
}

TEST_CASE("S25: of letters with equal keys, as of a webinar whose id came again, the oldest is taken first") {
  DeadLetters letters;
  bury(letters, "launch/pitch/ada/1", "of the first run");
  bury(letters, "other", "between");
  bury(letters, "launch/pitch/ada/1", "of the second run");
  CHECK(letters.size() == 3);
  CHECK(letters.take("launch/pitch/ada/1")->letter->reason == "of the first run");
  CHECK(letters.take("launch/pitch/ada/1")->letter->reason == "of the second run");
  CHECK(reasons(letters) == "between ");
}
