#include "cli/plan.hpp"

#include <algorithm>

namespace usher::cli {
namespace {

// The two lines of a moment.
constexpr std::size_t kDue = 9, kWebinar = 18, kRules = 24, kConnection = 23;
constexpr std::size_t kHandovers = 9, kCalls = 7, kClock = 11;
constexpr std::string_view kGap = "  ";

/// A time of day, and the day where it is not that of the due instant.
std::string clock_beside(Instant instant, Instant due) {
  if (day_of(instant) == day_of(due)) return clock_of(instant);
  return day_of(instant).substr(5) + ' ' + clock_of(instant).substr(0, 5);
}

bool is_on_time(const PlannedMoment& moment) {
  return moment.outlook == PlannedMoment::Outlook::on_time;
}

std::string outlook_of(const PlannedMoment& moment) {
  using Outlook = PlannedMoment::Outlook;
  switch (moment.outlook) {
    case Outlook::on_time:
      return "on time";
    case Outlook::late:
      return "late by " + in_words(moment.lateness);
    case Outlook::put_off:
      return "put off: " + in_words(moment.lateness) + " late";
    case Outlook::infeasible:
      return "cannot be on time: " + in_words(moment.lateness) + " late";
  }
  return {};
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void print_head(const Paint& paint, std::ostream& out) {
  std::string names = fit_left("due", kDue);
  names.append(kGap).append(fit_left("webinar", kWebinar)).append(kGap).append(fit_left("rules", kRules));
  names.append(kGap) += "connection/lane";
  std::string figures = fit_right("handovers", kHandovers);
  figures.append(fit_right("calls", kCalls)).append(kGap).append(fit_left("start", kClock));
  figures.append(kGap).append(fit_left("finish", kClock)).append(kGap) += "outlook";
  out << paint(Ink::bold, names) << '\n' << paint(Ink::bold, figures) << '\n';
}

void print_moment(const PlannedMoment& moment, std::ostream& out) {
  out << fit_left(clock_of(moment.due), kDue) << kGap << fit_left(printable(moment.webinar), kWebinar) << kGap
      << fit_left(printable(listed(moment.rules)), kRules) << kGap
      << cut(printable(moment.connection + '/' + moment.lane), kConnection) << '\n';
  out << fit_right(std::to_string(moment.handovers), kHandovers) << fit_right(std::to_string(moment.calls), kCalls)
      << kGap << fit_left(clock_beside(moment.starts_at, moment.due), kClock) << kGap
      << fit_left(clock_beside(moment.finishes_at, moment.due), kClock) << kGap << outlook_of(moment) << '\n';
}

}  // namespace

void print_plan(const std::vector<PlannedMoment>& moments, Instant now, const Paint& paint, std::ostream& out) {
  out << "As planned at " << to_string(now) << ", times in UTC\n";
  if (moments.empty()) {
    out << "Nothing is to come that is known.\n";
    return;
  }
  out << '\n';
  print_head(paint, out);
  std::string day;
  for (const auto& moment : moments) {
    if (day_of(moment.due) != day) out << '\n' << paint(Ink::bold, day = day_of(moment.due)) << '\n';
    print_moment(moment, out);
  }
  const auto on_time = static_cast<std::size_t>(std::count_if(moments.begin(), moments.end(), is_on_time));
  out << '\n' << on_time << " on time, " << moments.size() - on_time << " not\n";
}

Exit exit_of(const std::vector<PlannedMoment>& moments) {
  return std::all_of(moments.begin(), moments.end(), is_on_time) ? Exit::clean : Exit::flawed;
}

Exit plan(const PlanOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  ReplayEngine engine{{.target = options.target, .stop_at = options.at}};
  if (feed_lines(options.files, false, engine, in, err) == Exit::stopped) return Exit::stopped;
  if (options.at) {
    engine.finish();
  } else {
    engine.stop();
  }
  const auto moments = engine.queue_to_use().plan(engine.now());
  if (options.json) {
    for (const auto& moment : moments) out << to_json(moment) << '\n';
  } else {
    print_plan(moments, engine.now(), Paint{options.colour}, out);
  }
  const Exit flushed = flush(out, err);
  return flushed == Exit::stopped ? flushed : exit_of(moments);
}

}  // namespace usher::cli
