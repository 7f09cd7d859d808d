#include "connect/profile.hpp"

#include "connect/bounded_json.hpp"
#include "usher/http_connector.hpp"

namespace usher::connect {
namespace {

std::optional<std::string> text_of(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return {};
}

const nlohmann::json* value_at(const nlohmann::json& profile, std::string_view place) {
  const auto pointer = place_in_profile(place);
  return pointer && profile.contains(*pointer) ? &profile.at(*pointer) : nullptr;
}

}  // namespace

nlohmann::json read_profile(std::string_view profile) {
  auto json = parse_json(profile);
  return json.is_discarded() ? nlohmann::json{} : json;
}

std::optional<nlohmann::json::json_pointer> place_in_profile(std::string_view place) {
  try {
    if (place.starts_with('/')) return nlohmann::json::json_pointer{std::string{place}};
    return nlohmann::json::json_pointer{} / std::string{place};
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

std::optional<std::string> text_at(const nlohmann::json& profile, std::string_view place) {
  const auto* const value = value_at(profile, place);
  return value == nullptr ? std::nullopt : text_of(*value);
}

std::vector<std::string> texts_at(const nlohmann::json& profile, std::string_view place) {
  std::vector<std::string> texts;
  const auto* const value = value_at(profile, place);
  if (value == nullptr) return texts;
  if (!value->is_array()) {
    if (auto text = text_of(*value)) texts.push_back(std::move(*text));
    return texts;
  }
  for (const auto& each : *value) {
    if (auto text = text_of(each)) texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace usher::connect

namespace usher {

std::optional<std::string> json_text(std::string_view json, std::string_view place) {
  return connect::text_at(connect::read_profile(json), place);
}

}  // namespace usher
