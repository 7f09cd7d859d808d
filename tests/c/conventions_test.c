/* What the header promises of every function. */
#include <pthread.h>
#include <string.h>

#include "check.h"

static void versions_agree(void) {
  CHECK(usher_version() == USHER_VERSION);
  CHECK(strcmp(usher_version_text(), "0.1.0") == 0);
}

static void nothing_is_destroyed(void) {
  usher_queue_destroy(NULL);
}

static void null_is_refused(void) {
  usher_queue* const queue = evening();
  usher_call call = {.size = sizeof call};
  usher_text text = {0};
  int64_t at = 0;
  CHECK_FAILS(usher_queue_create(NULL, 0, NULL), USHER_MISUSED);
  CHECK_ERROR("/queue", "expected a pointer, found NULL");
  CHECK_FAILS(usher_next(NULL, kStart, &call), USHER_MISUSED);
  CHECK_ERROR("/queue", "expected a queue, found NULL");
  CHECK_FAILS(usher_next(queue, kStart, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_wake_at(queue, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_plan(queue, kStart, 1, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_joined(queue, NULL, 3, "ada", 3, NULL, 0, kStart, kStart, NULL), USHER_MISUSED);
  CHECK_ERROR("/webinar", "expected a text, found NULL");
  CHECK_FAILS(usher_joined(queue, "launch", SIZE_MAX / 2 + 1, "ada", 3, NULL, 0, kStart, kStart, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_feed(queue, NULL, 1, kStart, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_feed_moves(queue, NULL, &at, NULL, 1, kStart, NULL), USHER_MISUSED);
  CHECK_FAILS(usher_last_error(NULL), USHER_MISUSED);
  CHECK_FAILS(usher_explain(queue, NULL, 0, NULL, 0, NULL, 0, &text), USHER_UNKNOWN);
  CHECK_OK(usher_feed(queue, NULL, 0, kStart, NULL));
  usher_queue_destroy(queue);
}

static void structs_tell_their_size(void) {
  usher_queue* const queue = evening();
  usher_call call = {0};
  CHECK_FAILS(usher_next(queue, kStart, &call), USHER_MISUSED);
  CHECK_ERROR("/call", "a struct that says a size of at least");
  usher_counters counters = {.size = sizeof counters - 1};
  CHECK_FAILS(usher_counters_of(queue, &counters), USHER_MISUSED);
  const usher_event events[2] = {{.size = sizeof events[0] + 1}};
  CHECK_FAILS(usher_feed(queue, events, 2, kStart, NULL), USHER_MISUSED);
  usher_queue_destroy(queue);
}

/* A host that was built with a later header, whose structs have grown. */
static void later_structs_are_taken(void) {
  usher_queue* const queue = evening();
  struct {
    usher_call call;
    int64_t later;
  } grown = {.call = {.size = sizeof grown}, .later = 7};
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(usher_next(queue, kEnd + kMinute, &grown.call));
  CHECK(grown.call.id == 1);
  CHECK(grown.call.size == sizeof grown);
  CHECK(grown.later == 7);

  struct {
    usher_handover handover;
    int64_t later;
  } handovers[1] = {{.handover = {.size = sizeof handovers[0]}, .later = 7}};
  CHECK_OK(usher_handovers(queue, 1, 0, &handovers[0].handover, 1));
  CHECK_TEXT(handovers[0].handover.key, "launch/missed/ada/1");
  CHECK(handovers[0].later == 7);

  struct {
    usher_event event;
    int64_t later;
  } events[2] = {{.event = {.size = sizeof events[0],
                            .what = USHER_JOINED,
                            .at = kEnd,
                            .webinar = {"launch", 6},
                            .attendee = {"bob", 3}}},
                 {.event = {.what = USHER_LEFT, .at = kEnd + 1, .webinar = {"launch", 6}, .attendee = {"bob", 3}}}};
  int32_t answers[2] = {9, 9};
  CHECK_OK(usher_feed(queue, &events[0].event, 2, kEnd + kMinute, answers));
  CHECK(answers[0] == USHER_FED_APPLIED && answers[1] == USHER_FED_APPLIED);
  usher_queue_destroy(queue);
}

static void instants_outside_are_refused(void) {
  usher_queue* const queue = evening();
  CHECK_FAILS(join(queue, "ada", -1), USHER_INVALID);
  CHECK_ERROR("/at", "found -1");
  CHECK_FAILS(usher_joined(queue, "launch", 6, "ada", 3, NULL, 0, kStart, INT64_MAX, NULL), USHER_INVALID);
  CHECK_ERROR("/now", "expected an instant in 1970 to 2262");
  CHECK_FAILS(usher_pause(queue, "crm", 3, INT64_MIN), USHER_INVALID);
  usher_queue_destroy(queue);
}

static void errors_name_code_place_and_reason(void) {
  usher_queue* const queue = evening();
  usher_error error = {.size = sizeof error};
  CHECK_FAILS(usher_feed_json(queue, "{\"type\":\"webinar.moved\",\"at\":5}", USHER_TO_NUL, kStart, NULL),
              USHER_MALFORMED);
  CHECK_OK(usher_last_error(&error));
  CHECK(error.status == USHER_MALFORMED);
  CHECK_TEXT(error.where, "/at");
  CHECK(contains(error.message, "expected"));
  CHECK(strcmp(usher_status_name(USHER_TOO_FAR_AHEAD), "too_far_ahead") == 0);
  CHECK(strcmp(usher_status_name(USHER_NO_MEMORY), "no_memory") == 0);
  CHECK(strcmp(usher_status_name(-4), "no such status") == 0);
  CHECK(strcmp(usher_fed_name(USHER_FED_DUPLICATE), "duplicate") == 0);
  CHECK(strcmp(usher_fed_name(77), "no such answer") == 0);
  usher_queue_destroy(queue);
}

static void* fail_elsewhere(void* status) {
  usher_error error = {.size = sizeof error};
  int64_t instant = 0;
  usher_last_error(&error);
  *(usher_status*)status = error.status;
  usher_parse_instant("now", 3, &instant);
  return NULL;
}

static void errors_are_kept_by_thread(void) {
  usher_status seen = USHER_INTERNAL;
  pthread_t thread;
  CHECK_FAILS(usher_sync(NULL), USHER_MISUSED);
  CHECK(pthread_create(&thread, NULL, fail_elsewhere, &seen) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(seen == USHER_OK);
  CHECK_ERROR("/queue", "found NULL");
}

const test kConventions[] = {
    {"the versions of header and library agree", versions_agree},
    {"destroying NULL does nothing", nothing_is_destroyed},
    {"NULL where a pointer or a text must be is refused", null_is_refused},
    {"a struct without its size is refused", structs_tell_their_size},
    {"structs of a later header are taken, and of them what is known", later_structs_are_taken},
    {"instants outside of 1970 to 2262 are refused", instants_outside_are_refused},
    {"an error has a code with a name, a place and a reason", errors_name_code_place_and_reason},
    {"errors are kept by thread", errors_are_kept_by_thread},
    {0}};
