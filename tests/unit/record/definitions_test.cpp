// Definitions as bytes, and back.
#include "record/definitions.hpp"

#include <string>

#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace usher;
using record::ByteReader;
using record::ByteWriter;

namespace {

template <class T, class Read>
void check_round_trip(const T& value, Read read) {
  std::string bytes;
  ByteWriter out{bytes};
  record::write(out, value);
  ByteReader in{bytes};
  CHECK(read(in) == value);
  CHECK(in.empty());
  CHECK_FALSE(in.failed());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut{std::string_view{bytes}.substr(0, size)};
    static_cast<void>(read(cut));
    CHECK(cut.failed());
  }
}

}  // namespace

TEST_CASE("options, connections and webinars come back as they were written, and not from less") {
  check_round_trip(Options{.walk_ins = WalkIns::ignore, .max_skew = 1ms, .retain = 3h, .max_defer = 0ms},
                   record::read_options);
  check_round_trip(Connection{.id = "crm",
                              .lane = "tenant",
                              .batch = 100,
                              .spacing = 20ms,
                              .call_time = 5s,
                              .max_lead = 0ms,
                              .max_attempts = 3,
                              .give_up_after = 48h,
                              .on_unknown = OnUnknown::hold},
                   record::read_connection);
  check_round_trip(Webinar{.id = "launch",
                           .title = "Über alles",
                           .start = Instant{Duration{1'777'000'000'123}},
                           .duration = 90min,
                           .timing = Timing::live,
                           .threshold = {.hundredths = 60'25, .measure = Threshold::Measure::watched},
                           .rules = {{.id = "pitch",
                                      .when = Anchor::at_marker("offer"),
                                      .offset = -90s,
                                      .audience = Audience::online() & Audience::participants(),
                                      .connection = "crm",
                                      .action = R"({"tag":"x"})",
                                      .when_late = WhenLate::at_once,
                                      .correct = true,
                                      .correct_for = 7min},
                                     {.id = "hello", .when = Anchor::registered(), .connection = "crm"}}},
                   record::read_webinar);
}
