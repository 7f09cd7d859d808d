// What a platform takes out of a profile.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::connect {

/// The profile as JSON; null where it is none.
[[nodiscard]] nlohmann::json read_profile(std::string_view profile);

/// A JSON pointer as it is, a name as the pointer to the member of that name; none where it is no pointer.
[[nodiscard]] std::optional<nlohmann::json::json_pointer> place_in_profile(std::string_view place);

[[nodiscard]] std::optional<std::string> text_at(const nlohmann::json& profile, std::string_view place);
/// The texts of a list; of one that is no list, one. Empty where there is nothing.
[[nodiscard]] std::vector<std::string> texts_at(const nlohmann::json& profile, std::string_view place);

}  // namespace usher::connect
