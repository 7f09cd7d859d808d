// How long calls take: drawn by the number of the call on its lane, so that every policy meets the same durations in
// the same order, whatever it puts into the calls.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/lead/draws.hpp"
#include "bench/lead/evening.hpp"
#include "bench/lead/parameters.hpp"

namespace usher::lead {

class CallTimes {
 public:
  CallTimes(const Parameters& parameters, std::uint64_t seed);

  struct Time {
    Duration time{};
    bool hung = false;  ///< nothing has arrived; to be repeated
  };
  /// Of the call with this number, from 0, that starts then and carries so many attendees.
  [[nodiscard]] Time of(std::size_t number, Instant start, std::size_t attendees);

 private:
  struct Drawn {
    double milliseconds = 0;
    bool hung = false;
  };

  Parameters parameters_;
  double sigma_;  ///< of the lognormal distribution
  Draws draws_;
  std::vector<Drawn> drawn_;
};

}  // namespace usher::lead
