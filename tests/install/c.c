/* A project in C that uses the component `c` by itself: one webinar, one attendee, one call. */
#include <stdio.h>
#include <usher/usher.h>

static const char* const kConnection = "{\"type\":\"connection\",\"id\":\"crm\",\"max_lead\":\"PT0S\"}";
static const char* const kWebinar =
    "{\"type\":\"webinar.scheduled\",\"at\":\"2026-03-29T08:00:00Z\",\"webinar\":{\"id\":\"launch\","
    "\"start\":\"2026-03-29T19:00:00\",\"zone\":\"Europe/Berlin\",\"duration\":\"PT90M\","
    "\"rules\":[{\"id\":\"hello\",\"when\":{\"anchor\":\"start\"},\"connection\":\"crm\"}]}}";

static int complain(void) {
  usher_error error = {.size = sizeof error};
  usher_last_error(&error);
  fprintf(stderr, "%.*s\n", (int)error.message.size, error.message.data);
  return 1;
}

int main(void) {
  usher_queue* queue = NULL;
  int64_t morning = 0, due = 0;
  usher_call call = {.size = sizeof call};
  usher_handover handover = {.size = sizeof handover};
  usher_text instant = {0};
  if (usher_version() != USHER_VERSION || usher_queue_create(NULL, 0, &queue) ||
      usher_parse_instant("2026-03-29T08:00:00Z", USHER_TO_NUL, &morning) ||
      usher_add_connection(queue, kConnection, USHER_TO_NUL) ||
      usher_feed_json(queue, kWebinar, USHER_TO_NUL, morning, NULL) ||
      usher_registered(queue, "launch", 6, "ada", 3, NULL, 0, morning, morning, NULL) || usher_wake_at(queue, &due) ||
      usher_next(queue, due, &call) || usher_handovers(queue, call.id, 0, &handover, 1) ||
      usher_format_instant(due, &instant)) {
    return complain();
  }
  printf("%.*s at %.*s\n", (int)handover.key.size, handover.key.data, (int)instant.size, instant.data);
  if (usher_delivered(queue, call.id, due)) return complain();
  usher_queue_destroy(queue);
  return 0;
}
