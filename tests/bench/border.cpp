// What the C ABI costs beside the C++ face: the same events and calls by both, in turns, on queues that know the same.
// Prints a JSON object: for each thing measured the nanoseconds of one event or handover by C++ and by C, medians of
// the rounds.
#include <algorithm>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "usher/dispatch_queue.hpp"
#include "usher/json.hpp"
#include "usher/usher.h"

namespace usher::bench {
namespace {

constexpr std::size_t kAttendees = 10'000;
constexpr std::size_t kEvents = 20'000;  ///< of a round: everybody comes and goes once
constexpr int kRounds = 15;

std::int64_t milliseconds(Instant instant) {
  return instant.time_since_epoch().count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Everybody's coming or going, one a millisecond, on both queues.
class Border {
 public:
  Border() {
    demand(usher_queue_create(nullptr, 0, &c_) == USHER_OK);
    const std::string crm = to_json(Connection{.id = "crm", .max_lead = 0s});
    demand(cpp_.add({.id = "crm", .max_lead = 0s}).has_value());
    demand(usher_add_connection(c_, crm.data(), crm.size()) == USHER_OK);
    for (std::size_t i = 0; i < kAttendees; ++i) ids_.push_back(id_text(i));
    schedule("w", kStart, {});
    for (const IdText& id : ids_) {
      usher_attendee who = 0;
      demand(usher_resolve(c_, "w", 1, id.data(), id.size(), &who) == USHER_OK);
      whom_.push_back(who);
      handles_.push_back(*cpp_.find_attendee("w", view(id)));
    }
    now_ = kStart;
  }
  ~Border() { usher_queue_destroy(c_); }
  Border(const Border&) = delete;
  Border& operator=(const Border&) = delete;

  void schedule(const std::string& webinar, Instant start, std::vector<Rule> rules) {
    const Event event = WebinarScheduled{now_, {.id = webinar, .start = start, .duration = kLength, .rules = rules}};
    const std::string line = to_json(event);
    demand(cpp_.feed(event, now_).has_value());
    demand(usher_feed_json(c_, line.data(), line.size(), milliseconds(now_), nullptr) == USHER_OK);
    for (const IdText& id : ids_) {
      demand(cpp_.feed(AttendeeRegistered{now_, webinar, view(id)}, now_).has_value());
      demand(usher_registered(c_, webinar.data(), webinar.size(), id.data(), id.size(), nullptr, 0, milliseconds(now_),
                              milliseconds(now_), nullptr) == USHER_OK);
    }
  }

  /// `prepare` is not measured.
  template <class Prepare, class ByCpp, class ByC>
  void compare(const char* name, std::size_t count, Prepare prepare, ByCpp by_cpp, ByC by_c) {
    std::vector<double> cpp, c;
    for (int round = 0; round < kRounds; ++round) {
      prepare();
      cpp.push_back(timed(by_cpp));
      c.push_back(timed(by_c));
      now_ += Duration{kEvents + 1};
    }
    const double each = 1e9 / static_cast<double>(count);
    std::printf("%s\"%s\":{\"cpp\":%.1f,\"c\":%.1f}", first_ ? "{" : ",", name, median(cpp) * each, median(c) * each);
    first_ = false;
  }

  void all() {
    by_id();
    by_handle();
    in_spans();
    as_text();
    calls();
    std::printf("}\n");
  }

 private:
  template <class What>
  static double timed(What what) {
    const double begin = time_used();
    what();
    return time_used() - begin;
  }
  [[nodiscard]] Instant instant(std::size_t i) const { return now_ + Duration{static_cast<std::int64_t>(i)}; }

  void by_id() {
    compare(
        "one event by id", kEvents, [] {},
        [&] {
          for (std::size_t i = 0; i < kEvents; ++i) {
            const std::string_view id = view(ids_[i % kAttendees]);
            const bool fed = i < kAttendees ? bool(cpp_.feed(AttendeeJoined{instant(i), "w", id}, instant(i)))
                                            : bool(cpp_.feed(AttendeeLeft{instant(i), "w", id}, instant(i)));
            demand(fed);
          }
        },
        [&] {
          for (std::size_t i = 0; i < kEvents; ++i) {
            const IdText& id = ids_[i % kAttendees];
            const std::int64_t at = milliseconds(instant(i));
            demand((i < kAttendees ? usher_joined : usher_left)(c_, "w", 1, id.data(), id.size(), nullptr, 0, at, at,
                                                                nullptr) == USHER_OK);
          }
        });
  }

  void by_handle() {
    compare(
        "one event by handle", kEvents, [] {},
        [&] {
          for (std::size_t i = 0; i < kEvents; ++i) {
            const AttendeeHandle who = handles_[i % kAttendees];
            demand(bool(i < kAttendees ? cpp_.joined(who, instant(i), instant(i))
                                       : cpp_.left(who, instant(i), instant(i))));
          }
        },
        [&] {
          for (std::size_t i = 0; i < kEvents; ++i) {
            const std::int64_t at = milliseconds(instant(i));
            demand((i < kAttendees ? usher_attendee_joined : usher_attendee_left)(c_, whom_[i % kAttendees], at, at,
                                                                                  nullptr) == USHER_OK);
          }
        });
  }

  void in_spans() {
    constexpr std::size_t kSpan = 256;
    std::vector<Event> events;
    std::vector<usher_event> structs;
    std::vector<std::int64_t> at;
    std::vector<usher_attendee> who;
    std::vector<std::uint8_t> left;
    std::vector<AttendeeMove> moves;
    const auto prepare = [&] {
      events.clear();
      structs.clear();
      at.clear();
      who.clear();
      left.clear();
      moves.clear();
      for (std::size_t i = 0; i < kEvents; ++i) {
        const IdText& id = ids_[i % kAttendees];
        const bool leaves = i >= kAttendees;
        if (leaves) events.emplace_back(AttendeeLeft{instant(i), "w", view(id)});
        if (!leaves) events.emplace_back(AttendeeJoined{instant(i), "w", view(id)});
        structs.push_back({sizeof(usher_event),
                           leaves ? USHER_LEFT : USHER_JOINED,
                           milliseconds(instant(i)),
                           {"w", 1},
                           {id.data(), id.size()},
                           {}});
        at.push_back(milliseconds(instant(i)));
        who.push_back(whom_[i % kAttendees]);
        left.push_back(leaves ? 1 : 0);
        moves.push_back({handles_[i % kAttendees], instant(i), leaves});
      }
    };
    const auto by_cpp = [&] {
      const Instant last = instant(kEvents);
      for (std::size_t i = 0; i < kEvents; i += kSpan) {
        const auto fed = cpp_.feed(std::span{events}.subspan(i, std::min(kSpan, kEvents - i)), last);
        demand(bool(fed.back()));
      }
    };
    compare("many events by id", kEvents, prepare, by_cpp, [&] {
      const std::int64_t last = milliseconds(instant(kEvents));
      for (std::size_t i = 0; i < kEvents; i += kSpan) {
        demand(usher_feed(c_, structs.data() + i, std::min(kSpan, kEvents - i), last, nullptr) == USHER_OK);
      }
    });
    compare(
        "many events by handle", kEvents, prepare,
        [&] {
          const Instant last = instant(kEvents);
          for (std::size_t i = 0; i < kEvents; i += kSpan) {
            const auto fed = cpp_.feed(std::span{moves}.subspan(i, std::min(kSpan, kEvents - i)), last);
            demand(bool(fed.back()));
          }
        },
        [&] {
          const std::int64_t last = milliseconds(instant(kEvents));
          demand(usher_feed_moves(c_, who.data(), at.data(), left.data(), kEvents, last, nullptr) == USHER_OK);
        });
  }

  void as_text() {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < 1'000; ++i) {
      lines.push_back(to_json(Event{AttendeeJoined{kStart, "w", view(ids_[i])}}));
    }
    LineParser parser;
    compare(
        "one line of JSON", lines.size(), [] {},
        [&] {
          for (const std::string& line : lines) {
            const auto read = parser.parse(line);
            demand(bool(cpp_.feed(std::get<Event>(read->what), now_)));
          }
        },
        [&] {
          for (const std::string& line : lines) {
            demand(usher_feed_json(c_, line.data(), line.size(), milliseconds(now_), nullptr) == USHER_OK);
          }
        });
  }

  /// Each round has a webinar of its own, with everybody to be called at its start.
  void calls() {
    for (int round = 0; round < kRounds; ++round) {
      const Instant start = now_ + Duration{(kEvents + 1) * round + 1};
      schedule("calls-" + std::to_string(round), start, {rule("all", Anchor::start(), 0s)});
    }
    now_ += Duration{1};
    compare(
        "one call, with its completion", kAttendees, [] {},
        [&] {
          for (std::size_t i = 0; i < kAttendees; ++i) {
            const Call* const call = cpp_.next(now_);
            demand(call != nullptr && !call->handovers().front().key.empty());
            demand(bool(cpp_.complete(call->id(), Outcome::delivered(), now_)));
          }
        },
        [&] {
          usher_call call{};
          call.size = sizeof call;
          usher_handover handover{};
          handover.size = sizeof handover;
          const std::int64_t now = milliseconds(now_);
          for (std::size_t i = 0; i < kAttendees; ++i) {
            demand(usher_next(c_, now, &call) == USHER_OK && call.id != 0);
            demand(usher_handovers(c_, call.id, 0, &handover, 1) == USHER_OK && handover.key.size != 0);
            demand(usher_delivered(c_, call.id, now) == USHER_OK);
          }
        });
  }

  DispatchQueue cpp_;
  usher_queue* c_ = nullptr;
  std::vector<IdText> ids_;
  std::vector<AttendeeHandle> handles_;
  std::vector<usher_attendee> whom_;
  Instant now_ = kStart - 1h;
  bool first_ = true;
};

}  // namespace
}  // namespace usher::bench

int main() {
  usher::bench::Border{}.all();
  return 0;
}
