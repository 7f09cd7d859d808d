// ActiveCampaign as it answers usher: a contact is there as soon as it is told, an import later and perhaps in part.
#include <algorithm>

#include "fake_platform.hpp"

namespace usher::fake {
namespace {

using nlohmann::json;

Response wrong(int status, const std::string& title) {
  return json_response(status, {{"errors", json::array({{{"title", title}, {"status", status}}})}});
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Account::Contact& contact_of(Account& account, const std::string& email) {
  const auto found = std::find_if(account.contacts.begin(), account.contacts.end(),
                                  [&](const auto& contact) { return contact.email == email; });
  if (found != account.contacts.end()) return *found;
  account.contacts.push_back({.id = account.new_id(), .email = email});
  return account.contacts.back();
}

std::string tag_of(Account& account, const std::string& name) {
  auto id = account.tag_named(name);
  if (!id.empty()) return id;
  id = account.new_id();
  account.tags[id] = name;
  return id;
}

/// The id of the tie between the two.
std::string put_tag(Account& account, Account::Contact& contact, const std::string& tag) {
  contact.tags.insert(tag);
  for (const auto& [id, tie] : account.contact_tags) {
    if (tie == std::pair{contact.id, tag}) return id;
  }
  const auto id = account.new_id();
  account.contact_tags[id] = {contact.id, tag};
  return id;
}

Response sync(Account& account, const json& body) {
  const auto& told = body.at("contact");
  const std::string email = told.at("email");
  if (email.find('@') == std::string::npos) return wrong(422, "Email address is not valid");
  auto& contact = contact_of(account, email);
  contact.name = told.value("firstName", contact.name);
  for (const auto& value : told.value("fieldValues", json::array())) {
    contact.fields[value.at("field")] = value.at("value");
  }
  return json_response(201, {{"contact", {{"id", contact.id}, {"email", contact.email}}}});
}

Response put_on_list(Account& account, const json& body) {
  const auto& told = body.at("contactList");
  auto* const contact = account.by_id(text_of(told.at("contact")));
  if (contact == nullptr) return wrong(404, "Contact not found");
  contact->lists[text_of(told.at("list"))] = text_of(told.at("status"));
  return json_response(200, {{"contactList",
                              {{"list", text_of(told.at("list"))},
                               {"contact", contact->id},
                               {"status", std::stoi(text_of(told.at("status")))}}}});
}

Response tag_contact(Account& account, const json& body) {
  const auto& told = body.at("contactTag");
  auto* const contact = account.by_id(text_of(told.at("contact")));
  const auto tag = text_of(told.at("tag"));
  if (contact == nullptr || !account.tags.contains(tag)) return wrong(404, "Contact not found");
  const auto id = put_tag(account, *contact, tag);
  return json_response(201, {{"contactTag", {{"id", id}, {"contact", contact->id}, {"tag", tag}}}});
}

Response tags(Account& account, const Request& request) {
  if (request.method == "POST") {
    const auto told = json::parse(request.body).at("tag");
    const auto id = tag_of(account, told.at("tag"));
    return json_response(201, {{"tag", {{"id", id}, {"tag", told.at("tag")}, {"tagType", "contact"}}}});
  }
  json found = json::array();
  const auto search = request.query.find("search");
  for (const auto& [id, name] : account.tags) {
    const bool matches = search == request.query.end() || name.find(search->second) != std::string::npos;
    if (matches) found.push_back({{"id", id}, {"tag", name}, {"tagType", "contact"}});
  }
  return json_response(200, {{"tags", found}});
}

/// Those at refused.example are taken and not imported.
Response import(Account& account, const Request& request) {
  const auto body = json::parse(request.body);
  const auto& contacts = body.at("contacts");
  json reasons = json::array();
  constexpr std::size_t kMost = 250, kMostBytes = 399'999;
  const bool too_large = contacts.size() > kMost || request.body.size() > kMostBytes;
  if (too_large) reasons.push_back("the import is too large");
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (contacts[i].at("email").get<std::string>().find('@') == std::string::npos) {
      reasons.push_back({{"contact", i}, {"failureReason", "the email has no form"}});
    }
  }
  if (!reasons.empty()) {
    return json_response(400, {{"success", 0}, {"message", "the payload is not valid"}, {"failureReasons", reasons}});
  }
  json succeeded = json::array(), failed = json::array();
  for (const auto& told : contacts) {
    const std::string email = told.at("email");
    if (email.ends_with("@refused.example")) {
      failed.push_back(email);
      continue;
    }
    auto& contact = contact_of(account, email);
    contact.name = told.value("first_name", contact.name);
    for (const auto& field : told.value("fields", json::array())) {
      contact.fields[field.at("id").dump()] = field.at("value");
    }
    for (const auto& name : told.value("tags", json::array())) put_tag(account, contact, tag_of(account, name));
    for (const auto& list : told.value("subscribe", json::array())) contact.lists[list.at("listid")] = "1";
    succeeded.push_back(contact.id);
  }
  const auto batch = account.new_id("batch-");
  account.imports[batch] = {{"status", "completed"}, {"success", succeeded}, {"failure", failed}};
  return json_response(
      200,
      {{"Success", 1}, {"queued_contacts", contacts.size()}, {"batchId", batch}, {"message", "Contact import queued"}});
}

Response contacts(Account& account, const Request& request) {
  constexpr std::string_view kOne = "/contacts/", kTags = "/contactTags";
  if (request.path == "/contacts") {
    json found = json::array();
    for (const auto& contact : account.contacts) {
      if (contact.email == request.query.at("email")) found.push_back({{"id", contact.id}, {"email", contact.email}});
    }
    return json_response(200, {{"contacts", found}});
  }
  auto id = request.path.substr(kOne.size());
  if (!id.ends_with(kTags)) return wrong(404, "Not found");
  id.erase(id.size() - kTags.size());
  json ties = json::array();
  for (const auto& [tie, both] : account.contact_tags) {
    if (both.first == id) ties.push_back({{"id", tie}, {"contact", id}, {"tag", both.second}});
  }
  return json_response(200, {{"contactTags", ties}});
}

Response remove_tag(Account& account, const std::string& id) {
  const auto tie = account.contact_tags.find(id);
  if (tie == account.contact_tags.end()) {
    return json_response(404, {{"message", "No Result found for SubscriberTag with id " + id}});
  }
  if (auto* const contact = account.by_id(tie->second.first)) contact->tags.erase(tie->second.second);
  account.contact_tags.erase(tie);
  return json_response(200, json::object());
}

}  // namespace

Response activecampaign(Account& account, const Request& request) {
  constexpr std::string_view kTie = "/contactTags/";
  try {
    if (request.path == "/tags") return tags(account, request);
    if (request.path == "/import/bulk_import") return import(account, request);
    if (request.path == "/import/info") return json_response(200, account.imports.at(request.query.at("batchId")));
    if (request.path.starts_with("/contacts")) return contacts(account, request);
    if (request.path.starts_with(kTie)) return remove_tag(account, request.path.substr(kTie.size()));
    const auto body = json::parse(request.body);
    if (request.path == "/contact/sync") return sync(account, body);
    if (request.path == "/contactLists") return put_on_list(account, body);
    if (request.path == "/contactTags") return tag_contact(account, body);
  } catch (const std::exception& error) {
    return wrong(422, error.what());
  }
  return wrong(404, "Not found");
}

}  // namespace usher::fake
