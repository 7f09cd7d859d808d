// `usher journal stats`.
#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/journal.hpp"
#include "cli/journal_file.hpp"
#include "cli/layout.hpp"
#include "usher/json.hpp"

namespace usher::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Amount {
  std::uint64_t rows = 0, bytes = 0;
};

struct Stats {
  Amount all, settings, queue, webinars;    ///< by stream; bytes of data
  std::set<std::uint64_t> webinar_streams;  ///< those not dropped yet, of webinars that were freed, as well
  std::uint64_t handovers = 0;              ///< in the calls, each call of one counted
  std::uintmax_t file_bytes = 0;
  std::vector<KeptKind> kinds;
};

// What there is of somebody, and what there is because somebody is handed over.
constexpr std::array<std::string_view, 4> kTransitions{"registered", "unregistered", "joined", "left"};
constexpr std::array<std::string_view, 3> kTexts{"attendee", "profile", "session"};
constexpr std::array<std::string_view, 6> kOfCalls{"call_started", "call_completed", "reason",
                                                   "planes",       "claimed",        "settled"};

KeptKind sum(const Stats& stats, std::span<const std::string_view> names) {
  KeptKind total;
  for (const KeptKind& kind : stats.kinds) {
    if (std::find(names.begin(), names.end(), kind.name) == names.end()) continue;
    total.records += kind.records;
    total.bytes += kind.bytes;
  }
  return total;
}

std::uint64_t attendees_in(const Stats& stats) {
  return sum(stats, std::span{kTexts}.first(1)).records;
}

/// Tenths of a byte; empty where there is nothing to divide by.
std::optional<std::uint64_t> each(std::uint64_t bytes, std::uint64_t count) {
  if (count == 0) return std::nullopt;
  return (bytes * 10 + count / 2) / count;
}

std::optional<std::uint64_t> tenths_per_attendee(const Stats& stats) {
  return each(sum(stats, kTransitions).bytes + sum(stats, kTexts).bytes, attendees_in(stats));
}

std::optional<std::uint64_t> tenths_per_handover(const Stats& stats) {
  return each(sum(stats, kOfCalls).bytes, stats.handovers);
}

void count(const JournalRow& row, DispatchQueue::Keeping& keeping, Stats& stats) {
  const bool of_webinar =
      row.stream != DispatchQueue::Keeping::kSettingsStream && row.stream != DispatchQueue::Keeping::kQueueStream;
  if (of_webinar) stats.webinar_streams.insert(row.stream);
  Amount& stream = of_webinar                                              ? stats.webinars
                   : row.stream == DispatchQueue::Keeping::kSettingsStream ? stats.settings
                                                                           : stats.queue;
  for (Amount* const amount : {&stats.all, &stream}) {
    ++amount->rows;
    amount->bytes += row.data.size();
  }
  stats.handovers += keeping.take_calls().size();
}

std::uintmax_t size_of(const std::string& file) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

Json json_of(const Amount& amount) {
  return {{"rows", amount.rows}, {"bytes", amount.bytes}};
}

Json json_of(const Counters& counters) {
  return {{"started", counters.calls},       {"delivered", counters.delivered}, {"retried", counters.retried},
          {"throttled", counters.throttled}, {"rejected", counters.rejected},   {"gave_up", counters.gave_up},
          {"cancelled", counters.cancelled}, {"out", counters.in_flight}};
}

void print_json(const Stats& stats, DispatchQueue& queue, std::ostream& out) {
  const Counters counters = queue.counters();
  const auto keeping = queue.keeping();
  Json json{{"type", "journal_stats"}, {"now", to_string(queue.now())}};
  if (!keeping.position().empty()) json["source_position"] = keeping.position();
  json["webinars"] = counters.webinars;
  json["webinars_in_file"] = stats.webinar_streams.size();
  json["attendees"] = attendees_in(stats);
  json["transitions"] = sum(stats, kTransitions).records;
  json["calls"] = json_of(counters);
  json["dead_letters"] = counters.dead_letters;
  json["file_bytes"] = stats.file_bytes;
  for (const auto& [name, amount] : {std::pair{"all", stats.all},
                                     {"settings", stats.settings},
                                     {"queue", stats.queue},
                                     {"webinars", stats.webinars}}) {
    json["streams"][name] = json_of(amount);
  }
  if (const auto tenths = tenths_per_attendee(stats)) json["bytes_per_attendee"] = static_cast<double>(*tenths) / 10;
  if (const auto tenths = tenths_per_handover(stats)) json["bytes_per_handover"] = static_cast<double>(*tenths) / 10;
  for (const KeptKind& kind : stats.kinds) {
    json["records"][std::string{kind.name}] = {{"records", kind.records}, {"bytes", kind.bytes}};
  }
  json["options"] = Json::parse(to_json(keeping.options()));
  json["connections"] = Json::array();
  for (const auto& status : queue.connections()) json["connections"].push_back(Json::parse(to_json(status)));
  out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

constexpr std::size_t kName = 18, kFigure = 14;

void line(std::ostream& out, std::string_view name, std::string_view value) {
  out << fit_left(name, kName) << printable(value) << '\n';
}

void line(std::ostream& out, std::string_view name, std::uint64_t value) {
  line(out, name, std::to_string(value));
}

void amounts(std::ostream& out, std::string_view name, std::uint64_t first, std::uint64_t second) {
  out << fit_left(name, kName) << fit_right(std::to_string(first), kFigure)
      << fit_right(std::to_string(second), kFigure) << '\n';
}

std::string text_of(const std::optional<std::uint64_t>& tenths) {
  return tenths ? std::to_string(*tenths / 10) + '.' + std::to_string(*tenths % 10) + " bytes" : "-";
}

void print_amounts(const Stats& stats, std::ostream& out) {
  out << '\n' << fit_left("", kName) << fit_right("rows", kFigure) << fit_right("bytes", kFigure) << '\n';
  amounts(out, "settings", stats.settings.rows, stats.settings.bytes);
  amounts(out, "queue", stats.queue.rows, stats.queue.bytes);
  amounts(out, "webinars", stats.webinars.rows, stats.webinars.bytes);
  amounts(out, "all", stats.all.rows, stats.all.bytes);
  line(out, "the file", std::to_string(stats.file_bytes) + " bytes, its -wal with it");
  line(out, "an attendee", text_of(tenths_per_attendee(stats)));
  line(out, "a handover", text_of(tenths_per_handover(stats)));
  out << '\n' << fit_left("", kName) << fit_right("records", kFigure) << fit_right("bytes", kFigure) << '\n';
  for (const KeptKind& kind : stats.kinds) {
    if (kind.records > 0) amounts(out, kind.name, kind.records, kind.bytes);
  }
}

void print_text(const Stats& stats, DispatchQueue& queue, std::ostream& out) {
  const Counters counters = queue.counters();
  const auto keeping = queue.keeping();
  line(out, "last instant", to_string(queue.now()));
  line(out, "source position", keeping.position().empty() ? "none" : keeping.position());
  line(out, "webinars",
       std::to_string(counters.webinars) + " held, " + std::to_string(stats.webinar_streams.size()) + " in the file");
  line(out, "attendees", attendees_in(stats));
  line(out, "transitions", sum(stats, kTransitions).records);
  line(out, "calls", std::to_string(counters.calls) + ", " + std::to_string(counters.in_flight) + " out");
  line(out, "  delivered", counters.delivered);
  line(out, "  retried", counters.retried);
  line(out, "  throttled", counters.throttled);
  line(out, "  rejected", counters.rejected);
  line(out, "  gave up", counters.gave_up);
  line(out, "  cancelled", counters.cancelled);
  line(out, "dead letters", counters.dead_letters);
  print_amounts(stats, out);
  out << '\n' << printable(to_json(keeping.options())) << '\n';
  for (const auto& status : queue.connections()) out << printable(to_json(status)) << '\n';
}

}  // namespace

Exit journal_stats(const JournalOptions& options, std::ostream& out, std::ostream& err) {
  const auto journal = open_journal(options.file, err);
  if (!journal) return Exit::stopped;
  Stats stats;
  DispatchQueue queue;
  const auto visit = [&](const JournalRow& row, DispatchQueue::Keeping& keeping) { count(row, keeping, stats); };
  if (!restore(*journal, options.file, queue, visit, err)) return Exit::stopped;
  stats.handovers += queue.keeping().calls_out().size();
  stats.kinds = queue.keeping().kinds();
  stats.file_bytes = size_of(options.file) + size_of(options.file + "-wal");
  (options.json ? print_json : print_text)(stats, queue, out);
  return flush(out, err);
}

}  // namespace usher::cli
