// What a test hears of a host at work, in the order in which it happens: kept in one process, or told to another over a
// pipe before the next thing is done.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/bytes.hpp"
#include "usher/call.hpp"
#include "usher/time.hpp"

namespace usher::crash {

struct Given {
  std::string key;
  Instant due{}, decided_at{};
  std::uint8_t standing = 0;
  std::int32_t attempt = 1;
  bool redelivery = false;
  Outcome::Kind outcome{};  ///< what the target says to it
};

struct Entry {
  enum class Kind : std::uint8_t {
    handed_out,  ///< the host has the call, and makes it
    reported,    ///< and tells the queue what came of it
    writing,     ///< a sync is under way
    written,     ///< it has returned
    forgetting,  ///< somebody is about to be forgotten
    forgotten,   ///< and has been
  };
  Kind kind{};
  Instant now{};
  std::uint64_t call = 0;                      ///< handed_out, reported
  std::string lane{}, connection{}, person{};  ///< person: "webinar/attendee"
  bool retraction = false;
  std::vector<Given> given{};
  std::vector<std::uint64_t> started{}, completed{};  ///< writing: calls
  std::string position{};                             ///< writing
};
using Tell = std::function<void(const Entry&)>;

void write(record::ByteWriter& out, const Entry& entry);
[[nodiscard]] Entry read_entry(record::ByteReader& in);

}  // namespace usher::crash
