// A queue that leads in the simplest way: whatever may start before due starts. To try the referee out, whole or with a
// fault.
#pragma once

#include "model_contestant.hpp"
#include "referee.hpp"

namespace usher::property {

class Leader : public Referee {
 public:
  using Referee::Referee;

  std::optional<CallImage> lead(const std::optional<std::string>& lane, Instant now, Fault fault);

 private:
  [[nodiscard]] std::vector<Ready> early_on(const std::string& lane, Fault fault) const;
  [[nodiscard]] bool goes_first(const Ready& due, Fault fault) const;
};

}  // namespace usher::property
