#include "bench/lead/parameters.hpp"

#include <array>

namespace usher::lead {
namespace {

using P = Parameters;

constexpr std::array kNamed{
    NamedParameter{"attending_least", &P::attending_least, "share of the registered that come, from"},
    NamedParameter{"attending_most", &P::attending_most, "... to, uniform for each webinar"},
    NamedParameter{"arrival_mean", &P::arrival_mean, "minutes after the start at which people arrive, normal"},
    NamedParameter{"arrival_spread", &P::arrival_spread, "its standard deviation, minutes"},
    NamedParameter{"stay_mean", &P::stay_mean, "minutes until somebody drops off, exponential"},
    NamedParameter{"return_share", &P::return_share, "share of those who drop off that come back, each time"},
    NamedParameter{"away_mean", &P::away_mean, "minutes until they do, exponential"},
    NamedParameter{"exit_share", &P::exit_share, "share of those still there that leave in the last 2 minutes"},
    NamedParameter{"linger_mean", &P::linger_mean, "minutes that the others stay after the end, exponential"},
    NamedParameter{"threshold", &P::threshold, "percent of the webinar, by position, from which on one participates"},
    NamedParameter{"start_slots", &P::start_slots,
                   "quarter hours in a row, of which the three starts are different ones"},
    NamedParameter{"call_median", &P::call_median, "ms of a call, lognormal"},
    NamedParameter{"call_p99", &P::call_p99, "ms, its 99th percentile"},
    NamedParameter{"call_drift", &P::call_drift,
                   "times which a call takes longer at the end of the drift, which is a slow growth"},
    NamedParameter{"drift_time", &P::drift_time,
                   "minutes from the first quarter hour on within which that comes about"},
    NamedParameter{"hang_share", &P::hang_share, "share of the calls that hang"},
    NamedParameter{"hang_time", &P::hang_time, "seconds that they do; then they are repeated"},
    NamedParameter{"further_attendee", &P::further_attendee, "ms that each further attendee in a call costs"},
    NamedParameter{"first_guess", &P::first_guess,
                   "ms of a call, as the policies assume before they have seen one (plus further attendees)"},
    NamedParameter{"max_lead", &P::max_lead, "minutes before due at which a moment's calls may start"},
    NamedParameter{"tolerance", &P::tolerance, "seconds after due that still are on time"},
    NamedParameter{"retry_pause", &P::retry_pause, "seconds between a hung call and its repetition; usher has its own"},
    NamedParameter{"overload_spread", &P::overload_spread, "minutes within which the 12 colliding moments are due"},
};

}  // namespace

std::span<const NamedParameter> named_parameters() {
  return kNamed;
}

}  // namespace usher::lead
