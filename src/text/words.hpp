// The enumerators that the text formats name, for reading and for writing.
#pragma once

#include "text/keywords.hpp"
#include "usher/connection.hpp"
#include "usher/options.hpp"
#include "usher/webinar.hpp"

namespace usher::text {

inline constexpr Keywords<Timing, 2> kTimings{{{{"automated", Timing::automated}, {"live", Timing::live}}}};
inline constexpr Keywords<Threshold::Measure, 2> kMeasures{
    {{{"position", Threshold::Measure::position}, {"watched", Threshold::Measure::watched}}}};
inline constexpr Keywords<WhenLate, 2> kWhenLate{{{{"skip", WhenLate::skip}, {"at_once", WhenLate::at_once}}}};
inline constexpr Keywords<WalkIns, 2> kWalkIns{{{{"register", WalkIns::register_them}, {"ignore", WalkIns::ignore}}}};
inline constexpr Keywords<OnUnknown, 2> kOnUnknown{{{{"resend", OnUnknown::resend}, {"hold", OnUnknown::hold}}}};
/// Those without a name of their own; a marker is an object.
inline constexpr Keywords<Anchor::Kind, 5> kAnchors{{{{"start", Anchor::Kind::start},
                                                      {"end", Anchor::Kind::end},
                                                      {"registered", Anchor::Kind::registered},
                                                      {"joined", Anchor::Kind::joined},
                                                      {"participated", Anchor::Kind::participated}}}};

}  // namespace usher::text
