/* The end of a transcript: what was refused and answered, and how the queue stands. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"

void print_string(usher_text text) {
  putchar('"');
  for (size_t i = 0; i < text.size; ++i) {
    const unsigned char byte = (unsigned char)text.data[i];
    if (byte == '"' || byte == '\\') putchar('\\');
    if (byte < 0x20) {
      printf("\\u%04x", byte);
    } else {
      putchar(byte);
    }
  }
  putchar('"');
}

static void print_member(const char* name, const char* text) {
  printf("\"%s\":", name);
  print_string((usher_text){text, strlen(text)});
}

static void print_refusals(const play* p) {
  printf("],\"errors\":[");
  for (int i = 0; i < p->refusal_count; ++i) {
    const refusal* const one = &p->refusals[i];
    printf("%s{\"line\":%d,", i == 0 ? "" : ",", one->line);
    print_member("code", usher_status_name(one->status));
    putchar(',');
    print_member("where", one->where);
    putchar(',');
    print_member("message", one->message);
    putchar('}');
  }
  printf("],\"answers\":{");
  const char* comma = "";
  for (int i = 0; i < kMostLines; ++i) {
    if (p->answers[i] == NULL) continue;
    printf("%s\"%d\":\"%s\"", comma, i, p->answers[i]);
    comma = ",";
  }
  putchar('}');
}

static void print_text(const char* name, usher_status status, usher_text json) {
  printf("%s%.*s", name, status == USHER_OK ? (int)json.size : 4, status == USHER_OK ? json.data : "null");
}

static void print_counters(usher_queue* queue) {
  usher_counters c = {.size = sizeof c};
  usher_counters_of(queue, &c);
  const struct {
    const char* name;
    uint64_t value;
  } all[] = {{"applied", c.applied},
             {"late", c.late},
             {"ahead", c.ahead},
             {"duplicate", c.duplicate},
             {"ignored", c.ignored},
             {"refused", c.refused},
             {"unpaired_leaves", c.unpaired_leaves},
             {"calls", c.calls},
             {"delivered", c.delivered},
             {"retried", c.retried},
             {"rejected", c.rejected},
             {"gave_up", c.gave_up},
             {"cancelled", c.cancelled},
             {"throttled", c.throttled},
             {"decided_early", c.decided_early},
             {"retractions", c.retractions},
             {"corrections", c.corrections},
             {"differences", c.differences},
             {"webinars_freed", c.webinars_freed},
             {"webinars", c.webinars},
             {"in_flight", c.in_flight},
             {"dead_letters", c.dead_letters}};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; ++i) {
    printf("%s\"%s\":%" PRIu64, i == 0 ? ",\"counters\":{" : ",", all[i].name, all[i].value);
  }
  putchar('}');
}

void print_end(play* p) {
  usher_text json = {0};
  if (p->queue == NULL && usher_queue_create(NULL, 0, &p->queue)) die("no queue", json);
  print_refusals(p);
  const usher_status letters = usher_dead_letters(p->queue, &json);
  print_text(",\"dead_letters\":", letters, json);
  const usher_status connections = usher_connections(p->queue, &json);
  print_text(",\"connections\":", connections, json);
  print_counters(p->queue);
  printf(",\"explain\":[");
  for (int i = 0; i < p->explain_count; ++i) {
    const usher_text* const ids = p->explain[i].fields + 1;
    const usher_status status =
        usher_explain(p->queue, ids[0].data, ids[0].size, ids[1].data, ids[1].size, ids[2].data, ids[2].size, &json);
    print_text(i == 0 ? "" : ",", status, json);
  }
  printf("]}\n");
  if (usher_check_invariants(p->queue, &json) || json.size != 0) die("contradiction", json);
}
