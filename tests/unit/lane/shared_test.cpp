// Equal values, each kept once.
#include "lane/shared.hpp"

#include <string>

#include "support/catch.hpp"

using usher::lane::Shared;

TEST_CASE("equal values are one, which is there until the last one who has it gives it back") {
  Shared<std::string> texts;
  const auto first = texts.take("gone");
  const auto second = texts.take("gone");
  const auto other = texts.take("no such list");
  CHECK(first == second);
  CHECK(&*first == &*second);
  CHECK_FALSE(first == other);
  CHECK(texts.size() == 2);
  texts.give_back(first);
  CHECK(*second == "gone");
  CHECK(texts.size() == 2);
  texts.give_back(second);
  CHECK(texts.size() == 1);
  CHECK(other->size() == 12);
  texts.give_back(other);
  CHECK(texts.size() == 0);
}
