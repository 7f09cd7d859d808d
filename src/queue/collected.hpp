// What a tool wants to know of a journal beside the queue that comes back from it (usher/kept.hpp). While nobody has
// asked, which is how a host's queue comes back, it keeps nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "queue/recorder.hpp"
#include "record/kind.hpp"
#include "usher/kept.hpp"
#include "usher/result.hpp"

namespace usher::queue {

/// The call, once for each of its handovers.
void append_kept(const Call& call, std::vector<KeptCall>& calls);

class Collected {
 public:
  void switch_on() { on_ = true; }
  [[nodiscard]] bool on() const noexcept { return on_; }

  void count(record::Kind kind, std::size_t bytes) {
    if (!on_) return;
    ++counted_[static_cast<std::size_t>(kind)].records;
    counted_[static_cast<std::size_t>(kind)].bytes += bytes;
  }
  void ended(const Call& call, std::span<const Ending> endings, Instant now);
  /// A crash has hidden what came of it; `held`: it is not made again.
  void hidden(const Call& call, bool held);
  /// The planes of a moment, in this row, say of the attendee other than the events.
  void contradicted(std::uint64_t sequence, std::string_view webinar, Instant due, std::string_view attendee);

  [[nodiscard]] std::vector<KeptCall> take_calls() { return std::exchange(calls_, {}); }
  [[nodiscard]] std::vector<KeptKind> kinds() const;
  [[nodiscard]] const std::optional<Error>& contradiction() const noexcept { return contradiction_; }

 private:
  bool on_ = false;
  std::vector<KeptCall> calls_;
  std::array<KeptKind, 256> counted_{};  ///< by number; without names
  std::optional<Error> contradiction_;
};

}  // namespace usher::queue
