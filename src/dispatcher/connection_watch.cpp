#include "dispatcher/connection_watch.hpp"

#include <algorithm>

namespace usher::dispatcher {
namespace {

bool fails(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::retry;
}
bool throttles(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::throttled;
}

}  // namespace

ConnectionWatch::Known& ConnectionWatch::known(std::string_view connection) {
  const auto found = connections_.find(connection);
  return found != connections_.end() ? found->second : connections_[std::string{connection}];
}

std::optional<ConnectionWatch::Change> ConnectionWatch::know(const ConnectionStatus& status) {
  known(status.id) = {status.state, status.failures_in_row};
  if (status.state == ConnectionState::open) return std::nullopt;
  return Change{status.id, status.state, status.until, ""};
}

std::optional<ConnectionWatch::Change> ConnectionWatch::answered(std::string_view connection,
                                                                 std::span<const Outcome> outcomes, Instant now) {
  Known& known = this->known(connection);
  const ConnectionState before = known.state;
  // Resuming forgets what answers have said meanwhile.
  if (before == ConnectionState::paused) return std::nullopt;
  if (std::all_of(outcomes.begin(), outcomes.end(), fails)) {
    if (++known.failures_in_row < kFailuresToSuspend || before == ConnectionState::suspended) return std::nullopt;
    known.state = ConnectionState::suspended;
    const auto probe = now + backoff(connection, known.failures_in_row - kFailuresToSuspend + 1);
    return Change{std::string{connection}, known.state, probe, outcomes.front().reason};
  }
  known.failures_in_row = 0;
  const Outcome* latest = nullptr;
  for (const Outcome& outcome : outcomes) {
    if (throttles(outcome) && (latest == nullptr || *latest->until < *outcome.until)) latest = &outcome;
  }
  known.state = latest != nullptr ? ConnectionState::throttled : ConnectionState::open;
  if (known.state == before) return std::nullopt;
  return Change{std::string{connection}, known.state, latest != nullptr ? latest->until : std::nullopt,
                latest != nullptr ? latest->reason : ""};
}

std::optional<ConnectionWatch::Change> ConnectionWatch::paused(std::string_view connection) {
  Known& known = this->known(connection);
  if (known.state == ConnectionState::paused) return std::nullopt;
  known = {ConnectionState::paused};
  return Change{std::string{connection}, known.state, std::nullopt, ""};
}

std::optional<ConnectionWatch::Change> ConnectionWatch::resumed(std::string_view connection) {
  Known& known = this->known(connection);
  const ConnectionState before = known.state;
  known = {};
  if (before == ConnectionState::open) return std::nullopt;
  return Change{std::string{connection}, known.state, std::nullopt, ""};
}

}  // namespace usher::dispatcher
