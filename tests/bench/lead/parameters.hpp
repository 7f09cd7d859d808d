// Everything the model of an evening leaves open, with its value: here and nowhere else. Those marked "given" are what
// the requirement says; the others were chosen so that policy P1 comes out as it was measured in the study.
#pragma once

#include <span>
#include <string_view>

namespace usher::lead {

struct Parameters {
  double attending_least = 0.35;  ///< given
  double attending_most = 0.45;   ///< given
  double arrival_mean = 0.0;
  double arrival_spread = 6.0;
  double stay_mean = 20.0;
  double return_share = 0.7;
  double away_mean = 4.0;
  double exit_share = 0.7;
  double linger_mean = 1.0;
  double threshold = 60.0;
  double start_slots = 4.0;
  double call_median = 150.0;  ///< given
  double call_p99 = 2000.0;    ///< given
  double call_drift = 1.27;    ///< given
  double drift_time = 140.0;
  double hang_share = 0.001;      ///< given
  double hang_time = 30.0;        ///< given
  double further_attendee = 3.0;  ///< given
  double first_guess = 300.0;
  double max_lead = 10.0;  ///< given
  double tolerance = 1.0;  ///< given
  double retry_pause = 1.0;
  double overload_spread = 8.0;
};

struct NamedParameter {
  std::string_view name;
  double Parameters::*value;
  std::string_view meaning;  ///< with its unit
};

[[nodiscard]] std::span<const NamedParameter> named_parameters();

}  // namespace usher::lead
