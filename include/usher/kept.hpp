// What a journal tells beside the queue that it brings back: for tools, which ask for it (keeping.hpp).
//
//   auto keeping = queue.keeping();
//   keeping.collect();
//   for (const usher::JournalRow& row : stored) {
//     if (auto done = keeping.restore(row); !done) return done;
//     for (const usher::KeptCall& call : keeping.take_calls()) print(call);
//   }
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "usher/audience.hpp"
#include "usher/call.hpp"
#include "usher/time.hpp"

namespace usher {

/// A call as it was made, for one of its handovers. Owns everything. Of a person who was forgotten the attendee is
/// empty.
struct KeptCall {
  CallId call{};
  CallKind kind{};
  std::string webinar, rule, attendee, connection, key;
  Instant due{}, decided_at{};
  Standing standing{};
  std::int32_t attempt = 1;
  bool redelivery = false;
  Instant started_at{};
  std::optional<Instant> finished_at{};    ///< empty: it is out, or unknown
  std::optional<Outcome::Kind> outcome{};  ///< what the host has said then
  bool unknown = false;                    ///< a crash has hidden what came of it (SPEC S27)
  bool dead_letter = false;                ///< the handover has ended with this call, without being delivered
};

/// How much there is of one kind of record.
struct KeptKind {
  std::string_view name;  ///< "call_started", say
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  ///< of their rows' data
};

}  // namespace usher
