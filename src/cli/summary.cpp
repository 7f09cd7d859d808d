#include "cli/summary.hpp"

#include <algorithm>
#include <type_traits>

#include "cli/chart.hpp"
#include "cli/layout.hpp"

namespace usher::cli {
namespace {

/// What the queue says of one rule and everybody.
struct RuleTally {
  std::size_t registered = 0, handed_over = 0, left_out = 0, open = 0;
  std::size_t taken_back = 0, added_later = 0;  ///< put right, whether registered still or not
  std::set<Instant> dues;
};

void count(const Explanation& explanation, RuleTally& tally) {
  using Verdict = Explanation::Verdict;
  const bool done = explanation.verdict == Verdict::done;
  if (explanation.due) tally.dues.insert(*explanation.due);
  if (explanation.verdict == Verdict::taken_back) ++tally.taken_back;
  if (done && explanation.corrected_at) ++tally.added_later;
  if (!explanation.registered && !done) return;
  ++tally.registered;
  switch (explanation.verdict) {
    case Verdict::done:
      ++tally.handed_over;
      return;
    case Verdict::taken_back:
    case Verdict::left_out:
    case Verdict::not_registered:
    case Verdict::no_instant:
    case Verdict::cancelled:
      ++tally.left_out;
      return;
    case Verdict::in_flight:
    case Verdict::retrying:
    case Verdict::dead_letter:
    case Verdict::waiting:
    case Verdict::not_yet:
      ++tally.open;
      return;
  }
}

std::string due_text(const std::set<Instant>& dues) {
  if (dues.empty()) return "-";
  return dues.size() == 1 ? clock_of(*dues.begin()) : "each own";
}

// The columns of a row; their sum with the gaps between them is kColumns.
constexpr std::size_t kRule = 14, kDue = 8, kRegistered = 10, kHandedOver = 6, kLeftOut = 4;
constexpr std::size_t kFigure = 8, kShare = 7;
constexpr std::string_view kGap = "  ";

void print_head(const Paint& paint, std::ostream& out) {
  constexpr std::size_t kFirst = kRule + kGap.size() + kDue + kGap.size() + kRegistered;
  std::string above = fit_left("", kFirst);
  above.append(kGap).append(fit_right("handed", kHandedOver)).append(kGap).append(fit_right("left", kLeftOut));
  above.append(kGap).append(fit_right("longest", kFigure)).append(kGap).append(fit_right("on", kShare));
  above.append(kGap).append(fit_right("longest", kFigure));
  std::string names = fit_left("rule", kRule);
  names.append(kGap).append(fit_left("due", kDue)).append(kGap).append(fit_right("registered", kRegistered));
  names.append(kGap).append(fit_right("over", kHandedOver)).append(kGap).append(fit_right("out", kLeftOut));
  names.append(kGap).append(fit_right("lead", kFigure)).append(kGap).append(fit_right("time", kShare));
  names.append(kGap).append(fit_right("delay", kFigure));
  out << paint(Ink::bold, above) << '\n' << paint(Ink::bold, names) << '\n';
}

void print_row(const std::string& rule, const RuleTally& tally, const CallReport& calls, std::ostream& out) {
  out << fit_left(printable(rule), kRule) << kGap << fit_left(due_text(tally.dues), kDue) << kGap
      << fit_right(std::to_string(tally.registered), kRegistered) << kGap
      << fit_right(std::to_string(tally.handed_over), kHandedOver) << kGap
      << fit_right(std::to_string(tally.left_out), kLeftOut) << kGap << fit_right(calls.longest_lead(), kFigure) << kGap
      << fit_right(calls.share_on_time(), kShare) << kGap << fit_right(calls.longest_delay(), kFigure) << '\n';
  if (tally.open > 0) out << "  of these " << tally.open << " neither handed over nor left out yet\n";
  if (tally.taken_back + tally.added_later == 0) return;
  out << "  put right: " << tally.taken_back << " taken back, " << tally.added_later << " added later\n";
}

/// Rules that fall due at one instant for everybody share a digit.
std::vector<ChartMark> marks_of(const Chart& chart, const std::vector<std::pair<std::string, RuleTally>>& tallies) {
  std::map<Instant, std::string> dues;
  for (const auto& [rule, tally] : tallies) {
    if (tally.dues.size() != 1) continue;
    auto& names = dues[*tally.dues.begin()];
    names += (names.empty() ? "" : ", ") + printable(rule);
  }
  std::vector<ChartMark> marks{
      {chart.start, 'S', "start"}, {chart.mark, 'M', "mark: participants from here on"}, {chart.end, 'E', "end"}};
  char letter = '1';
  for (const auto& [due, names] : dues) {
    marks.push_back({due, letter, names});
    letter = letter == '9' ? 'a' : letter == 'z' ? 'z' : static_cast<char>(letter + 1);
  }
  std::stable_sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return marks;
}

}  // namespace

void Summary::taken(const Event& event) {
  std::visit(
      [this](const auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, WebinarScheduled> || std::is_same_v<What, WebinarEdited>) {
          const auto [room, is_new] = rooms_.try_emplace(what.webinar.id);
          room->second.definition = what.webinar;
          if (is_new) order_.push_back(what.webinar.id);
        } else if constexpr (requires { what.attendee; }) {
          hear_of(what.webinar, what.attendee);
        }
      },
      event);
}

void Summary::hear_of(std::string_view webinar, std::string_view attendee) {
  const auto room = rooms_.find(webinar);
  if (room == rooms_.end() || room->second.known.contains(attendee)) return;
  room->second.known.emplace(attendee);
  room->second.attendees.emplace_back(attendee);
}

void Summary::ended(const EndedCall& end) {
  calls_.ended(end);
  rooms_[std::string{end.call.webinar()}].calls[std::string{end.call.rule()}].ended(end);
}

struct Summary::Picture {
  std::vector<std::pair<std::string, RuleTally>> rules;
  Chart chart;
  bool drawable = false;  ///< start, mark and end are known
};

Summary::Picture Summary::picture_of(const std::string& id, const Room& room, const DispatchQueue& queue) {
  Picture picture;
  for (const auto& rule : room.definition.rules) {
    RuleTally tally;
    for (const auto& attendee : room.attendees) {
      const auto explanation = queue.explain(id, rule.id, attendee);
      if (!explanation) continue;
      count(*explanation, tally);
      if (!picture.rules.empty()) continue;
      picture.chart.people.push_back(explanation->stays);
      if (!explanation->start || !explanation->mark || !explanation->end) continue;
      picture.drawable = true;
      picture.chart.start = *explanation->start;
      picture.chart.mark = *explanation->mark;
      picture.chart.end = *explanation->end;
    }
    picture.rules.emplace_back(rule.id, std::move(tally));
  }
  if (picture.drawable) picture.chart.marks = marks_of(picture.chart, picture.rules);
  return picture;
}

void Summary::print_table(const Room& room, const Picture& picture, const Paint& paint, std::ostream& out) {
  print_head(paint, out);
  for (const auto& [rule, tally] : picture.rules) {
    const auto calls = room.calls.find(rule);
    print_row(rule, tally, calls == room.calls.end() ? CallReport{} : calls->second, out);
  }
  out << '\n';
}

void Summary::print(const DispatchQueue& queue, bool colour, std::ostream& out) const {
  const Paint paint{colour};
  for (const auto& id : order_) {
    const Room& room = rooms_.at(id);
    const Picture picture = picture_of(id, room, queue);
    std::string heading = id;
    if (!room.definition.title.empty()) heading.append(": ").append(room.definition.title);
    out << paint(Ink::bold, cut(printable(heading), kColumns)) << '\n';
    if (picture.drawable) out << day_of(picture.chart.start) << ", times in UTC\n";
    out << '\n';
    print_table(room, picture, paint, out);
    if (picture.drawable) draw(picture.chart, paint, out);
    if (picture.drawable) out << '\n';
  }
  calls_.print(queue, paint, out);
}

}  // namespace usher::cli
