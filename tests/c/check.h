/* Tests in C: each is a function and a sentence that says what holds. A check that fails says where and what was found,
 * and the test goes on. */
#ifndef USHER_TESTS_CHECK_H
#define USHER_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "usher/usher.h"

typedef struct test {
  const char* name;
  void (*run)(void);
} test;

/* The end of each file's list is a test without a name. */
extern const test kConventions[], kFeeding[], kCalls[], kJournal[], kValues[];

void check_that(bool holds, const char* what, const char* file, int line);
void check_status(usher_status found, usher_status expected, const char* what, const char* file, int line);
void check_text(usher_text found, const char* expected, const char* file, int line);
void check_error(const char* where, const char* part_of_message, const char* file, int line);

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
#define CHECK_OK(call) check_status((call), USHER_OK, #call, __FILE__, __LINE__)
#define CHECK_FAILS(call, status) check_status((call), (status), #call, __FILE__, __LINE__)
#define CHECK_TEXT(text, expected) check_text((text), (expected), __FILE__, __LINE__)
/* Of the last failure. */
#define CHECK_ERROR(where, part_of_message) check_error((where), (part_of_message), __FILE__, __LINE__)

bool contains(usher_text text, const char* part);
/* A file of its own for each test, removed at the end of the program together with what SQLite lays beside it. */
const char* scratch_file(const char* name);

/* 2026-03-29T08:00:00Z; the webinar `launch` starts nine hours later and lasts ninety minutes. */
enum { kMinute = 60 * 1000 };
extern const int64_t kMorning, kStart, kEnd;
/* A queue with the connection `crm`, whose calls do not lead, and the webinar with the rule `missed`: a minute after
 * the end, for those who did not take part. */
usher_queue* evening(void);
/* The same in a queue that is there already. */
void schedule(usher_queue* queue);
usher_status join(usher_queue* queue, const char* attendee, int64_t at);
usher_status leave(usher_queue* queue, const char* attendee, int64_t at);
usher_status sign_up(usher_queue* queue, const char* attendee, int64_t at);
uint64_t next_call(usher_queue* queue, int64_t now);

#endif
