// A row of a journal: what a queue writes down, as bytes that mean something to the queue alone (docs/journal.md).
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace usher {

struct JournalRow {
  /// Rows that hold nobody's texts.
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  std::uint64_t sequence = 0;      ///< from 1, one more for each row appended, used once
  std::uint64_t stream = 0;        ///< what is dropped together: all that is of one webinar, say
  std::uint32_t person = kNobody;  ///< of the stream: whose id, profile or other texts the row holds
  std::string_view data;           ///< any bytes; empty once the person is forgotten
  friend bool operator==(const JournalRow&, const JournalRow&) = default;
};

}  // namespace usher
