#include "connect/action.hpp"

#include <algorithm>

#include "connect/object_reader.hpp"
#include "connect/profile.hpp"

namespace usher::connect {
namespace {

constexpr std::size_t kNameBytes = 255;
constexpr std::size_t kPlaceBytes = 1024;

bool is_number(const std::string& text) {
  constexpr std::size_t kDigits = 9;
  return !text.empty() && text.size() <= kDigits && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_place(ObjectReader& reader, const std::string& name, std::string& place) {
  const auto* const value = reader.member(name);
  if (value == nullptr) return;
  auto text = reader.text(name, kPlaceBytes);
  if (!text.empty() && !place_in_profile(text)) {
    reader.fail(expected("a JSON pointer or the name of a member of the profile", *value, reader.where(name)));
  }
  place = std::move(text);
}

void read_campaign(ObjectReader& reader, Action& action, std::optional<Error>& error) {
  reader.require("campaign", "a campaign's id, or {\"profile\": where it stands}");
  const auto* const value = reader.member("campaign");
  if (value == nullptr) return;
  if (!value->is_object()) {
    action.campaign.text = reader.text("campaign", kNameBytes);
    return;
  }
  ObjectReader source{*value, reader.where("campaign"), error};
  source.require("profile", "where in the profile the campaign's id stands");
  read_place(source, "profile", action.campaign.place);
  source.finish("\"profile\"");
}

void read_fields(ObjectReader& reader, Action& action, bool numbered, std::optional<Error>& error) {
  const auto* const value = reader.member("fields");
  if (value == nullptr) return;
  const auto where = reader.where("fields");
  if (!value->is_object()) {
    reader.fail(expected("an object of custom fields, each with its place in the profile", *value, where));
    return;
  }
  if (value->size() > limits::kActionFields) {
    reader.fail(
        {ErrorCode::limit,
         "expected at most " + std::to_string(limits::kActionFields) + ", found " + std::to_string(value->size()),
         where});
    return;
  }
  ObjectReader fields{*value, where, error};
  for (const auto& [id, place] : value->items()) {
    if (id.empty() || id.size() > kNameBytes || (numbered && !is_number(id))) {
      fields.fail(
          {ErrorCode::invalid,
           std::string{"expected the id of a custom field"} + (numbered ? ", a number" : "") + ", found another name",
           fields.where(id)});
    }
    std::string read;
    read_place(fields, id, read);
    action.fields.emplace_back(id, std::move(read));
  }
}

void read_lists(ObjectReader& reader, Action& action) {
  action.lists = reader.texts("lists", kNameBytes, limits::kActionTags);
  for (const auto& list : action.lists) {
    if (!list.empty() && !is_number(list)) {
      reader.fail(expected("the id of a list, a number as text", list, reader.where("lists")));
    }
  }
}

}  // namespace

Result<Action> read_action(Platform platform, std::string_view text) {
  const auto json = parse_object(text, "an action, a JSON object");
  if (!json) return json.error();
  std::optional<Error> error;
  ObjectReader reader{*json, "", error};
  Action action;
  action.tags = reader.texts("tags", kNameBytes, limits::kActionTags);
  read_place(reader, "email", action.email);
  if (platform == Platform::getresponse) {
    read_campaign(reader, action, error);
    read_place(reader, "name", action.name);
    read_fields(reader, action, false, error);
    reader.finish("campaign, tags, email, name or fields");
  } else {
    read_lists(reader, action);
    read_place(reader, "first_name", action.first_name);
    read_place(reader, "last_name", action.last_name);
    read_place(reader, "phone", action.phone);
    read_fields(reader, action, true, error);
    reader.finish("lists, tags, email, first_name, last_name, phone or fields");
  }
  if (error) return std::move(*error);
  return action;
}

}  // namespace usher::connect

namespace usher {

Result<void> check_action(Platform platform, std::string_view action) {
  if (platform != Platform::webhook) {
    const auto read = connect::read_action(platform, action);
    return read ? Result<void>{} : Result<void>{read.error()};
  }
  if (action.empty() || nlohmann::json::accept(action)) return {};
  return Error{ErrorCode::malformed, "expected JSON, found what is none", {}};
}

}  // namespace usher
