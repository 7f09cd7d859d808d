/* What needs no queue. */
#include "check.h"

static void instants_and_durations(void) {
  int64_t value = 0;
  int32_t kind = -1;
  usher_text text = {0};
  CHECK_OK(usher_parse_instant("2026-03-29T19:00:00+02:00", USHER_TO_NUL, &value));
  CHECK(value == kStart);
  CHECK_OK(usher_format_instant(value, &text));
  CHECK_TEXT(text, "2026-03-29T17:00:00.000Z");
  CHECK_FAILS(usher_parse_instant("2026-03-29", USHER_TO_NUL, &value), USHER_INVALID);
  CHECK_OK(usher_parse_duration("-PT10M", USHER_TO_NUL, 1, &value));
  CHECK(value == -10 * kMinute);
  CHECK_FAILS(usher_parse_duration("-PT10M", USHER_TO_NUL, 0, &value), USHER_INVALID);
  CHECK_OK(usher_format_duration(90 * kMinute, &text));
  CHECK_TEXT(text, "PT1H30M");
  CHECK_FAILS(usher_format_duration(INT64_MIN, &text), USHER_INVALID);
  CHECK_OK(usher_parse_local("2026-03-29T02:30:00", USHER_TO_NUL, "Europe/Berlin", USHER_TO_NUL, &value, &kind));
  CHECK(kind == USHER_LOCAL_SKIPPED);
  CHECK_FAILS(usher_parse_local("2026-03-29T02:30:00", USHER_TO_NUL, "Europe/Berlim", USHER_TO_NUL, &value, NULL),
              USHER_UNKNOWN);
}

static void lines_are_read_without_a_queue(void) {
  usher_line line = {.size = sizeof line};
  CHECK_OK(
      usher_read_line("{\"type\":\"webinar.scheduled\",\"at\":\"2026-03-29T08:00:00Z\",\"seen\":"
                      "\"2026-03-29T17:00:00Z\",\"webinar\":{\"id\":\"w\",\"start\":\"2026-03-29T02:30:00\","
                      "\"zone\":\"Europe/Berlin\",\"duration\":\"PT1H\"}}",
                      USHER_TO_NUL, &line));
  CHECK(line.what == USHER_LINE_EVENT && line.at == kMorning && line.seen == kStart);
  CHECK(contains(line.notices, "\"where\":\"/webinar/start\""));
  CHECK_OK(usher_read_line("{\"type\":\"queue\"}", USHER_TO_NUL, &line));
  CHECK(line.what == USHER_LINE_QUEUE && line.at == USHER_NONE && line.seen == USHER_NONE);
  CHECK_TEXT(line.notices, "[]");
  CHECK_FAILS(usher_read_line("[]", 2, &line), USHER_MALFORMED);
}

static void definitions_are_checked_alone(void) {
  CHECK_OK(usher_check_line("{\"type\":\"queue\"}", USHER_TO_NUL));
  CHECK_OK(usher_check_line("{\"type\":\"webinar.started\",\"at\":\"2026-03-29T17:00:00Z\",\"webinar\":\"w\"}",
                            USHER_TO_NUL));
  CHECK_FAILS(usher_check_line("{\"type\":\"connection\",\"id\":\"c\",\"batch\":0}", USHER_TO_NUL), USHER_INVALID);
  CHECK_ERROR("/batch", "expected a batch of 1 to 10000, found 0");
  CHECK_FAILS(usher_check_line("{\"type\":\"webinar.edited\",\"at\":\"2026-03-29T17:00:00Z\",\"webinar\":{\"id\":\"w\","
                               "\"start\":\"2026-03-29T17:00:00Z\",\"duration\":\"PT0S\"}}",
                               USHER_TO_NUL),
              USHER_INVALID);
  CHECK_ERROR("/webinar/duration", "expected");
  CHECK_FAILS(usher_check_line("{", 1), USHER_MALFORMED);
}

static void reckoning(void) {
  int64_t duration = 0;
  CHECK_OK(usher_backoff("w/r/ada/1", USHER_TO_NUL, 1, &duration));
  CHECK(duration >= 500 && duration <= 1000);
  CHECK_FAILS(usher_backoff("w/r/ada/1", USHER_TO_NUL, 0, &duration), USHER_INVALID);
  CHECK_OK(usher_mark_distance(90 * kMinute, 6000, &duration));
  CHECK(duration == 54 * kMinute);
  CHECK_FAILS(usher_mark_distance(90 * kMinute, 10001, &duration), USHER_INVALID);
  CHECK_OK(usher_expected_time("{\"type\":\"connection\",\"id\":\"c\",\"call_time\":\"PT1S\",\"batch\":10}",
                               USHER_TO_NUL, 100, &duration));
  CHECK(duration == 10 * 1000);
  CHECK_FAILS(usher_expected_time("{\"type\":\"queue\"}", USHER_TO_NUL, 1, &duration), USHER_INVALID);
  CHECK_FAILS(usher_expected_time("{\"type\":\"connection\",\"id\":\"\"}", USHER_TO_NUL, 1, &duration), USHER_INVALID);
  CHECK_FAILS(usher_expected_time("{\"type\":\"connection\",\"id\":\"c\"}", USHER_TO_NUL, UINT64_MAX, &duration),
              USHER_INVALID);
}

const test kValues[] = {{"instants and durations are read and written", instants_and_durations},
                        {"lines are read without a queue", lines_are_read_without_a_queue},
                        {"definitions are checked alone", definitions_are_checked_alone},
                        {"backoff, mark and expected time are reckoned", reckoning},
                        {0}};
