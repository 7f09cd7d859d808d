/* usher for any language: the C ABI over the C++ face. A binding needs this header and libusher, nothing else.
 *
 *   usher_queue* queue = NULL;
 *   if (usher_queue_create(NULL, 0, &queue) != USHER_OK) return complain();      // usher_last_error tells why
 *   usher_add_connection(queue, "{\"type\":\"connection\",\"id\":\"crm\"}", USHER_TO_NUL);
 *   usher_joined(queue, "launch", 6, "ada", 3, NULL, 0, at, now, NULL);
 *   usher_call call = {.size = sizeof call};
 *   while (usher_next(queue, now(), &call) == USHER_OK && call.id != 0) {
 *     make(&call);
 *     usher_delivered(queue, call.id, now());
 *   }
 *   usher_queue_destroy(queue);
 *
 * Conventions, which docs/c.md explains:
 * - A function that can fail returns a usher_status; 0 is success. What fails has changed nothing, save that `now` has
 *   come. usher_last_error tells the place and the reason. No exception and no abort crosses this border.
 * - Text goes in as a pointer and a size in bytes, UTF-8. USHER_TO_NUL for a size: up to the first NUL. NULL with 0 is
 *   no text. usher copies what it keeps before it returns.
 * - Text comes out as a usher_text, without a NUL behind it and never to be freed. What is of a call is valid until the
 *   call is completed; any other text until the next function with the same queue, or, of a function without a queue,
 *   until the next such function on the same thread.
 * - Nobody frees anything but queues, by usher_queue_destroy; destroying NULL does nothing.
 * - Structs begin with their size, set by the caller: `{.size = sizeof call}`. Later versions add members at the end.
 *   In an array every element has the size of the first. Zero is every member's default.
 * - Instants and durations are milliseconds, instants since 1970 UTC; USHER_NONE where there is none.
 * - One thread at a time for one queue: a second one is refused with USHER_MISUSED where it is noticed. Queues
 *   know nothing of each other. Errors are kept by thread.
 * - Definitions and rare events are lines of JSON, docs/semantics.md has the format; what is frequent has a function.
 * - Out parameters are written on success, but a queue that was not made is NULL; those called `fed` may be NULL.
 */
#ifndef USHER_USHER_H
#define USHER_USHER_H

/* NOLINTBEGIN(modernize-*,readability-identifier-naming,performance-enum-size): C, not C++ */
#include <stddef.h>
#include <stdint.h>

#ifdef __GNUC__
#define USHER_API __attribute__((visibility("default")))
#else
#define USHER_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header; that of the library which is there at run time, and as text ("0.1.0"). */
#define USHER_VERSION_MAJOR 0
#define USHER_VERSION_MINOR 1
#define USHER_VERSION_PATCH 0
#define USHER_VERSION (USHER_VERSION_MAJOR * 1000000 + USHER_VERSION_MINOR * 1000 + USHER_VERSION_PATCH)
USHER_API int32_t usher_version(void);
USHER_API const char* usher_version_text(void);

#define USHER_TO_NUL ((size_t)-1)
#define USHER_NONE INT64_MIN

typedef struct usher_text {
  const char* data;
  size_t size;
} usher_text;

/* ---- Errors ---- */

typedef int32_t usher_status;
enum {
  USHER_OK = 0,
  USHER_MALFORMED = 1,     /* not the format: bad JSON, a wrong type, an unknown or missing field */
  USHER_INVALID = 2,       /* the format is right, the value is not */
  USHER_UNKNOWN = 3,       /* names a webinar, attendee, connection, call, key or handle that is not there (any more) */
  USHER_DUPLICATE = 4,     /* an id that is taken already */
  USHER_CONFLICT = 5,      /* cannot be done in the present state */
  USHER_TOO_FAR_AHEAD = 6, /* `at` is more than max_skew after `now` */
  USHER_LIMIT = 7,         /* beyond a bound */
  USHER_UNAVAILABLE = 8,   /* the journal cannot be read or written now */
  USHER_DAMAGED = 9,       /* what the journal holds is not what was written */
  USHER_MISUSED = 10,      /* not in keeping with the conventions: a NULL, a size that is none, a second thread */
  USHER_NO_MEMORY = 11,
  USHER_INTERNAL = 12 /* a mistake in usher; please report it */
};
/* "malformed", "too_far_ahead" ...; "no such status". Never NULL, never to be freed. */
USHER_API const char* usher_status_name(usher_status status);

typedef struct usher_error {
  size_t size;
  usher_status status;
  usher_text message; /* "expected ..., found ..." */
  usher_text where;   /* JSON pointer of the offending value or argument: "/webinar/rules/0/connection"; may be empty */
} usher_error;
/* What the last function that failed on this thread has to say; valid until another fails there. */
USHER_API usher_status usher_last_error(usher_error* error);

/* ---- Queues ---- */

typedef struct usher_queue usher_queue;

/* In memory. `options`: the JSON of a queue line, or NULL. Errors: malformed, invalid. */
USHER_API usher_status usher_queue_create(const char* options, size_t options_size, usher_queue** queue);

enum { USHER_DURABLE_POWER = 0, USHER_DURABLE_PROCESS = 1 };
typedef struct usher_journal_options {
  size_t size;
  int32_t durability;      /* what a sync survives: USHER_DURABLE_ ... */
  int32_t must_exist;      /* not 0: a file that is not there is an error */
  int32_t max_unsynced;    /* calls that may have been made and answered without a sync, 0 to 100,000 */
  uint64_t most_unwritten; /* bytes that may wait while the journal fails, at least 1 MiB; 0: 64 MiB */
} usher_journal_options;
/* With a journal in the file `path`, made where it is not there; comes back as it was after a crash. `journal` may be
 * NULL. Errors: unavailable, damaged, malformed, invalid. */
USHER_API usher_status usher_queue_open(const char* path, size_t path_size, const char* options, size_t options_size,
                                        const usher_journal_options* journal, usher_queue** queue);
/* What was not synced is lost. Texts, calls and attendees of the queue are gone. */
USHER_API void usher_queue_destroy(usher_queue* queue);

/* Makes a connection known; behind a journal also gives a known one these settings. `json`: a connection line.
 * Errors: malformed, invalid, duplicate, limit, conflict (another lane). */
USHER_API usher_status usher_add_connection(usher_queue* queue, const char* json, size_t json_size);
/* Errors: malformed, invalid, unknown, conflict (another lane). */
USHER_API usher_status usher_change_connection(usher_queue* queue, const char* json, size_t json_size);

/* ---- What happens ----
 * Errors of all that feed: malformed, invalid, unknown, duplicate, conflict, too_far_ahead, limit, unavailable. */

/* What became of an event that was not refused. */
enum {
  USHER_FED_APPLIED = 0,
  USHER_FED_LATE = 1,      /* it counts, and lies before one that was applied earlier */
  USHER_FED_AHEAD = 2,     /* it counts from its `at` on */
  USHER_FED_DUPLICATE = 3, /* an exact repeat */
  USHER_FED_IGNORED = 4    /* changes nothing as things stand */
};
/* "applied", "late" ...; "no such answer". */
USHER_API const char* usher_fed_name(int32_t fed);

/* Any event, as a line of JSON. */
USHER_API usher_status usher_feed_json(usher_queue* queue, const char* json, size_t json_size, int64_t now,
                                       int32_t* fed);

/* A session pairs a leave with its join: a tab, a device; NULL is the unnamed one. A profile is the host's own JSON. */
USHER_API usher_status usher_registered(usher_queue* queue, const char* webinar, size_t webinar_size,
                                        const char* attendee, size_t attendee_size, const char* profile,
                                        size_t profile_size, int64_t at, int64_t now, int32_t* fed);
USHER_API usher_status usher_unregistered(usher_queue* queue, const char* webinar, size_t webinar_size,
                                          const char* attendee, size_t attendee_size, int64_t at, int64_t now,
                                          int32_t* fed);
USHER_API usher_status usher_joined(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                                    size_t attendee_size, const char* session, size_t session_size, int64_t at,
                                    int64_t now, int32_t* fed);
USHER_API usher_status usher_left(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                                  size_t attendee_size, const char* session, size_t session_size, int64_t at,
                                  int64_t now, int32_t* fed);

/* Joins and leaves of the unnamed session by a handle, which stands for an attendee whom an event has named before. 0
 * is nobody's. Once the webinar is freed or the attendee forgotten it is refused as unknown, also where the ids come
 * again. It is of one queue, and for as long as that is open. */
typedef uint64_t usher_attendee;
USHER_API usher_status usher_resolve(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                                     size_t attendee_size, usher_attendee* who);
USHER_API usher_status usher_attendee_joined(usher_queue* queue, usher_attendee who, int64_t at, int64_t now,
                                             int32_t* fed);
USHER_API usher_status usher_attendee_left(usher_queue* queue, usher_attendee who, int64_t at, int64_t now,
                                           int32_t* fed);

enum { USHER_REGISTERED = 0, USHER_UNREGISTERED = 1, USHER_JOINED = 2, USHER_LEFT = 3 };
typedef struct usher_event {
  size_t size;
  int32_t what; /* USHER_REGISTERED ... */
  int64_t at;
  usher_text webinar;
  usher_text attendee;
  usher_text detail; /* the profile of USHER_REGISTERED, the session of USHER_JOINED and USHER_LEFT */
} usher_event;
/* Many at once, in order; a refused one does not keep the others back. `answers`, which may be NULL, gets one number
 * for each: what became of it, or minus the status where it was refused. Fails as the first that was refused did;
 * `where` then begins with its index: "/3/attendee". */
USHER_API usher_status usher_feed(usher_queue* queue, const usher_event* events, size_t count, int64_t now,
                                  int32_t* answers);
/* The same for joins and leaves by handle, in columns, for hosts to whom a call or a struct is dear. `left`: not 0
 * where it is a leave. */
USHER_API usher_status usher_feed_moves(usher_queue* queue, const usher_attendee* who, const int64_t* at,
                                        const uint8_t* left, size_t count, int64_t now, int32_t* answers);

/* ---- Calls to make ---- */

enum { USHER_TRANSFER = 0, USHER_RETRACTION = 1 };
typedef struct usher_call {
  size_t size;
  uint64_t id;           /* from 1, in the order of their start; 0: there is none now */
  int32_t kind;          /* USHER_TRANSFER ... */
  size_t handover_count; /* at least 1 */
  int64_t started_at;
  usher_text lane, connection, webinar, rule;
  usher_text action; /* the rule's, byte for byte */
} usher_call;
/* The next call to make, of any lane or of one. It is in flight until it is completed. Errors: those of usher_sync. */
USHER_API usher_status usher_next(usher_queue* queue, int64_t now, usher_call* call);
USHER_API usher_status usher_next_on_lane(usher_queue* queue, const char* lane, size_t lane_size, int64_t now,
                                          usher_call* call);
/* A call in flight once more. Errors: unknown (completed, or never there). */
USHER_API usher_status usher_call_in_flight(usher_queue* queue, uint64_t call_id, usher_call* call);

enum { USHER_ATTENDED = 1, USHER_PARTICIPANT = 2, USHER_ONLINE = 4 };
typedef struct usher_handover {
  size_t size;
  int32_t attempt;    /* 1 at the first call */
  int32_t redelivery; /* not 0: a crash has hidden what became of an earlier call with this key */
  uint32_t standing;  /* USHER_ATTENDED | ... as of decided_at */
  int64_t due;        /* when the information should be at the target */
  int64_t decided_at; /* as of when the attendee was decided */
  usher_text attendee;
  usher_text profile; /* byte for byte as registered */
  usher_text key;     /* the same for every attempt */
} usher_handover;
/* Writes `count` handovers of a call in flight, from number `first` on; handovers[0].size is set by the caller.
 * Errors: unknown (the call), invalid (there are not so many). */
USHER_API usher_status usher_handovers(usher_queue* queue, uint64_t call_id, size_t first, usher_handover* handovers,
                                       size_t count);
/* A handover of a call in flight as `usher replay` prints it. */
USHER_API usher_status usher_handover_json(usher_queue* queue, uint64_t call_id, size_t index, int64_t finished_at,
                                           usher_text* json);

enum { USHER_DELIVERED = 0, USHER_RETRY = 1, USHER_REJECTED = 2, USHER_THROTTLED = 3 };
typedef struct usher_outcome {
  size_t size;
  int32_t kind;  /* USHER_DELIVERED ... */
  int32_t timed; /* not 0: `time` is set; must be for USHER_THROTTLED */
  int64_t time;  /* USHER_RETRY: after so long; USHER_THROTTLED: the instant before which the target wants no calls */
  usher_text reason;
} usher_outcome;
/* Reports a call: one outcome for all its handovers, or one for each in their order. Errors: unknown (not in flight),
 * invalid. */
USHER_API usher_status usher_complete(usher_queue* queue, uint64_t call_id, const usher_outcome* outcomes, size_t count,
                                      int64_t now);
USHER_API usher_status usher_delivered(usher_queue* queue, uint64_t call_id, int64_t now);
/* When to ask usher_next again; USHER_NONE: only an event or a completion brings work. */
USHER_API usher_status usher_wake_at(usher_queue* queue, int64_t* at);

/* ---- Steering ---- */

USHER_API usher_status usher_pause(usher_queue* queue, const char* connection, size_t connection_size, int64_t now);
USHER_API usher_status usher_resume(usher_queue* queue, const char* connection, size_t connection_size, int64_t now);
/* Takes an attendee out of a rule. Errors: unknown, conflict (in flight, or done with). */
USHER_API usher_status usher_cancel(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                                    size_t rule_size, const char* attendee, size_t attendee_size, int64_t now);
/* A dead letter goes back to work, or off the list. Errors: unknown. */
USHER_API usher_status usher_resubmit(usher_queue* queue, const char* key, size_t key_size, int64_t now);
USHER_API usher_status usher_forget_dead_letter(usher_queue* queue, const char* key, size_t key_size);
/* A person is gone from memory, and from the journal when it returns. Errors: unknown, those of usher_sync. */
USHER_API usher_status usher_forget(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                                    size_t attendee_size, int64_t now);

/* ---- The journal; without one, sync and set_source_position do nothing and there is no position ---- */

/* Everything fed and completed so far is durable when it returns. Errors: unavailable, damaged, conflict. */
USHER_API usher_status usher_sync(usher_queue* queue);
/* Where in the host's source the event stands that is fed next; the last one of a usher_feed. Text of the host's own.
 */
USHER_API usher_status usher_set_source_position(usher_queue* queue, const char* position, size_t position_size);
/* The last durable one when the queue was opened: feed on from there. */
USHER_API usher_status usher_source_position(usher_queue* queue, usher_text* position);
USHER_API usher_status usher_unwritten(usher_queue* queue, uint64_t* bytes);
/* A copy of all that is synced, in a new file. Errors: conflict (something is not synced, or there is no journal),
 * unavailable. */
USHER_API usher_status usher_journal_backup(usher_queue* queue, const char* path, size_t path_size);

/* ---- Looking in: JSON, one object or an array of them, by the names of docs/semantics.md ---- */

USHER_API usher_status usher_plan(usher_queue* queue, int64_t now, size_t most, usher_text* json);
USHER_API usher_status usher_pending(usher_queue* queue, size_t most, usher_text* json);
USHER_API usher_status usher_dead_letters(usher_queue* queue, usher_text* json);
USHER_API usher_status usher_connections(usher_queue* queue, usher_text* json);
/* The ids of those whom a rule would take now. Errors: unknown. */
USHER_API usher_status usher_preview(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                                     size_t rule_size, int64_t now, usher_text* json);
/* Why somebody was, will be or will not be handed over. Errors: unknown. */
USHER_API usher_status usher_explain(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                                     size_t rule_size, const char* attendee, size_t attendee_size, usher_text* json);
/* The first thing inside that contradicts another, or empty; for tests. O(everything). */
USHER_API usher_status usher_check_invariants(usher_queue* queue, usher_text* contradiction);
USHER_API usher_status usher_now(usher_queue* queue, int64_t* now); /* the latest that the queue was given */

typedef struct usher_counters {
  size_t size;
  uint64_t applied, late, ahead, duplicate, ignored, refused; /* events, by answer */
  uint64_t unpaired_leaves, calls;
  uint64_t delivered, retried, rejected, gave_up, cancelled, throttled; /* handovers */
  uint64_t decided_early, retractions, corrections, differences, webinars_freed;
  uint64_t webinars, in_flight, dead_letters; /* now */
} usher_counters;
USHER_API usher_status usher_counters_of(usher_queue* queue, usher_counters* counters);

/* ---- Without a queue ---- */

enum { USHER_LINE_QUEUE = 0, USHER_LINE_CONNECTION = 1, USHER_LINE_EVENT = 2 };
typedef struct usher_line {
  size_t size;
  int32_t what;       /* USHER_LINE_QUEUE ... */
  int64_t at;         /* of an event, else USHER_NONE */
  int64_t seen;       /* when it arrived, for replays, or USHER_NONE */
  usher_text notices; /* JSON: what is allowed and probably not meant, [{"where":...,"message":...}] */
} usher_line;
/* Reads a line without feeding it. Errors: malformed, invalid, limit, unknown, duplicate. */
USHER_API usher_status usher_read_line(const char* json, size_t json_size, usher_line* line);
/* The first thing wrong with the definition in a line, looked at alone. Errors: the same. */
USHER_API usher_status usher_check_line(const char* json, size_t json_size);

/* RFC 3339, ISO 8601. Errors: invalid; of the local one also unknown (no such zone). */
USHER_API usher_status usher_parse_instant(const char* text, size_t text_size, int64_t* instant);
USHER_API usher_status usher_parse_duration(const char* text, size_t text_size, int32_t signed_allowed,
                                            int64_t* duration);
enum { USHER_LOCAL_ORDINARY = 0, USHER_LOCAL_SKIPPED = 1, USHER_LOCAL_REPEATED = 2 };
/* `kind`, which may be NULL: whether the clocks skip that time or have it twice. */
USHER_API usher_status usher_parse_local(const char* text, size_t text_size, const char* zone, size_t zone_size,
                                         int64_t* instant, int32_t* kind);
USHER_API usher_status usher_format_instant(int64_t instant, usher_text* text);
USHER_API usher_status usher_format_duration(int64_t duration, usher_text* text);
/* How long before the next call of a handover, so many having failed. */
USHER_API usher_status usher_backoff(const char* key, size_t key_size, int32_t attempt, int64_t* duration);
/* Of the mark from the start, for a threshold in hundredths of a percent. */
USHER_API usher_status usher_mark_distance(int64_t length, int32_t hundredths, int64_t* duration);
/* How long so many handovers should take over a connection of which no call was measured; `json`: its line. */
USHER_API usher_status usher_expected_time(const char* json, size_t json_size, uint64_t handovers, int64_t* duration);

#ifdef __cplusplus
}
#endif
/* NOLINTEND(modernize-*,readability-identifier-naming,performance-enum-size) */

#endif
