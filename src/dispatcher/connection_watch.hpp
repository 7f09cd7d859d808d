// What the outcomes of calls say of connections, so that an observer hears of each change once (S23b-S23d).
//
// The queue knows it too, but tells it for all connections at once; with thousands of them failing that would cost more
// than their calls. And a connection that answers "not now" at every try is open in between: that is no change to tell.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "usher/call.hpp"
#include "usher/connection.hpp"

namespace usher::dispatcher {

class ConnectionWatch {
 public:
  struct Change {
    std::string connection;
    ConnectionState state{};
    std::optional<Instant> until{};
    std::string reason;
  };

  /// As the queue has it at the start; told if it is not open.
  std::optional<Change> know(const ConnectionStatus& status);
  std::optional<Change> answered(std::string_view connection, std::span<const Outcome> outcomes, Instant now);
  std::optional<Change> paused(std::string_view connection);
  std::optional<Change> resumed(std::string_view connection);

 private:
  struct Known {
    ConnectionState state = ConnectionState::open;
    std::int32_t failures_in_row = 0;
  };
  Known& known(std::string_view connection);
  std::map<std::string, Known, std::less<>> connections_;
};

}  // namespace usher::dispatcher
