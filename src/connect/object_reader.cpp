#include "connect/object_reader.hpp"

#include <algorithm>

#include "connect/bounded_json.hpp"

namespace usher::connect {
namespace {

constexpr std::size_t kFoundBytes = 60;

std::string shown(const nlohmann::json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  auto text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  if (text.size() <= kFoundBytes) return text;
  return text.substr(0, kFoundBytes) + "...";
}

bool is_plain(const std::string& text, std::size_t most) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return !text.empty() && text.size() <= most && std::none_of(text.begin(), text.end(), is_control);
}

std::string token(std::string name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '~') name.replace(at++, 1, "~0");
    if (name[at] == '/') name.replace(at++, 1, "~1");
  }
  return name;
}

}  // namespace

Error expected(std::string_view what, const nlohmann::json& found, std::string where) {
  return {ErrorCode::invalid, "expected " + std::string{what} + ", found " + shown(found), std::move(where)};
}

Result<nlohmann::json> parse_object(std::string_view text, std::string_view what) {
  std::vector<std::set<std::string>> names;
  std::string repeated;
  const auto notice = [&](int /*depth*/, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    if (event == nlohmann::json::parse_event_t::object_start) names.emplace_back();
    if (event == nlohmann::json::parse_event_t::object_end) names.pop_back();
    if (event == nlohmann::json::parse_event_t::key && !names.back().insert(value.get<std::string>()).second) {
      repeated = value.get<std::string>();
    }
    return true;
  };
  auto json = parse_json(text);
  if (json.is_object()) json = nlohmann::json::parse(text, notice, false);
  if (!repeated.empty()) {
    return Error{ErrorCode::malformed, "expected each field once, found " + shown(repeated) + " twice", {}};
  }
  if (json.is_object()) return json;
  return Error{ErrorCode::malformed,
               "expected " + std::string{what} + ", found " +
                   (text.empty()          ? "nothing"
                    : json.is_discarded() ? "what is not JSON"
                                          : shown(json)),
               {}};
}

ObjectReader::ObjectReader(const nlohmann::json& object, std::string where, std::optional<Error>& error)
    : object_(object), where_(std::move(where)), error_(error) {}

const nlohmann::json* ObjectReader::member(const std::string& name) {
  asked_.insert(name);
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

std::string ObjectReader::where(const std::string& name) const {
  return where_ + "/" + token(name);
}

std::string ObjectReader::text(const std::string& name, std::size_t most) {
  const auto* const value = member(name);
  if (value == nullptr) return {};
  if (value->is_string() && is_plain(value->get_ref<const std::string&>(), most)) return value->get<std::string>();
  fail(expected("a text of 1 to " + std::to_string(most) + " bytes without control characters", *value, where(name)));
  return {};
}

std::vector<std::string> ObjectReader::texts(const std::string& name, std::size_t most_bytes, std::size_t most) {
  const auto* const value = member(name);
  if (value == nullptr) return {};
  if (!value->is_array()) return {text(name, most_bytes)};
  if (value->size() > most) {
    fail({ErrorCode::limit, "expected at most " + std::to_string(most) + ", found " + std::to_string(value->size()),
          where(name)});
    return {};
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const auto& each = (*value)[i];
    if (each.is_string() && is_plain(each.get_ref<const std::string&>(), most_bytes)) {
      texts.push_back(each.get<std::string>());
    } else {
      fail(expected("a text of 1 to " + std::to_string(most_bytes) + " bytes without control characters", each,
                    where(name) + "/" + std::to_string(i)));
    }
  }
  return texts;
}

void ObjectReader::require(const std::string& name, std::string_view what) {
  if (object_.contains(name)) return;
  fail({ErrorCode::malformed, "expected " + std::string{what} + ", found nothing", where(name)});
}

void ObjectReader::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

void ObjectReader::finish(std::string_view known) {
  for (const auto& [name, value] : object_.items()) {
    if (asked_.contains(name)) continue;
    fail({ErrorCode::malformed, "expected " + std::string{known} + ", found an unknown field", where(name)});
    return;
  }
}

}  // namespace usher::connect
