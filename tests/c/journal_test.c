/* The queue with a journal behind it, opened by path. */
#include "check.h"

static usher_queue* reopened(const char* path) {
  const usher_journal_options options = {.size = sizeof options, .durability = USHER_DURABLE_PROCESS};
  usher_queue* queue = NULL;
  CHECK_OK(usher_queue_open(path, USHER_TO_NUL, NULL, 0, &options, &queue));
  return queue;
}

static void it_comes_back(void) {
  const char* const path = scratch_file("back");
  usher_queue* queue = reopened(path);
  usher_text position = {0};
  uint64_t bytes = 0;
  schedule(queue);
  CHECK_OK(usher_set_source_position(queue, "offset 7", 8));
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(sign_up(queue, "bob", kMorning));
  usher_attendee ada = 0;
  CHECK_OK(usher_resolve(queue, "launch", 6, "ada", 3, &ada));
  CHECK_OK(usher_attendee_joined(queue, ada, kMorning, kMorning, NULL));
  CHECK_OK(usher_attendee_left(queue, ada, kMorning + 1, kMorning + 1, NULL));
  CHECK_OK(usher_unwritten(queue, &bytes));
  CHECK(bytes != 0);
  CHECK_OK(usher_sync(queue));
  CHECK_OK(usher_unwritten(queue, &bytes));
  CHECK(bytes == 0);
  CHECK(next_call(queue, kEnd + kMinute) == 1);
  usher_queue_destroy(queue);

  queue = reopened(path);
  CHECK_OK(usher_source_position(queue, &position));
  CHECK_TEXT(position, "offset 7");
  CHECK_OK(usher_add_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\",\"batch\":2,\"max_lead\":\"PT0S\"}",
                                USHER_TO_NUL));
  usher_call call = {.size = sizeof call};
  usher_handover handovers[2] = {{.size = sizeof handovers[0]}};
  CHECK_OK(usher_next(queue, kEnd + kMinute, &call));
  CHECK(call.handover_count == 2);
  CHECK_OK(usher_handovers(queue, call.id, 0, handovers, 2));
  CHECK(handovers[0].redelivery != 0);
  CHECK_TEXT(handovers[0].key, "launch/missed/ada/1");
  CHECK_OK(usher_delivered(queue, call.id, kEnd + kMinute));
  CHECK_OK(usher_sync(queue));
  CHECK_FAILS(usher_change_connection(queue, "{\"type\":\"connection\",\"id\":\"ads\"}", USHER_TO_NUL), USHER_UNKNOWN);
  CHECK_OK(usher_change_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\",\"batch\":3}", USHER_TO_NUL));
  CHECK_OK(usher_forget(queue, "launch", 6, "ada", 3, kEnd + kMinute));
  usher_queue_destroy(queue);
}

/* Of many at once the position is that of the last: it may not come before what it stands for. */
static void a_batch_has_one_position(void) {
  const char* const path = scratch_file("batch");
  usher_queue* queue = reopened(path);
  usher_text position = {0};
  schedule(queue);
  usher_event events[] = {{.size = sizeof events[0], .at = kMorning, .webinar = {"launch", 6}, .attendee = {"ada", 3}},
                          {.at = kMorning, .webinar = {"launch", 6}, .attendee = {"bob", 3}}};
  CHECK_OK(usher_set_source_position(queue, "page 1", 6));
  CHECK_OK(usher_feed(queue, events, 2, kMorning, NULL));
  CHECK_OK(usher_set_source_position(queue, "page 2", 6));
  events[1].webinar = (usher_text){"lunch", 5};
  CHECK_FAILS(usher_feed(queue, events, 2, kMorning, NULL), USHER_UNKNOWN);
  CHECK_OK(usher_sync(queue));
  usher_queue_destroy(queue);
  queue = reopened(path);
  CHECK_OK(usher_source_position(queue, &position));
  CHECK_TEXT(position, "page 1");
  usher_queue_destroy(queue);
}

static void what_cannot_be_opened(void) {
  const char* const path = scratch_file("none");
  usher_queue* queue = (usher_queue*)&path;
  usher_journal_options options = {.size = sizeof options, .must_exist = 1};
  CHECK_FAILS(usher_queue_open(path, USHER_TO_NUL, NULL, 0, &options, &queue), USHER_UNAVAILABLE);
  CHECK(queue == NULL);
  CHECK_FAILS(usher_queue_open(NULL, 0, NULL, 0, &options, &queue), USHER_MISUSED);
  options = (usher_journal_options){.size = sizeof options, .durability = 2};
  CHECK_FAILS(usher_queue_open(path, USHER_TO_NUL, NULL, 0, &options, &queue), USHER_INVALID);
  CHECK_ERROR("/journal/durability", "expected 0 to 1, found 2");
  options = (usher_journal_options){.size = sizeof options, .max_unsynced = -1};
  CHECK_FAILS(usher_queue_open(path, USHER_TO_NUL, NULL, 0, &options, &queue), USHER_INVALID);
  CHECK_ERROR("/max_unsynced", "found -1");
  options.size = 1;
  CHECK_FAILS(usher_queue_open(path, USHER_TO_NUL, NULL, 0, &options, &queue), USHER_MISUSED);
  CHECK_FAILS(usher_queue_open(path, USHER_TO_NUL, "{\"type\":\"queue\",\"walk_ins\":1}", USHER_TO_NUL, NULL, &queue),
              USHER_MALFORMED);
  CHECK_ERROR("/walk_ins", "expected");
  CHECK_FAILS(usher_queue_create("{\"type\":\"connection\",\"id\":\"c\"}", USHER_TO_NUL, &queue), USHER_INVALID);
  CHECK_ERROR("/type", "expected a queue line");
}

static void it_is_backed_up(void) {
  const char* const path = scratch_file("from");
  const char* const copy = scratch_file("to");
  usher_queue* queue = reopened(path);
  schedule(queue);
  CHECK_FAILS(usher_journal_backup(queue, copy, USHER_TO_NUL), USHER_CONFLICT);
  CHECK_ERROR("/queue", "expected everything to be synced");
  CHECK_OK(usher_sync(queue));
  CHECK_OK(usher_journal_backup(queue, copy, USHER_TO_NUL));
  usher_queue_destroy(queue);
  queue = reopened(copy);
  CHECK_OK(sign_up(queue, "ada", kMorning));
  usher_queue_destroy(queue);
  queue = evening();
  CHECK_FAILS(usher_journal_backup(queue, copy, USHER_TO_NUL), USHER_CONFLICT);
  CHECK_OK(usher_sync(queue));
  CHECK_OK(usher_set_source_position(queue, "1", 1));
  usher_text position = {0};
  uint64_t bytes = 1;
  CHECK_OK(usher_source_position(queue, &position));
  CHECK_TEXT(position, "");
  CHECK_OK(usher_unwritten(queue, &bytes));
  CHECK(bytes == 0);
  usher_queue_destroy(queue);
}

const test kJournal[] = {
    {"a queue comes back from its journal, and says what may have been delivered", it_comes_back},
    {"of many at once the source position is that of the last", a_batch_has_one_position},
    {"what cannot be opened says why and gives no queue", what_cannot_be_opened},
    {"a journal is copied while it is in use; without one there is nothing to copy", it_is_backed_up},
    {0}};
