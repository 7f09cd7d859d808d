// JSON of others: a profile, an answer. Taking it apart must not cost the stack, however deeply somebody nests.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace usher::connect {

/// Of objects and arrays; deeper than any platform answers. Writing and copying JSON take a frame for each.
inline constexpr int kNesting = 64;

/// Discarded (is_discarded) where the text is no JSON, or nested too deeply.
template <class Json = nlohmann::json>
[[nodiscard]] Json parse_json(std::string_view text) {
  bool too_deep = false;
  const auto within_depth = [&](int depth, typename Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kNesting;
    return !too_deep;
  };
  Json json = Json::parse(text, within_depth, false);
  return too_deep ? Json(Json::value_t::discarded) : json;
}

}  // namespace usher::connect
