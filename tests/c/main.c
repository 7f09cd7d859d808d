#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static int failures = 0;

static void failed(const char* file, int line) {
  ++failures;
  printf("%s:%d: ", file, line);
}

void check_that(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  failed(file, line);
  printf("does not hold: %s\n", what);
}

void check_status(usher_status found, usher_status expected, const char* what, const char* file, int line) {
  if (found == expected) return;
  usher_error error = {.size = sizeof error};
  usher_last_error(&error);
  failed(file, line);
  printf("%s: expected %s, found %s: %.*s at %.*s\n", what, usher_status_name(expected), usher_status_name(found),
         (int)error.message.size, error.message.data, (int)error.where.size, error.where.data);
}

void check_text(usher_text found, const char* expected, const char* file, int line) {
  if (found.size == strlen(expected) && memcmp(found.data, expected, found.size) == 0) return;
  failed(file, line);
  printf("expected %s, found %.*s\n", expected, (int)found.size, found.data);
}

void check_error(const char* where, const char* part_of_message, const char* file, int line) {
  usher_error error = {.size = sizeof error};
  usher_last_error(&error);
  check_text(error.where, where, file, line);
  if (contains(error.message, part_of_message)) return;
  failed(file, line);
  printf("expected a message with \"%s\", found %.*s\n", part_of_message, (int)error.message.size, error.message.data);
}

bool contains(usher_text text, const char* part) {
  const size_t size = strlen(part);
  for (size_t i = 0; i + size <= text.size; ++i) {
    if (memcmp(text.data + i, part, size) == 0) return true;
  }
  return false;
}

static char scratch[8][1024];
static int scratch_files = 0;

const char* scratch_file(const char* name) {
  const char* const folder = getenv("TMPDIR");
  char* const path = scratch[scratch_files++];
  snprintf(path, sizeof scratch[0], "%s/usher-%s-XXXXXX", folder == NULL ? "/tmp" : folder, name);
  for (char* at = path + strlen(path) - 6; *at != '\0'; ++at) *at = (char)('a' + rand() % 26);
  remove(path);
  return path;
}

static void remove_scratch(void) {
  char beside[1100];
  for (int i = 0; i < scratch_files; ++i) {
    remove(scratch[i]);
    snprintf(beside, sizeof beside, "%s-wal", scratch[i]);
    remove(beside);
  }
}

const int64_t kMorning = INT64_C(1774771200000);
const int64_t kStart = INT64_C(1774803600000);
const int64_t kEnd = INT64_C(1774809000000);

void schedule(usher_queue* queue) {
  CHECK_OK(usher_add_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\",\"batch\":2,\"max_lead\":\"PT0S\"}",
                                USHER_TO_NUL));
  CHECK_OK(
      usher_feed_json(queue,
                      "{\"type\":\"webinar.scheduled\",\"at\":\"2026-03-29T08:00:00Z\",\"webinar\":{\"id\":\"launch\","
                      "\"start\":\"2026-03-29T17:00:00Z\",\"duration\":\"PT90M\",\"threshold\":{\"percent\":60},"
                      "\"rules\":[{\"id\":\"missed\",\"when\":{\"anchor\":\"end\",\"offset\":\"PT1M\"},"
                      "\"audience\":\"non_participants\",\"connection\":\"crm\",\"action\":{\"tag\":  1}}]}}",
                      USHER_TO_NUL, kMorning, NULL));
}

usher_queue* evening(void) {
  usher_queue* queue = NULL;
  CHECK_OK(usher_queue_create(NULL, 0, &queue));
  schedule(queue);
  return queue;
}

usher_status join(usher_queue* queue, const char* attendee, int64_t at) {
  return usher_joined(queue, "launch", 6, attendee, USHER_TO_NUL, NULL, 0, at, at, NULL);
}

usher_status leave(usher_queue* queue, const char* attendee, int64_t at) {
  return usher_left(queue, "launch", 6, attendee, USHER_TO_NUL, NULL, 0, at, at, NULL);
}

usher_status sign_up(usher_queue* queue, const char* attendee, int64_t at) {
  return usher_registered(queue, "launch", 6, attendee, USHER_TO_NUL, "{\"n\":  1}", USHER_TO_NUL, at, at, NULL);
}

uint64_t next_call(usher_queue* queue, int64_t now) {
  usher_call call = {.size = sizeof call};
  CHECK_OK(usher_next(queue, now, &call));
  return call.id;
}

int main(void) {
  const test* const lists[] = {kConventions, kFeeding, kCalls, kJournal, kValues};
  int tests = 0;
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; ++i) {
    for (const test* one = lists[i]; one->name != NULL; ++one, ++tests) {
      const int before = failures;
      one->run();
      if (failures != before) printf("FAILED: %s\n", one->name);
    }
  }
  remove_scratch();
  printf("%d tests, %d checks failed\n", tests, failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
