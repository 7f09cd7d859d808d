// What a timeline is run on: usher's own queue, or in the judge's own tests the model itself, whole or broken on
// purpose. The face of DispatchQueue, with values that own their strings.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call_image.hpp"
#include "happening.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::property {

class Contestant {
 public:
  virtual ~Contestant() = default;

  virtual Result<Fed> feed(const Happening& happening, Instant now) = 0;
  /// Without a lane: of all.
  virtual std::optional<CallImage> next(const std::optional<std::string>& lane, Instant now) = 0;
  virtual Result<void> complete(std::uint64_t call, const std::vector<Outcome>& outcomes, Instant now) = 0;
  virtual Result<void> pause(const std::string& connection, Instant now) = 0;
  virtual Result<void> resume(const std::string& connection, Instant now) = 0;
  virtual Result<void> cancel(const std::string& webinar, const std::string& rule, const std::string& attendee,
                              Instant now) = 0;
  virtual Result<void> resubmit(const std::string& key, Instant now) = 0;
  virtual Result<void> forget_dead_letter(const std::string& key) = 0;
  virtual Result<std::vector<std::string>> preview(const std::string& webinar, const std::string& rule,
                                                   Instant now) = 0;

  [[nodiscard]] virtual std::optional<Instant> wake_at() const = 0;
  [[nodiscard]] virtual std::vector<PendingImage> pending() const = 0;  ///< by webinar, rule, attendee
  [[nodiscard]] virtual std::vector<DeadLetter> dead_letters() const = 0;
  [[nodiscard]] virtual std::vector<ConnectionStatus> connections() const = 0;
  [[nodiscard]] virtual Counters counters() const = 0;
  /// The first thing inside that contradicts another, or empty.
  [[nodiscard]] virtual std::string check_invariants() const = 0;
};

/// usher::DispatchQueue. Its events are fed from strings that are overwritten as soon as `feed` has returned, and a
/// call that has changed while it was in flight is told by check_invariants().
[[nodiscard]] std::unique_ptr<Contestant> dispatch_queue(const Options& options,
                                                         const std::vector<Connection>& connections);

}  // namespace usher::property
