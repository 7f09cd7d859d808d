#include "cli/call_report.hpp"

#include <algorithm>

namespace usher::cli {
namespace {

/// SPEC's measure: what is at the target within a second after due is on time.
constexpr Duration kTolerance = std::chrono::seconds{1};
constexpr std::size_t kName = 12;
constexpr std::size_t kFigure = 10;

std::size_t dead_transfers(const DispatchQueue& queue) {
  const auto letters = queue.dead_letters();
  return static_cast<std::size_t>(std::count_if(letters.begin(), letters.end(),
                                                [](const DeadLetter& letter) { return !is_correction(letter.key); }));
}

/// "99.6 %", cut and not rounded, so that 100.0 % is all of them.
std::string share_of(std::size_t part, std::size_t whole) {
  const std::size_t thousandths = part * 1'000 / whole;
  return std::to_string(thousandths / 10) + '.' + std::to_string(thousandths % 10) + " %";
}

std::string longest(const std::vector<Duration>& values) {
  return values.empty() ? "-" : rounded(*std::max_element(values.begin(), values.end()));
}

void print_percentiles(std::string_view name, std::vector<Duration> values, std::ostream& out) {
  std::sort(values.begin(), values.end());
  out << fit_left(name, kName);
  for (const std::size_t hundredths : {50U, 90U, 99U, 100U}) {
    out << fit_right(values.empty() ? "-" : rounded(percentile(values, hundredths)), kFigure);
  }
  out << '\n';
}

void print_counters(const Counters& counters, std::ostream& out) {
  out << counters.calls << " calls; handovers: " << counters.delivered << " delivered, " << counters.retried
      << " to be repeated, " << counters.rejected + counters.gave_up << " dead letters\n"
      << counters.corrections << " corrections, of these " << counters.retractions << " retractions; "
      << counters.differences << " differences not corrected\n"
      << counters.decided_early << " attendees decided before due\n";
}

}  // namespace

bool is_correction(std::string_view key) {
  return !key.ends_with("/1");
}

Duration percentile(const std::vector<Duration>& sorted, std::size_t hundredths) {
  const std::size_t rank = (sorted.size() * hundredths + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void CallReport::ended(const EndedCall& end) {
  const auto handovers = end.call.handovers();
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    if (is_correction(handovers[i].key) || end.outcomes[i].kind != Outcome::Kind::delivered) continue;
    lateness_.push_back(std::max(end.finished_at - handovers[i].due, Duration{0}));
    const Duration lead = handovers[i].due - end.call.started_at();
    if (lead > Duration{0}) leads_.push_back(lead);
  }
}

std::size_t CallReport::on_time() const {
  return static_cast<std::size_t>(
      std::count_if(lateness_.begin(), lateness_.end(), [](Duration lateness) { return lateness <= kTolerance; }));
}

std::string CallReport::longest_lead() const {
  return longest(leads_);
}

std::string CallReport::share_on_time() const {
  return lateness_.empty() ? "-" : share_of(on_time(), lateness_.size());
}

std::string CallReport::longest_delay() const {
  return longest(lateness_);
}

void CallReport::print(const DispatchQueue& queue, const Paint& paint, std::ostream& out) const {
  const Counters counters = queue.counters();
  if (counters.calls == 0) return;
  const std::size_t all = lateness_.size() + dead_transfers(queue);
  out << paint(Ink::bold, "calls") << "\n\n";
  if (all > 0) {
    out << share_of(on_time(), all) << " on time: " << on_time() << " of " << all << " done by due + 1 s\n\n";
    out << paint(Ink::bold, fit_left("", kName) + fit_right("p50", kFigure) + fit_right("p90", kFigure) +
                                fit_right("p99", kFigure) + fit_right("max", kFigure))
        << '\n';
    print_percentiles("late", lateness_, out);
    print_percentiles("lead", leads_, out);
    out << '\n';
  }
  print_counters(counters, out);
}

}  // namespace usher::cli
