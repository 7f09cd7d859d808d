// Audiences in words: "participants", or {"any_of":[...]}, {"all_of":[...]}, {"not":...} over such (SPEC S10).
#pragma once

#include <string>
#include <string_view>

#include "usher/audience.hpp"

namespace usher::text {

/// Nullptr for any other name.
[[nodiscard]] const Audience* audience_named(std::string_view name) noexcept;
/// "all, participants, ...".
[[nodiscard]] std::string audience_names();
/// A name where there is one, else a short expression; always the same for the same audience.
void append_audience(std::string& out, Audience audience);

}  // namespace usher::text
