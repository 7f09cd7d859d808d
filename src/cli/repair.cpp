#include "cli/repair.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "usher/json.hpp"

namespace usher::cli {
namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

constexpr std::size_t kMostErrors = 100;

/// Nothing for what is no JSON object or nested too deeply to be written out again.
std::optional<Json> document_of(std::string_view line) {
  bool too_deep = false;
  const auto within_depth = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > limits::kNesting;
    return !too_deep;
  };
  Json document = Json::parse(line, within_depth, false);
  if (too_deep || document.is_discarded() || !document.is_object()) return std::nullopt;
  return document;
}

bool is_definition(const Json& document) {
  constexpr std::array<std::string_view, 4> kTypes{"queue", "connection", "webinar.scheduled", "webinar.edited"};
  const auto type = document.find("type");
  return type != document.end() && type->is_string() &&
         std::find(kTypes.begin(), kTypes.end(), type->get_ref<const std::string&>()) != kTypes.end();
}

/// What nothing can be said against, for the fields that an object cannot do without.
std::optional<Json> good_value(const std::string& field, const Pointer& where, const std::string& connection) {
  if (field == "at") return "1970-01-01T00:00:00Z";
  if (field == "start") return "2100-01-01T00:00:00Z";
  if (field == "id") return "mended" + where.to_string();
  if (field == "duration") return "PT1H";
  if (field == "percent") return 0;
  if (field == "rules") return Json::array();
  if (field == "audience") return "all";
  if (field == "anchor") return "start";
  if (field == "marker") return "marker";
  if (field == "connection") return connection;
  if (field == "when") return Json{{"anchor", "start"}};
  if (field == "webinar") {
    return Json{{"id", "mended"}, {"start", "2100-01-01T00:00:00Z"}, {"duration", "PT1H"}, {"rules", Json::array()}};
  }
  return std::nullopt;
}

Json good_rule(const Pointer& where, const std::string& connection) {
  return Json{{"id", "mended" + where.to_string()},
              {"when", {{"anchor", "start"}}},
              {"audience", "all"},
              {"connection", connection}};
}

bool mend_rule(Json& document, const Pointer& where, const std::string& connection) {
  if (where.parent_pointer().empty() || where.parent_pointer().back() != "rules" || !document.contains(where)) {
    return false;
  }
  document[where] = good_rule(where, connection);
  return true;
}

/// A start and its zone are read together: neither can be mended alone.
void mend_zone(Json& document, const Pointer& where, const std::string& connection) {
  auto& parent = document[where.parent_pointer()];
  parent.erase("zone");
  parent["start"] = *good_value("start", where, connection);
}

/// The name of the field that an object lacks, which it is pointed at for.
std::string missing_field(const Error& error) {
  constexpr std::string_view kBefore = "expected the field \"";
  if (!error.message.starts_with(kBefore)) return {};
  const auto name = error.message.substr(kBefore.size());
  return name.substr(0, name.find('"'));
}

/// The value pointed at, or the nearest one around it that can be: false where there is none.
bool mend_value(Json& document, Pointer where, const std::string& connection) {
  for (; !where.empty(); where.pop_back()) {
    if (mend_rule(document, where, connection)) return true;
    const Pointer parent = where.parent_pointer();
    if (!document.contains(parent) || !document[parent].is_object()) continue;
    const std::string& field = where.back();
    if (field == "type") return false;
    const bool zoned = document[parent].contains("zone");
    if (field == "zone" || (field == "start" && zoned)) {
      mend_zone(document, where, connection);
      return true;
    }
    if (auto value = good_value(field, where, connection)) {
      document[where] = *std::move(value);
      return true;
    }
    const bool inside_audience = field == "any_of" || field == "all_of" || field == "not";
    if (!inside_audience && document[parent].erase(field) > 0) return true;
  }
  return false;
}

bool mend(Json& document, const Error& error, const std::string& connection) {
  Pointer where{error.where};
  if (const auto field = missing_field(error); !field.empty()) {
    where.push_back(field);
    auto value = good_value(field, where, connection);
    if (!value) return false;
    document[where] = *std::move(value);
    return true;
  }
  return mend_value(document, std::move(where), connection);
}

}  // namespace

std::vector<Error> all_errors(std::string_view line, const std::string& connection, const Accept& accept) {
  std::vector<Error> errors;
  auto accepted = accept(line);
  if (accepted) return errors;
  errors.push_back(accepted.error());
  auto document = document_of(line);
  if (!document || !is_definition(*document)) return errors;
  std::set<std::string> mended;
  while (errors.size() < kMostErrors) {
    const Error& last = errors.back();
    if (!mended.insert(last.where + ' ' + missing_field(last)).second || !mend(*document, last, connection)) break;
    accepted = accept(document->dump());
    if (accepted) break;
    errors.push_back(accepted.error());
  }
  // What is wrong with the replacement itself is nobody's error.
  const auto& last = errors.back();
  if (!accepted && errors.size() > 1 && mended.contains(last.where + ' ' + missing_field(last))) errors.pop_back();
  return errors;
}

}  // namespace usher::cli
