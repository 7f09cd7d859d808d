// What a host does with a journal, group by group, each ended by a sync; and what has to be there after each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "usher/journal.hpp"

namespace usher::crash {

struct Action {
  enum class Kind { append, drop, forget };
  Kind kind = Kind::append;
  std::uint64_t stream = 0;
  std::uint32_t person = JournalRow::kNobody;
  std::uint64_t before = 0;  ///< drop
  std::string data{};        ///< append
};
using Group = std::vector<Action>;
using Script = std::vector<Group>;

struct State {
  struct Row {
    std::uint64_t sequence = 0, stream = 0;
    std::uint32_t person = JournalRow::kNobody;
    std::string data;
    friend bool operator==(const Row&, const Row&) = default;
  };
  std::vector<Row> rows;
  std::uint64_t last = 0;
  std::vector<std::string> forgotten;  ///< texts of which no byte may be left
  friend bool operator==(const State& one, const State& other) {
    return one.rows == other.rows && one.last == other.last;
  }
};

/// states[n] is what n synced groups have left; states[0] is empty.
[[nodiscard]] std::vector<State> states_of(const Script& script);
/// Does a group, its sync included; the first error ends it.
Result<void> perform(const Group& group, Journal& journal);
/// What the journal says is in it. Damage and failures are thrown as their message.
[[nodiscard]] State state_of(Journal& journal);

/// Rows of two webinars, a few at a time.
[[nodiscard]] Script appending();
/// People come, are forgotten, and webinars are dropped around those who stay.
[[nodiscard]] Script forgetting();
/// More than SQLite's cache holds in one group.
[[nodiscard]] Script outgrowing();

}  // namespace usher::crash
