// What a line of JSON costs: read strictly into an event, with places for errors; the same and fed; and nlohmann's SAX
// parser alone on the same bytes, with a handler that keeps nothing.
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <variant>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "usher/json.hpp"

namespace usher::bench {
namespace {

constexpr std::size_t kPortion = 256;

/// Takes everything and keeps nothing.
class Nothing final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }
};

Room& room() {
  return room_of({.attendees = 10'000, .rules = rules_at_the_end()});
}

std::vector<std::string> lines_of(std::span<const Event> events) {
  std::vector<std::string> lines;
  for (const Event& event : events) lines.push_back(to_json(event));
  return lines;
}

template <class Read>
void read_lines(benchmark::State& state, Read read) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::vector<std::string> lines = lines_of(room().comings(kPortion));
    bytes = lines.front().size();
    measure(state, [&] {
      for (const std::string& line : lines) read(line);
    });
  }
  count_items(state, kPortion);
  state.counters["bytes"] = static_cast<double>(bytes);
}

void json_parse(benchmark::State& state) {
  LineParser parser;
  read_lines(state, [&](const std::string& line) { benchmark::DoNotOptimize(parser.parse(line)); });
}

/// Blocks of sixteen lines.
void json_parse_blocks(benchmark::State& state) {
  constexpr std::size_t kBlock = 16;
  LineParser parser;
  for (auto _ : state) {
    const std::vector<std::string> lines = lines_of(room().comings(kPortion));
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    measure(state, [&] {
      for (std::size_t from = 0; from < kPortion; from += kBlock) {
        benchmark::DoNotOptimize(parser.parse(std::span{views}.subspan(from, kBlock)));
      }
    });
  }
  count_items(state, kPortion);
}

/// Registrations, whose profiles are objects of the host's own: these need the parser.
void json_parse_profiles(benchmark::State& state) {
  LineParser parser;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < kPortion; ++i) {
    const IdText id = id_text(i);
    lines.push_back(to_json(AttendeeRegistered{kStart, "launch", view(id), R"({"email":"ada@example.org"})"}));
  }
  for (auto _ : state) {
    measure(state, [&] {
      for (const std::string& line : lines) benchmark::DoNotOptimize(parser.parse(line));
    });
  }
  count_items(state, kPortion);
}

void json_parse_and_feed(benchmark::State& state) {
  LineParser parser;
  clear_room();
  Room& fed = room();
  read_lines(state, [&](const std::string& line) {
    const auto parsed = parser.parse(line);
    const Event& event = std::get<Event>(parsed->what);
    benchmark::DoNotOptimize(fed.queue.feed(event, at(event)));
  });
}

void peer_nlohmann_sax(benchmark::State& state) {
  Nothing nothing;
  read_lines(state,
             [&](const std::string& line) { demand(nlohmann::json::sax_parse(line.begin(), line.end(), &nothing)); });
}

BENCHMARK(json_parse)->Iterations(200)->UseManualTime();
BENCHMARK(json_parse_blocks)->Iterations(200)->UseManualTime();
BENCHMARK(json_parse_profiles)->Iterations(200)->UseManualTime();
BENCHMARK(peer_nlohmann_sax)->Iterations(200)->UseManualTime();
BENCHMARK(json_parse_and_feed)->Iterations(200)->UseManualTime();

}  // namespace
}  // namespace usher::bench
