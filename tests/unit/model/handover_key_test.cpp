// The key of a handover as text, and back (Handover::key).
#include "model/handover_key.hpp"

#include <string>

#include "support/catch.hpp"

using usher::model::HandoverKey;
using usher::model::parse_handover_key;
using usher::model::to_text;

TEST_CASE("a key is read back as it was written, whatever its ids hold") {
  const HandoverKey key{"a/b", "100%", "%2F/%25", 12};
  const std::string text = "a%2Fb/100%25/%252F%2F%2525/12";
  CHECK(to_text(key) == text);
  const auto read = parse_handover_key(text);
  REQUIRE(read);
  CHECK(read->webinar == key.webinar);
  CHECK(read->rule == key.rule);
  CHECK(read->attendee == key.attendee);
  CHECK(read->generation == 12);
}

TEST_CASE("what no handover has as its key is none") {
  for (const char* text : {"", "w", "w/r/a", "w/r/a/", "w/r/a/1/", "w/r/a/b/1", "w/r/a/01", "w/r/a/+1", "w/r/a/1 ",
                           "w/r/a/99999999999", "w%2f/r/a/1", "w%/r/a/1", "w%41/r/a/1"}) {
    INFO(text);
    CHECK_FALSE(parse_handover_key(text));
  }
}
