/* What happens goes in: by ids, by handles, many at once, as text. */
#include "check.h"

static void typed_and_json_are_one(void) {
  usher_queue* const queue = evening();
  int32_t fed = -1;
  CHECK_OK(usher_joined(queue, "launch", 6, "ada", 3, "tab", 3, kStart, kStart, &fed));
  CHECK(fed == USHER_FED_APPLIED);
  CHECK_OK(usher_feed_json(queue,
                           "{\"type\":\"attendee.joined\",\"at\":\"2026-03-29T17:00:00Z\",\"webinar\":\"launch\","
                           "\"attendee\":\"ada\",\"session\":\"tab\"}",
                           USHER_TO_NUL, kStart, &fed));
  CHECK(fed == USHER_FED_DUPLICATE);
  CHECK_OK(usher_left(queue, "launch", 6, "ada", 3, "tab", 3, kStart - 1, kStart, &fed));
  CHECK(fed == USHER_FED_LATE);
  CHECK_OK(usher_unregistered(queue, "launch", 6, "ada", 3, kStart + 2, kStart, &fed));
  CHECK(fed == USHER_FED_AHEAD);
  usher_queue_destroy(queue);
}

static void other_lines_are_no_events(void) {
  usher_queue* const queue = evening();
  CHECK_FAILS(usher_feed_json(queue, "{\"type\":\"queue\"}", USHER_TO_NUL, kStart, NULL), USHER_INVALID);
  CHECK_ERROR("/type", "expected an event");
  CHECK_FAILS(usher_add_connection(queue, "{\"type\":\"queue\"}", USHER_TO_NUL), USHER_INVALID);
  CHECK_ERROR("/type", "expected a connection line");
  CHECK_FAILS(usher_add_connection(queue, "{", USHER_TO_NUL), USHER_MALFORMED);
  CHECK_FAILS(usher_add_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\"}", USHER_TO_NUL), USHER_DUPLICATE);
  CHECK_OK(usher_change_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\",\"batch\":5}", USHER_TO_NUL));
  CHECK_FAILS(usher_change_connection(queue, "{\"type\":\"connection\",\"id\":\"ads\"}", USHER_TO_NUL), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

static void handles_stand_for_ids(void) {
  usher_queue* const queue = evening();
  usher_attendee ada = 0, again = 0, bob = 0;
  int32_t fed = -1;
  CHECK_FAILS(usher_resolve(queue, "launch", 6, "ada", 3, &ada), USHER_UNKNOWN);
  CHECK_ERROR("/attendee", "expected a known attendee, found \"ada\"");
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(sign_up(queue, "bob", kMorning));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &ada));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &again));
  CHECK_OK(usher_resolve(queue, "launch", 6, "bob", 3, &bob));
  CHECK(ada != 0 && ada == again && ada != bob);
  CHECK_OK(usher_attendee_joined(queue, ada, kStart, kStart, &fed));
  CHECK_OK(usher_joined(queue, "launch", 6, "ada", 3, NULL, 0, kStart, kStart, &fed));
  CHECK(fed == USHER_FED_DUPLICATE);
  CHECK_OK(usher_attendee_left(queue, ada, kStart + 1, kStart + 1, &fed));
  CHECK(fed == USHER_FED_APPLIED);
  CHECK_FAILS(usher_resolve(queue, "lunch", 5, "ada", 3, &ada), USHER_UNKNOWN);
  CHECK_ERROR("/webinar", "expected a known webinar, found \"lunch\"");
  usher_queue_destroy(queue);
}

static void stale_handles_are_refused(void) {
  usher_queue* const queue = evening();
  usher_attendee ada = 0, bob = 0, later = 0;
  CHECK_FAILS(usher_attendee_joined(queue, 0, kStart, kStart, NULL), USHER_UNKNOWN);
  CHECK_FAILS(usher_attendee_joined(queue, UINT64_MAX, kStart, kStart, NULL), USHER_UNKNOWN);
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(sign_up(queue, "bob", kMorning));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &ada));
  CHECK_OK(usher_resolve(queue, "launch", 6, "bob", 3, &bob));
  CHECK_OK(usher_forget(queue, "launch", 6, "ada", 3, kStart));
  CHECK_FAILS(usher_attendee_joined(queue, ada, kStart, kStart, NULL), USHER_UNKNOWN);
  CHECK_OK(usher_attendee_joined(queue, bob, kStart, kStart, NULL));
  CHECK_OK(sign_up(queue, "ada", kStart));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &later));
  CHECK(later != ada);
  CHECK_FAILS(usher_attendee_joined(queue, ada, kStart, kStart, NULL), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

/* The same id, scheduled anew after the webinar was freed, is another webinar. */
static void handles_die_with_their_webinar(void) {
  const int64_t next_week = kEnd + INT64_C(7 * 24 * 3600 * 1000);
  usher_queue* const queue = evening();
  usher_attendee ada = 0;
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &ada));
  CHECK_OK(usher_attendee_joined(queue, ada, kStart, kStart, NULL));
  uint64_t call = 0;
  while ((call = next_call(queue, kEnd + kMinute)) != 0) CHECK_OK(usher_delivered(queue, call, kEnd + kMinute));
  CHECK(next_call(queue, next_week) == 0);
  CHECK_FAILS(usher_attendee_joined(queue, ada, next_week, next_week, NULL), USHER_UNKNOWN);
  CHECK_OK(
      usher_feed_json(queue,
                      "{\"type\":\"webinar.scheduled\",\"at\":\"2026-04-05T18:00:00Z\",\"webinar\":{\"id\":\"launch\","
                      "\"start\":\"2026-04-06T17:00:00Z\",\"duration\":\"PT90M\"}}",
                      USHER_TO_NUL, next_week, NULL));
  CHECK_FAILS(usher_attendee_joined(queue, ada, next_week, next_week, NULL), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

static void many_at_once(void) {
  usher_queue* const queue = evening();
  const usher_text launch = {"launch", 6}, ada = {"ada", 3}, bob = {"bob", 3}, tab = {"tab", 3};
  const usher_event events[] = {
      {.size = sizeof events[0], .what = USHER_REGISTERED, .at = kMorning, .webinar = launch, .attendee = ada},
      {.what = USHER_JOINED, .at = kStart, .webinar = launch, .attendee = bob, .detail = tab},
      {.what = USHER_JOINED, .at = kStart, .webinar = {"lunch", 5}, .attendee = bob},
      {.what = 7, .at = kStart, .webinar = launch, .attendee = ada},
      {.what = USHER_LEFT, .at = kStart + 1, .webinar = launch, .attendee = bob, .detail = tab},
      {.what = USHER_JOINED, .at = -1, .webinar = launch, .attendee = ada},
      {.what = USHER_UNREGISTERED, .at = kStart, .webinar = launch, .attendee = ada}};
  int32_t answers[7] = {0};
  CHECK_FAILS(usher_feed(queue, events, 7, kStart + 1, answers), USHER_UNKNOWN);
  CHECK_ERROR("/2/webinar", "expected a known webinar, found \"lunch\"");
  CHECK(answers[0] == USHER_FED_APPLIED && answers[1] == USHER_FED_APPLIED);
  CHECK(answers[2] == -USHER_UNKNOWN);
  CHECK(answers[3] == -USHER_INVALID);
  CHECK(answers[4] == USHER_FED_APPLIED);
  CHECK(answers[5] == -USHER_INVALID);
  CHECK(answers[6] == USHER_FED_LATE);
  CHECK_FAILS(usher_feed(queue, events, 7, kStart + 1, NULL), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

/* More than are turned into events of the core at a time, so that order and indices are seen to be kept. */
static void more_than_fit(void) {
  enum { kMany = 600 };
  static usher_event events[kMany];
  static int32_t answers[kMany];
  usher_queue* const queue = evening();
  for (int i = 0; i < kMany; ++i) {
    events[i] = (usher_event){.size = sizeof events[0],
                              .what = i % 2 == 0 ? USHER_JOINED : USHER_LEFT,
                              .at = kStart + i,
                              .webinar = {"launch", i == 400 ? 5 : 6},
                              .attendee = {"ada", 3}};
  }
  CHECK_FAILS(usher_feed(queue, events, kMany, kStart + kMinute, answers), USHER_UNKNOWN);
  CHECK_ERROR("/400/webinar", "\"launc\"");
  for (int i = 0; i < kMany; ++i) CHECK(answers[i] == (i == 400 ? -USHER_UNKNOWN : USHER_FED_APPLIED));
  usher_queue_destroy(queue);
}

static void columns_of_moves(void) {
  usher_queue* const queue = evening();
  usher_attendee who[] = {0, 0, 0, 0, 0, 0};
  const int64_t at[] = {kStart, kStart, kStart + 1, kStart, -1, kStart + 2};
  const uint8_t left[] = {0, 0, 1, 0, 0, 1};
  int32_t answers[6] = {9, 9, 9, 9, 9, 9};
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(sign_up(queue, "bob", kMorning));
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &who[0]));
  CHECK_OK(usher_resolve(queue, "launch", 6, "bob", 3, &who[1]));
  who[2] = who[4] = who[0];
  who[5] = who[1];
  CHECK_FAILS(usher_feed_moves(queue, who, at, left, 6, kStart + kMinute, answers), USHER_UNKNOWN);
  usher_error error = {.size = sizeof error};
  CHECK_OK(usher_last_error(&error));
  CHECK(contains(error.where, "/3"));
  CHECK(answers[3] == -USHER_UNKNOWN && answers[4] == -USHER_INVALID);
  CHECK(answers[0] == USHER_FED_APPLIED && answers[2] == USHER_FED_APPLIED && answers[5] == USHER_FED_APPLIED);
  usher_counters counters = {.size = sizeof counters};
  CHECK_OK(usher_counters_of(queue, &counters));
  CHECK(counters.unpaired_leaves == 0);
  usher_queue_destroy(queue);
}

const test kFeeding[] = {
    {"what is fed by a function and what is fed as text is one", typed_and_json_are_one},
    {"a line of another type is no event and no connection", other_lines_are_no_events},
    {"a handle stands for the ids it was made of", handles_stand_for_ids},
    {"a stale handle is refused, and is not given out again", stale_handles_are_refused},
    {"handles end with their webinar, also where its id begins anew", handles_die_with_their_webinar},
    {"of many at once each has its answer, and a refused one keeps nobody back", many_at_once},
    {"of very many at once order and answers are kept", more_than_fit},
    {"joins and leaves in columns", columns_of_moves},
    {0}};
