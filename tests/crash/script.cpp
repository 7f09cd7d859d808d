#include "script.hpp"

#include <algorithm>
#include <stdexcept>

namespace usher::crash {
namespace {

// Distinct wherever it is cut.
std::string text_of(std::uint64_t number, std::size_t size) {
  std::string text;
  while (text.size() < size) text += "<" + std::to_string(number) + ">";
  return text;
}

void apply(const Action& step, State& state) {
  switch (step.kind) {
    case Action::Kind::append:
      state.rows.push_back({++state.last, step.stream, step.person, step.data});
      break;
    case Action::Kind::drop:
      std::erase_if(state.rows,
                    [&](const auto& row) { return row.stream == step.stream && row.sequence < step.before; });
      break;
    case Action::Kind::forget:
      for (State::Row& row : state.rows) {
        if (row.stream != step.stream || row.person != step.person) continue;
        if (!row.data.empty()) state.forgotten.push_back(row.data);
        row.data.clear();
      }
      break;
  }
}

}  // namespace

std::vector<State> states_of(const Script& script) {
  std::vector<State> states(1);
  for (const Group& group : script) {
    State state = states.back();
    for (const Action& step : group) apply(step, state);
    states.push_back(std::move(state));
  }
  return states;
}

Result<void> perform(const Group& group, Journal& journal) {
  const Result<std::uint64_t> last = journal.last_sequence();
  if (!last) return last.error();
  std::uint64_t sequence = *last;
  for (const Action& step : group) {
    Result<void> done;
    if (step.kind == Action::Kind::append) {
      const JournalRow rows[] = {{++sequence, step.stream, step.person, step.data}};
      done = journal.append(rows);
    } else if (step.kind == Action::Kind::drop) {
      done = journal.drop(step.stream, step.before);
    } else {
      done = journal.forget(step.stream, step.person);
    }
    if (!done) return done;
  }
  return journal.sync();
}

State state_of(Journal& journal) {
  State state;
  const Result<std::uint64_t> last = journal.last_sequence();
  if (!last) throw std::runtime_error{last.error().message};
  state.last = *last;
  const Result<void> read = journal.read([&](const JournalRow& row) -> Result<void> {
    state.rows.push_back({row.sequence, row.stream, row.person, std::string{row.data}});
    return {};
  });
  if (!read) throw std::runtime_error{read.error().message};
  return state;
}

Script appending() {
  Script script;
  std::uint64_t number = 0;
  for (int group = 0; group < 8; ++group) {
    Group& steps = script.emplace_back();
    for (int row = 0; row <= group; ++row, ++number)
      steps.push_back({.stream = number % 2, .data = text_of(number, 40 + 200 * static_cast<std::size_t>(group))});
  }
  return script;
}

Script forgetting() {
  Script script;
  std::uint64_t number = 0;
  for (std::uint32_t group = 0; group < 6; ++group) {
    Group& steps = script.emplace_back();
    for (std::uint32_t row = 0; row < 40; ++row, ++number) {
      steps.push_back({.stream = number % 4, .person = row, .data = text_of(number, row == 11 ? 9000 : 100 + row * 3)});
    }
    if (group == 2) steps.push_back({.kind = Action::Kind::drop, .stream = 1, .before = 100});
    if (group == 3) steps.insert(steps.begin(), {.kind = Action::Kind::forget, .stream = 3, .person = 11});
  }
  script.push_back({{.kind = Action::Kind::drop, .stream = 0, .before = 1000},
                    {.kind = Action::Kind::drop, .stream = 1, .before = 1000}});
  script.push_back({{.kind = Action::Kind::forget, .stream = 2, .person = 2},
                    {.stream = 2, .person = 2, .data = "somebody else's"},
                    {.kind = Action::Kind::forget, .stream = 3, .person = 3}});
  script.push_back({{.kind = Action::Kind::drop, .stream = 2, .before = 10'000},
                    {.kind = Action::Kind::drop, .stream = 3, .before = 10'000}});
  return script;
}

Script outgrowing() {
  Script script;
  std::uint64_t number = 0;
  for (const std::uint64_t rows : {1U, 35U, 3U}) {
    Group& steps = script.emplace_back();
    for (std::uint64_t row = 0; row < rows; ++row, ++number)
      steps.push_back({.stream = 1, .person = static_cast<std::uint32_t>(number), .data = text_of(number, 65'536)});
  }
  script.push_back({{.kind = Action::Kind::forget, .stream = 1, .person = 20},
                    {.kind = Action::Kind::drop, .stream = 1, .before = 15}});
  return script;
}

}  // namespace usher::crash
