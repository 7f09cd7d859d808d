/* Calls come out, and what became of them goes in. */
#include "check.h"

static const int64_t kDue = INT64_C(1774809060000);

static usher_queue* after_the_end(void) {
  usher_queue* const queue = evening();
  CHECK_OK(sign_up(queue, "ada", kMorning));
  CHECK_OK(sign_up(queue, "bob", kMorning));
  CHECK_OK(sign_up(queue, "cleo", kMorning));
  CHECK_OK(join(queue, "bob", kStart));
  CHECK_OK(leave(queue, "bob", kStart + kMinute));
  return queue;
}

static void a_call_tells_everything(void) {
  usher_queue* const queue = after_the_end();
  usher_call call = {.size = sizeof call};
  usher_handover handovers[2] = {{.size = sizeof handovers[0]}};
  int64_t at = 0;
  CHECK_OK(usher_next(queue, kStart, &call));
  CHECK(call.id == 0);
  CHECK_OK(usher_wake_at(queue, &at));
  while (at != USHER_NONE && at < kDue) {
    CHECK_OK(usher_next(queue, at, &call));
    CHECK_OK(usher_wake_at(queue, &at));
  }
  CHECK(at == kDue);
  CHECK_OK(usher_next(queue, at, &call));
  CHECK(call.id == 1 && call.kind == USHER_TRANSFER && call.handover_count == 2 && call.started_at == kDue);
  CHECK_TEXT(call.lane, "main");
  CHECK_TEXT(call.connection, "crm");
  CHECK_TEXT(call.webinar, "launch");
  CHECK_TEXT(call.rule, "missed");
  CHECK_TEXT(call.action, "{\"tag\":  1}");
  CHECK_OK(usher_handovers(queue, call.id, 0, handovers, 2));
  CHECK_TEXT(handovers[0].attendee, "ada");
  CHECK_TEXT(handovers[0].profile, "{\"n\":  1}");
  CHECK_TEXT(handovers[0].key, "launch/missed/ada/1");
  CHECK(handovers[0].standing == 0 && handovers[1].standing == USHER_ATTENDED);
  CHECK(handovers[0].due == kDue && handovers[0].decided_at == kDue && handovers[0].attempt == 1);
  CHECK(handovers[0].redelivery == 0 && handovers[1].size == sizeof handovers[1]);
  usher_text json = {0};
  CHECK_OK(usher_handover_json(queue, call.id, 1, kDue + 1, &json));
  CHECK(contains(json, "\"attendee\":\"bob\"") && contains(json, "\"finished_at\":\"2026-03-29T18:31:00.001Z\""));
  CHECK_FAILS(usher_handovers(queue, call.id, 1, handovers, 2), USHER_INVALID);
  CHECK_ERROR("/count", "expected a part of 2 handovers, found 2 from number 1 on");
  CHECK_FAILS(usher_handover_json(queue, call.id, 2, kDue, &json), USHER_INVALID);
  usher_queue_destroy(queue);
}

static void a_completed_call_is_refused(void) {
  usher_queue* const queue = after_the_end();
  usher_call call = {.size = sizeof call}, again = {.size = sizeof again};
  usher_handover handover = {.size = sizeof handover};
  usher_text json = {0};
  CHECK_OK(usher_next(queue, kDue, &call));
  CHECK_OK(usher_call_in_flight(queue, call.id, &again));
  CHECK(again.id == call.id && again.handover_count == call.handover_count);
  CHECK_OK(usher_delivered(queue, call.id, kDue));
  CHECK_FAILS(usher_delivered(queue, call.id, kDue), USHER_UNKNOWN);
  CHECK_ERROR("/call", "expected a call in flight, found call 1");
  CHECK_FAILS(usher_handovers(queue, call.id, 0, &handover, 1), USHER_UNKNOWN);
  CHECK_FAILS(usher_handover_json(queue, call.id, 0, kDue, &json), USHER_UNKNOWN);
  CHECK_FAILS(usher_call_in_flight(queue, call.id, &again), USHER_UNKNOWN);
  CHECK_FAILS(usher_call_in_flight(queue, 0, &again), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

static void outcomes_for_all_or_for_each(void) {
  usher_queue* const queue = after_the_end();
  usher_call call = {.size = sizeof call};
  usher_text json = {0};
  CHECK_OK(usher_next(queue, kDue, &call));
  const usher_outcome each[] = {{.size = sizeof each[0], .kind = USHER_REJECTED, .reason = {"no such contact", 15}},
                                {.kind = USHER_RETRY, .timed = 1, .time = 5000},
                                {.kind = USHER_DELIVERED}};
  CHECK_FAILS(usher_complete(queue, call.id, each, 3, kDue), USHER_INVALID);
  CHECK_ERROR("/outcomes", "expected 1 outcome or 2, found 3");
  CHECK_FAILS(usher_complete(queue, call.id, NULL, 0, kDue), USHER_MISUSED);
  CHECK_OK(usher_complete(queue, call.id, each, 2, kDue));
  CHECK_OK(usher_dead_letters(queue, &json));
  CHECK(contains(json, "\"key\":\"launch/missed/ada/1\"") && contains(json, "\"reason\":\"no such contact\""));
  CHECK_OK(usher_pending(queue, 10, &json));
  CHECK(contains(json, "\"retry_at\":\"2026-03-29T18:31:05.000Z\""));
  CHECK_OK(usher_next(queue, kDue, &call));
  CHECK(call.handover_count == 1);
  usher_outcome all = {.size = sizeof all, .kind = USHER_THROTTLED};
  CHECK_FAILS(usher_complete(queue, call.id, &all, 1, kDue), USHER_INVALID);
  all.kind = 9;
  CHECK_FAILS(usher_complete(queue, call.id, &all, 1, kDue), USHER_INVALID);
  CHECK_ERROR("/kind", "expected 0 to 3, found 9");
  all = (usher_outcome){.size = sizeof all, .kind = USHER_THROTTLED, .timed = 1, .time = kDue + kMinute};
  CHECK_OK(usher_complete(queue, call.id, &all, 1, kDue));
  CHECK_OK(usher_connections(queue, &json));
  CHECK(contains(json, "\"state\":\"throttled\",\"until\":\"2026-03-29T18:32:00.000Z\""));
  CHECK_OK(usher_resubmit(queue, "launch/missed/ada/1", USHER_TO_NUL, kDue));
  CHECK_FAILS(usher_forget_dead_letter(queue, "launch/missed/ada/1", USHER_TO_NUL), USHER_UNKNOWN);
  usher_queue_destroy(queue);
}

static void lanes_and_connections(void) {
  usher_queue* const queue = after_the_end();
  usher_call call = {.size = sizeof call};
  CHECK_OK(usher_next_on_lane(queue, "other", 5, kDue, &call));
  CHECK(call.id == 0);
  CHECK_OK(usher_pause(queue, "crm", 3, kDue));
  CHECK(next_call(queue, kDue) == 0);
  CHECK_FAILS(usher_resume(queue, "ads", 3, kDue), USHER_UNKNOWN);
  CHECK_OK(usher_resume(queue, "crm", 3, kDue));
  CHECK_OK(usher_next_on_lane(queue, "main", 4, kDue, &call));
  CHECK(call.id == 1);
  CHECK_FAILS(usher_cancel(queue, "launch", 6, "missed", 6, "ada", 3, kDue), USHER_CONFLICT);
  CHECK_OK(usher_cancel(queue, "launch", 6, "missed", 6, "cleo", 4, kDue));
  usher_queue_destroy(queue);
}

static void looking_in(void) {
  usher_queue* const queue = after_the_end();
  usher_text json = {0};
  int64_t now = 0;
  CHECK_OK(usher_preview(queue, "launch", 6, "missed", 6, kStart + kMinute, &json));
  CHECK_TEXT(json, "[\"ada\",\"bob\",\"cleo\"]");
  CHECK_OK(usher_plan(queue, kStart + kMinute, 10, &json));
  CHECK(contains(json, "\"outlook\":\"late\"") || contains(json, "\"outlook\":\"infeasible\""));
  CHECK_OK(usher_explain(queue, "launch", 6, "missed", 6, "bob", 3, &json));
  CHECK(contains(json, "\"verdict\":\"not_yet\""));
  CHECK_FAILS(usher_explain(queue, "launch", 6, "missed", 6, "eve", 3, &json), USHER_UNKNOWN);
  CHECK_ERROR("/attendee", "\"eve\"");
  CHECK_OK(usher_now(queue, &now));
  CHECK(now == kStart + kMinute);
  CHECK_OK(usher_check_invariants(queue, &json));
  CHECK_TEXT(json, "");
  usher_queue_destroy(queue);
}

const test kCalls[] = {
    {"a call tells what to hand over, when it was due and on what standing", a_call_tells_everything},
    {"a call that is completed is refused, whatever is asked of it", a_completed_call_is_refused},
    {"one outcome for all handovers, or one for each", outcomes_for_all_or_for_each},
    {"lanes are asked by name, connections paused and resumed, handovers cancelled", lanes_and_connections},
    {"a host can look in without changing anything", looking_in},
    {0}};
