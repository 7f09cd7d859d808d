// GetResponse as it answers usher: new contacts take effect later, and each is once in a campaign.
#include <algorithm>

#include "fake_platform.hpp"

namespace usher::fake {
namespace {

using nlohmann::json;

Response wrong(int status, const std::string& message) {
  return json_response(status, {{"httpStatus", status},
                                {"code", 1000},
                                {"codeDescription", "General error of validation process"},
                                {"message", message},
                                {"context", json::array()}});
}

bool is_email(const std::string& text) {
  return text.find('@') != std::string::npos;
}

Account::Contact* in_campaign(Account& account, const std::string& email, const std::string& campaign) {
  const auto found = std::find_if(account.contacts.begin(), account.contacts.end(), [&](const auto& contact) {
    return contact.email == email && contact.campaign == campaign;
  });
  return found == account.contacts.end() ? nullptr : &*found;
}

void set_fields(Account::Contact& contact, const json& values) {
  for (const auto& each : values) contact.fields[each.at("customFieldId")] = each.at("value");
}

void create(Account& account, const json& body, const std::string& campaign) {
  Account::Contact contact{.id = account.new_id("c"),
                           .email = body.at("email"),
                           .campaign = campaign,
                           .name = body.value("name", ""),
                           .created = std::chrono::steady_clock::now()};
  set_fields(contact, body.value("customFieldValues", json::array()));
  account.contacts.push_back(std::move(contact));
}

bool shows(Account::Contact& contact, const Manners& manners) {
  const auto age = std::chrono::steady_clock::now() - contact.created;
  return contact.lookups++ >= manners.visible_after_requests &&
         age >= std::chrono::milliseconds{manners.visible_after_ms};
}

Response post_contact(Account& account, const json& body) {
  const std::string email = body.at("email"), campaign = body.at("campaign").at("campaignId");
  if (!is_email(email)) return wrong(400, "Email address is invalid");
  if (in_campaign(account, email, campaign) != nullptr) return wrong(409, "Contact already added");
  create(account, body, campaign);
  return {.status = 202};
}

Response post_batch(Account& account, const json& body) {
  const auto& contacts = body.at("contacts");
  constexpr std::size_t kMost = 1000;
  if (contacts.size() > kMost) return wrong(400, "Too many contacts");
  for (const auto& each : contacts) {
    if (!is_email(each.at("email"))) return wrong(400, "Email address is invalid");
  }
  for (const auto& each : contacts) {
    auto* const known = in_campaign(account, each.at("email"), body.at("campaignId"));
    if (known == nullptr) {
      create(account, each, body.at("campaignId"));
    } else {
      set_fields(*known, each.value("customFieldValues", json::array()));
    }
  }
  return {.status = 202};
}

json shown(const Account& account, const Account::Contact& contact, bool with_tags) {
  json body{{"contactId", contact.id},
            {"email", contact.email},
            {"name", contact.name},
            {"campaign", {{"campaignId", contact.campaign}}}};
  for (const auto& tag : with_tags ? contact.tags : std::set<std::string>{}) {
    body["tags"].push_back({{"tagId", tag}, {"name", account.tags.at(tag)}});
  }
  return body;
}

Response get_contacts(Account& account, const Request& request, const Manners& manners) {
  json found = json::array();
  const auto email = request.query.find("query[email]"), campaign = request.query.find("query[campaignId]");
  for (auto& contact : account.contacts) {
    // The search is by pattern.
    const bool matches = email == request.query.end() || contact.email.starts_with(email->second);
    const bool inside = campaign == request.query.end() || contact.campaign == campaign->second;
    if (matches && inside && shows(contact, manners)) found.push_back(shown(account, contact, false));
  }
  return json_response(200, found);
}

Response tags(Account& account, const Request& request) {
  if (request.method == "GET") {
    json found = json::array();
    const auto name = request.query.find("query[name]");
    for (const auto& [id, tag] : account.tags) {
      if (name == request.query.end() || tag.starts_with(name->second)) found.push_back({{"tagId", id}, {"name", tag}});
    }
    return json_response(200, found);
  }
  const auto body = json::parse(request.body);
  if (!account.tag_named(body.at("name")).empty()) return wrong(409, "Tag already exists");
  const auto id = account.new_id("t");
  account.tags[id] = body.at("name");
  return json_response(201, {{"tagId", id}, {"name", body.at("name")}});
}

Response of_contact(Account& account, const Request& request, const std::string& id, const std::string& what) {
  auto* const contact = account.by_id(id);
  if (contact == nullptr) return wrong(404, "Contact not found");
  if (request.method == "GET") return json_response(200, shown(account, *contact, true));
  if (request.method == "DELETE") {
    std::erase_if(account.contacts, [&](const auto& each) { return each.id == id; });
    return {.status = 204};
  }
  const auto body = json::parse(request.body);
  if (what == "custom-fields") {
    set_fields(*contact, body.at("customFieldValues"));
    return json_response(200, shown(account, *contact, true));
  }
  // What is told of the contact itself replaces its tags; what is told of its tags adds to them.
  if (what.empty()) contact->tags.clear();
  for (const auto& tag : body.at("tags")) {
    if (!account.tags.contains(tag.at("tagId"))) return wrong(400, "Tag not found");
    contact->tags.insert(tag.at("tagId").get<std::string>());
  }
  return json_response(200, shown(account, *contact, true));
}

}  // namespace

Response getresponse(Account& account, const Request& request, const Manners& manners) {
  try {
    if (request.path == "/tags") return tags(account, request);
    if (request.path == "/contacts" && request.method == "GET") return get_contacts(account, request, manners);
    if (request.path == "/contacts") return post_contact(account, json::parse(request.body));
    if (request.path == "/contacts/batch") return post_batch(account, json::parse(request.body));
    constexpr std::string_view kOne = "/contacts/";
    if (!request.path.starts_with(kOne)) return wrong(404, "Not found");
    const auto rest = request.path.substr(kOne.size());
    const auto slash = std::min(rest.find('/'), rest.size());
    return of_contact(account, request, rest.substr(0, slash), rest.substr(std::min(slash + 1, rest.size())));
  } catch (const json::exception& error) {
    return wrong(400, error.what());
  }
}

}  // namespace usher::fake
