/* One conformance case being played on a virtual clock. */
#ifndef USHER_TESTS_CONFORMANCE_H
#define USHER_TESTS_CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "usher/usher.h"

enum {
  kMostFields = 8,
  kMostOutcomes = 256,
  kMostExplained = 64,
  kMostOut = 256,
  kMostRefusals = 256,
  kMostLines = 1024
};

/* Fields are views of the script, with a NUL behind. */
typedef struct record {
  usher_text fields[kMostFields];
  int count;
} record;

/* What the target says to a call for the key; each entry answers once. */
typedef struct outcome {
  usher_text key, text;
  bool used;
} outcome;

typedef struct refusal {
  int line;
  usher_status status;
  char where[256], message[512];
} refusal;

/* By end, then by start. */
typedef struct out {
  int64_t ends;
  uint64_t call;
} out;

typedef struct play {
  usher_queue* queue; /* NULL until a line needs it: the first one may say how it is made */
  int64_t now, first_arrival, call_time, stop_at;
  bool stopped;
  int handovers; /* printed */
  outcome outcomes[kMostOutcomes];
  int outcome_count;
  out in_flight[kMostOut];
  int in_flight_count;
  refusal refusals[kMostRefusals];
  int refusal_count;
  const char* answers[kMostLines]; /* by line; NULL: refused, or nothing to answer */
  record explain[kMostExplained];
  int explain_count;
} play;

void take_line(play* p, const record* given);
void take_act(play* p, const record* given);
/* Until nothing is left, or to `stop_at`. */
void finish(play* p);
/* Prints all but the handovers, which were printed as their calls ended. */
void print_end(play* p);
void print_string(usher_text text);

void die(const char* what, usher_text found);
bool is(usher_text text, const char* word);
int64_t instant_of(usher_text text);
int64_t duration_of(usher_text text);

#endif
