#include <cstdio>
#include <ostream>

#include "bench/lead/report.hpp"

namespace usher::lead {
namespace {

double seconds_since(Instant instant, Instant since) {
  return std::chrono::duration<double>{instant - since}.count();
}

}  // namespace

void print_trace(std::ostream& out, const Evening& evening, const Run& run) {
  std::vector<long> left;
  for (const Moment& moment : evening.moments)
    left.push_back(static_cast<long>(evening.rooms[moment.room].attendees()));
  out << "# seconds: at (since the first quarter hour), at - due; moment, rule, attendees, seconds taken, left\n";
  for (const CallMade& call : run.calls) {
    if (!call.hung) left[call.moment] += static_cast<long>(call.attendees) * (call.retraction ? 1 : -1);
    char line[160];
    std::snprintf(line, sizeof line, "%10.3f %+9.3f  m%zu w%zu %-16s %4zu %8.3f %6ld%s%s\n",
                  seconds_since(call.start, kEvening), seconds_since(call.start, evening.moments[call.moment].due),
                  call.moment, evening.moments[call.moment].room, std::string{to_string(call.group)}.c_str(),
                  call.attendees, seconds_since(call.end, call.start), left[call.moment],
                  call.retraction ? " retraction" : "", call.hung ? " hung" : "");
    out << line;
  }
}

}  // namespace usher::lead
