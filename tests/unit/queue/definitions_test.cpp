// Equal rules are kept once, whichever webinars they are of.
#include "queue/definitions.hpp"

#include "support/catch.hpp"

using usher::Rule;
using usher::queue::Definitions;

TEST_CASE("equal rules are one, as long as anybody has it, and others are not") {
  Definitions definitions;
  const Rule thanks{.id = "thanks", .connection = "crm", .action = R"({"tag":1})"};
  auto first = definitions.of(thanks);
  CHECK(*first == thanks);
  CHECK(definitions.of(thanks) == first);
  Rule other = thanks;
  other.correct = true;  // which is in no hash
  const auto second = definitions.of(other);
  CHECK(second != first);
  CHECK(second->correct);
  CHECK_FALSE(first->correct);
  const std::weak_ptr<const Rule> kept = second;
  CHECK(kept.use_count() == 1);
}
