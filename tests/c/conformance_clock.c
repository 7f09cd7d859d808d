/* The virtual clock: at one instant come the lines, then the calls that end, then new calls until there is none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

static const int64_t kAfterAllTime = INT64_C(9246182400000);

/* What must work in a correct runner. */
static void must(usher_status status) {
  if (status == USHER_OK) return;
  usher_error error = {.size = sizeof error};
  usher_last_error(&error);
  die("unexpected", error.message);
}

static void refused(play* p, int line, usher_status status, usher_text where, usher_text message) {
  refusal* const one = &p->refusals[p->refusal_count++];
  one->line = line;
  one->status = status;
  snprintf(one->where, sizeof one->where, "%.*s", (int)where.size, where.data);
  snprintf(one->message, sizeof one->message, "%.*s", (int)message.size, message.data);
}

static void note(play* p, int line, usher_status status) {
  usher_error error = {.size = sizeof error};
  if (status == USHER_OK) return;
  usher_last_error(&error);
  refused(p, line, status, error.where, error.message);
}

static usher_queue* queue_of(play* p) {
  if (p->queue == NULL) must(usher_queue_create(NULL, 0, &p->queue));
  return p->queue;
}

static usher_outcome outcome_of(play* p, usher_text key) {
  usher_outcome answer = {.size = sizeof answer};
  for (int i = 0; i < p->outcome_count; ++i) {
    outcome* const one = &p->outcomes[i];
    if (one->used || one->key.size != key.size || memcmp(one->key.data, key.data, key.size) != 0) continue;
    one->used = true;
    const char* const space = memchr(one->text.data, ' ', one->text.size);
    const usher_text word = {one->text.data, space == NULL ? one->text.size : (size_t)(space - one->text.data)};
    usher_text rest = {0};
    if (space != NULL) rest = (usher_text){space + 1, one->text.size - word.size - 1};
    if (is(word, "rejected")) answer.kind = USHER_REJECTED, answer.reason = rest;
    if (is(word, "retry")) answer.kind = USHER_RETRY, answer.timed = rest.size != 0;
    if (is(word, "throttled")) answer.kind = USHER_THROTTLED, answer.timed = 1;
    if (answer.timed) answer.time = answer.kind == USHER_RETRY ? duration_of(rest) : instant_of(rest);
    return answer;
  }
  return answer;
}

static void end_call(play* p, uint64_t id) {
  usher_call call = {.size = sizeof call};
  must(usher_call_in_flight(p->queue, id, &call));
  usher_handover* const handovers = calloc(call.handover_count, sizeof *handovers);
  usher_outcome* const outcomes = calloc(call.handover_count, sizeof *outcomes);
  handovers[0].size = sizeof *handovers;
  must(usher_handovers(p->queue, id, 0, handovers, call.handover_count));
  for (size_t i = 0; i < call.handover_count; ++i) {
    usher_text json = {0};
    outcomes[i] = outcome_of(p, handovers[i].key);
    must(usher_handover_json(p->queue, id, i, p->now, &json));
    printf("%s%.*s", p->handovers++ == 0 ? "" : ",", (int)json.size, json.data);
  }
  must(usher_complete(p->queue, id, outcomes, call.handover_count, p->now));
  free(handovers);
  free(outcomes);
}

static bool ends_now(const play* p) {
  return p->in_flight_count != 0 && p->in_flight[0].ends <= p->now;
}

static void settle(play* p) {
  do {
    while (ends_now(p)) {
      const uint64_t id = p->in_flight[0].call;
      memmove(p->in_flight, p->in_flight + 1, (size_t)--p->in_flight_count * sizeof *p->in_flight);
      end_call(p, id);
    }
    usher_call call = {.size = sizeof call};
    for (must(usher_next(queue_of(p), p->now, &call)); call.id != 0; must(usher_next(p->queue, p->now, &call))) {
      if (p->in_flight_count == kMostOut) die("too many calls out", call.rule);
      p->in_flight[p->in_flight_count++] = (out){.ends = p->now + p->call_time, .call = call.id};
    }
  } while (ends_now(p));
}

static int64_t next_instant(const play* p) {
  int64_t at = USHER_NONE;
  if (p->queue != NULL) must(usher_wake_at(p->queue, &at));
  if (p->in_flight_count != 0 && (at == USHER_NONE || p->in_flight[0].ends < at)) at = p->in_flight[0].ends;
  return at;
}

static int64_t not_beyond_stop(const play* p, int64_t limit) {
  return p->stop_at != USHER_NONE && p->stop_at + 1 < limit ? p->stop_at + 1 : limit;
}

static void run_before(play* p, int64_t limit) {
  limit = not_beyond_stop(p, limit);
  settle(p);
  for (int64_t at = next_instant(p); at != USHER_NONE && at < limit; at = next_instant(p)) {
    p->now = at;
    settle(p);
  }
}

void finish(play* p) {
  if (p->stopped || p->first_arrival == USHER_NONE) return;
  const int64_t limit = not_beyond_stop(p, kAfterAllTime);
  if (p->now < limit) run_before(p, limit);
  if (p->stop_at == USHER_NONE) return;
  if (p->now < p->stop_at) p->now = p->stop_at;
  settle(p);
  p->stopped = true;
}

static void advance(play* p, int64_t arrival) {
  if (p->first_arrival == USHER_NONE) {
    p->first_arrival = arrival;
  } else if (arrival > p->now) {
    run_before(p, arrival);
  }
  if (p->stop_at != USHER_NONE && arrival > p->stop_at) {
    finish(p);
  } else if (arrival > p->now) {
    p->now = arrival;
  }
}

static usher_status take_event(play* p, const usher_line* line, usher_text json, int32_t* fed) {
  *fed = USHER_FED_IGNORED;
  advance(p, line->seen == USHER_NONE ? line->at : line->seen);
  return p->stopped ? USHER_OK : usher_feed_json(queue_of(p), json.data, json.size, p->now, fed);
}

void take_line(play* p, const record* given) {
  const int number = atoi(given->fields[1].data);
  const usher_text json = given->fields[2];
  const usher_text type = {"/type", 5},
                   late = {"expected the queue line before all others, found it after another", 65};
  int32_t fed = USHER_FED_APPLIED;
  usher_line line = {.size = sizeof line};
  if (number >= kMostLines || p->refusal_count == kMostRefusals) die("too many lines", json);
  usher_status status = usher_read_line(json.data, json.size, &line);
  if (status == USHER_OK && line.what == USHER_LINE_QUEUE && p->queue != NULL) {
    refused(p, number, USHER_CONFLICT, type, late);
    return;
  }
  if (status == USHER_OK) {
    if (line.what == USHER_LINE_QUEUE) status = usher_queue_create(json.data, json.size, &p->queue);
    if (line.what == USHER_LINE_CONNECTION) status = usher_add_connection(queue_of(p), json.data, json.size);
    if (line.what == USHER_LINE_EVENT) status = take_event(p, &line, json, &fed);
  }
  if (status == USHER_OK) p->answers[number] = usher_fed_name(fed);
  note(p, number, status);
}

void take_act(play* p, const record* given) {
  const usher_text what = given->fields[3], first = given->fields[4], rule = given->fields[5], who = given->fields[6];
  usher_status status = USHER_INTERNAL;
  advance(p, instant_of(given->fields[2]));
  usher_queue* const queue = queue_of(p);
  if (is(what, "resubmit")) status = usher_resubmit(queue, first.data, first.size, p->now);
  if (is(what, "forget")) status = usher_forget_dead_letter(queue, first.data, first.size);
  if (is(what, "pause")) status = usher_pause(queue, first.data, first.size, p->now);
  if (is(what, "resume")) status = usher_resume(queue, first.data, first.size, p->now);
  if (is(what, "cancel")) {
    status = usher_cancel(queue, first.data, first.size, rule.data, rule.size, who.data, who.size, p->now);
  }
  if (status == USHER_INTERNAL) die("nothing to do", what);
  note(p, atoi(given->fields[1].data), status);
}
