/* Runs conformance cases through the C ABI and prints their transcript. The cases come on the standard input as a
 * script: tests/conformance/run_transcript.py writes it, tests/conformance/README.md says how a case is run. */
#include "conformance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char* input;

/* The next record, in its fields; the separators become NULs. */
static bool next_record(char** at, char* end, record* out) {
  if (*at >= end) return false;
  char* const stop = memchr(*at, '\x1e', (size_t)(end - *at));
  out->count = 0;
  for (char* field = *at; field <= stop && out->count < kMostFields;) {
    char* next = memchr(field, '\x1f', (size_t)(stop - field));
    if (next == NULL) next = stop;
    *next = '\0';
    out->fields[out->count].data = field;
    out->fields[out->count++].size = (size_t)(next - field);
    field = next + 1;
  }
  *at = stop + 1;
  return true;
}

static size_t read_all(void) {
  size_t size = 0, room = 1 << 20;
  input = malloc(room);
  for (size_t got = 1; got != 0; size += got) {
    if (size == room) input = realloc(input, room *= 2);
    got = fread(input + size, 1, room - size, stdin);
  }
  return size;
}

void die(const char* what, usher_text found) {
  fprintf(stderr, "%s: %.*s\n", what, (int)found.size, found.data);
  exit(2);
}

bool is(usher_text text, const char* word) {
  return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

int64_t instant_of(usher_text text) {
  int64_t instant = 0;
  if (usher_parse_instant(text.data, text.size, &instant)) die("no instant", text);
  return instant;
}

int64_t duration_of(usher_text text) {
  int64_t duration = 0;
  if (usher_parse_duration(text.data, text.size, 0, &duration)) die("no duration", text);
  return duration;
}

static void begin(play* p, const record* given) {
  memset(p, 0, sizeof *p);
  p->call_time = duration_of(given->fields[2]);
  p->stop_at = given->fields[3].size == 0 ? USHER_NONE : instant_of(given->fields[3]);
  p->first_arrival = USHER_NONE;
  printf("{\"case\":");
  print_string(given->fields[1]);
  printf(",\"handovers\":[");
}

int main(void) {
  static play p;
  record given;
  char* at = NULL;
  const size_t size = read_all();
  for (at = input; next_record(&at, input + size, &given);) {
    if (is(given.fields[0], "case")) begin(&p, &given);
    if (is(given.fields[0], "outcome")) {
      if (p.outcome_count == kMostOutcomes) die("too many outcomes", given.fields[1]);
      p.outcomes[p.outcome_count++] = (outcome){.key = given.fields[1], .text = given.fields[2]};
    }
    if (is(given.fields[0], "line")) take_line(&p, &given);
    if (is(given.fields[0], "do")) take_act(&p, &given);
    if (is(given.fields[0], "explain")) {
      if (p.explain_count == kMostExplained) die("too much to explain", given.fields[1]);
      p.explain[p.explain_count++] = given;
    }
    if (is(given.fields[0], "end")) {
      finish(&p);
      print_end(&p);
      usher_queue_destroy(p.queue);
    }
  }
  free(input);
  return 0;
}
