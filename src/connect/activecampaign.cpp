// ActiveCampaign, API v3. One contact: created or updated by contact/sync, then put on lists and tagged. Ten or more:
// one import, which does all of that, and is looked at until it has ended or has taken too long.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "connect/action.hpp"
#include "connect/batch.hpp"
#include "connect/bounded_json.hpp"
#include "connect/clean.hpp"
#include "connect/later.hpp"
#include "connect/platforms.hpp"
#include "connect/profile.hpp"
#include "connect/tag_ids.hpp"
#include "connect/url.hpp"

namespace usher::connect {
namespace {

using nlohmann::json;

/// An import is worth it from ten contacts on, and takes so many, in so many bytes.
constexpr std::size_t kImportFrom = 10;
constexpr std::size_t kImportMost = 250;
constexpr std::size_t kImportBytes = 399'999;
/// How often an import is looked at, and how long each wait in between is; then it counts as taken. The lane stands
/// still meanwhile.
constexpr int kImportLooks = 3;
constexpr Duration kImportWait = std::chrono::seconds{1};
/// A hundred imports a minute are allowed, which is told by a 400.
constexpr Duration kImportPause = std::chrono::minutes{1};

constexpr int kNotFound = 404;

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() ? value.dump() : std::string{};
}

/// An id as the API wants it where it wants a number; one that is none as the text it is.
json number_of(const std::string& id) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  return error == std::errc{} && end == id.data() + id.size() ? json(number) : json(id);
}

/// The text or number of a member; empty where there is none.
std::string text_in(const json& object, const char* member) {
  return object.is_object() && object.contains(member) ? text_of(object[member]) : std::string{};
}

json members(const json& object, const char* member) {
  const bool there = object.is_object() && object.contains(member) && object[member].is_array();
  return there ? object[member] : json::array();
}

struct Contact {
  std::string email, first_name, last_name, phone;
  std::vector<std::pair<std::string, std::string>> fields{};

  [[nodiscard]] json to_sync() const;
  [[nodiscard]] json to_import(const Action& action) const;
};

json Contact::to_sync() const {
  json body{{"email", email}};
  if (!first_name.empty()) body["firstName"] = first_name;
  if (!last_name.empty()) body["lastName"] = last_name;
  if (!phone.empty()) body["phone"] = phone;
  for (const auto& [id, value] : fields) body["fieldValues"].push_back({{"field", id}, {"value", value}});
  return {{"contact", body}};
}

json Contact::to_import(const Action& action) const {
  json body{{"email", email}};
  if (!first_name.empty()) body["first_name"] = first_name;
  if (!last_name.empty()) body["last_name"] = last_name;
  if (!phone.empty()) body["phone"] = phone;
  for (const auto& [id, value] : fields) body["fields"].push_back({{"id", number_of(id)}, {"value", value}});
  if (!action.tags.empty()) body["tags"] = action.tags;
  for (const auto& list : action.lists) body["subscribe"].push_back({{"listid", list}});
  return body;
}

Contact contact_of(const Action& action, const Handover& handover) {
  const auto profile = read_profile(handover.profile);
  Contact contact{.email = text_at(profile, action.email).value_or(""),
                  .first_name = text_at(profile, action.first_name).value_or(""),
                  .last_name = text_at(profile, action.last_name).value_or(""),
                  .phone = text_at(profile, action.phone).value_or("")};
  for (const auto& [id, place] : action.fields) {
    std::string value;
    for (const auto& text : texts_at(profile, place)) value += (value.empty() ? "" : "||") + text;
    if (!value.empty()) contact.fields.emplace_back(id, std::move(value));
  }
  return contact;
}

class ActiveCampaign final : public HttpConnector {
 public:
  explicit ActiveCampaign(HttpOptions options) : HttpConnector("ActiveCampaign", std::move(options)) {}

 private:
  Answer hand_over(const Call& call, HttpExchange& http) override;

  [[nodiscard]] HttpAnswer send(HttpExchange& http, const char* method, std::string path, const json& body = {}) const;
  [[nodiscard]] Outcome transfer(HttpExchange& http, const Action& action, const Contact& contact);
  [[nodiscard]] Outcome subscribe(HttpExchange& http, const Action& action, const std::string& id, bool on) const;
  [[nodiscard]] bool import(HttpExchange& http, const Action& action, const std::vector<Contact>& contacts,
                            Places places, std::vector<Outcome>& outcomes) const;
  [[nodiscard]] std::set<std::string> not_imported(HttpExchange& http, const std::string& batch) const;
  [[nodiscard]] Outcome retract(HttpExchange& http, const Action& action, const Contact& contact,
                                const Handover& handover);
  [[nodiscard]] Outcome untag(HttpExchange& http, const Action& action, const std::string& id);
  /// The tag's id, empty where there is none (`make` makes it) or it cannot be had; how it went in `outcome`.
  [[nodiscard]] std::string tag_id(HttpExchange& http, const std::string& name, bool make, Outcome& outcome);

  TagIds tags_;
};

HttpAnswer ActiveCampaign::send(HttpExchange& http, const char* method, std::string path, const json& body) const {
  return http.send({.method = method,
                    .path = std::move(path),
                    .body = body.is_null() ? "" : body.dump(),
                    .headers = {{"Api-Token", options().secret.reveal()}}});
}

std::string ActiveCampaign::tag_id(HttpExchange& http, const std::string& name, bool make, Outcome& outcome) {
  if (auto known = tags_.find(name)) return *known;
  const auto listed = send(http, "GET", "/tags?search=" + percent_encoded(name));
  outcome = listed.outcome;
  if (!listed.delivered()) return {};
  std::string id;
  for (const auto& tag : members(parse_json(listed.body), "tags")) {
    if (text_in(tag, "tag") == name) id = text_in(tag, "id");
  }
  if (id.empty() && make) {
    const auto made =
        send(http, "POST", "/tags", {{"tag", {{"tag", name}, {"tagType", "contact"}, {"description", ""}}}});
    outcome = made.outcome;
    const auto body = parse_json(made.body);
    if (made.delivered() && body.is_object()) id = text_in(body.value("tag", json::object()), "id");
    if (made.delivered() && id.empty()) outcome = Outcome::retry("ActiveCampaign has told no id of the tag " + name);
  }
  if (!id.empty()) tags_.keep(name, id);
  return id;
}

Outcome ActiveCampaign::subscribe(HttpExchange& http, const Action& action, const std::string& id, bool on) const {
  for (const auto& list : action.lists) {
    const auto answer = send(http, "POST", "/contactLists",
                             {{"contactList", {{"list", list}, {"contact", id}, {"status", on ? "1" : "2"}}}});
    if (!answer.delivered()) return answer.outcome;
  }
  return Outcome::delivered();
}

Outcome ActiveCampaign::transfer(HttpExchange& http, const Action& action, const Contact& contact) {
  const auto synced = send(http, "POST", "/contact/sync", contact.to_sync());
  if (!synced.delivered() || (action.lists.empty() && action.tags.empty())) return synced.outcome;
  const auto body = parse_json(synced.body);
  const auto id = body.is_object() ? text_in(body.value("contact", json::object()), "id") : std::string{};
  if (id.empty()) return Outcome::retry("ActiveCampaign has told no id of the contact");
  if (auto outcome = subscribe(http, action, id, true); outcome.kind != Outcome::Kind::delivered) return outcome;
  for (const auto& name : action.tags) {
    Outcome outcome;
    const auto tag = tag_id(http, name, true, outcome);
    if (tag.empty()) return outcome;
    outcome =
        send(http, "POST", "/contactTags", {{"contactTag", {{"contact", number_of(id)}, {"tag", number_of(tag)}}}})
            .outcome;
    if (outcome.kind == Outcome::Kind::rejected) tags_.forget(name);
    if (outcome.kind != Outcome::Kind::delivered) return outcome;
  }
  return Outcome::delivered();
}

std::set<std::string> ActiveCampaign::not_imported(HttpExchange& http, const std::string& batch) const {
  std::set<std::string> failed;
  for (int look = 0; look < kImportLooks; ++look) {
    if (look > 0 && !http.wait(kImportWait * look)) return {};
    const auto answer = send(http, "GET", "/import/info?batchId=" + percent_encoded(batch));
    if (!answer.delivered()) return {};
    const auto info = parse_json(answer.body);
    if (text_in(info, "status") != "completed") continue;
    for (const auto& email : members(info, "failure")) failed.insert(text_of(email));
    return failed;
  }
  return failed;
}

/// False where the target has refused all of them for what one has.
bool ActiveCampaign::import(HttpExchange& http, const Action& action, const std::vector<Contact>& contacts,
                            Places places, std::vector<Outcome>& outcomes) const {
  if (places.size() > kImportMost) return false;
  json body{{"contacts", json::array()}};
  for (const std::size_t i : places) body["contacts"].push_back(contacts[i].to_import(action));
  if (body.dump().size() > kImportBytes) return false;
  const auto answer = send(http, "POST", "/import/bulk_import", body);
  auto outcome = answer.outcome;
  const bool refused = outcome.kind == Outcome::Kind::rejected;
  if (refused && message_in(answer.body).find("Rate limit") == std::string::npos) return false;
  if (refused) outcome = Outcome::throttled(now() + kImportPause, outcome.reason);
  for (const std::size_t i : places) outcomes[i] = outcome;
  const auto batch = text_in(parse_json(answer.body), "batchId");
  if (!answer.delivered() || batch.empty()) return true;
  const auto failed = not_imported(http, batch);
  for (const std::size_t i : places) {
    if (failed.contains(contacts[i].email)) {
      outcomes[i] = Outcome::rejected("ActiveCampaign's import has not taken the contact");
    }
  }
  return true;
}

Outcome ActiveCampaign::untag(HttpExchange& http, const Action& action, const std::string& id) {
  std::set<std::string> ours;
  for (const auto& name : action.tags) {
    Outcome outcome;
    const auto tag = tag_id(http, name, false, outcome);
    if (outcome.kind != Outcome::Kind::delivered) return outcome;
    if (!tag.empty()) ours.insert(tag);
  }
  const auto answer = send(http, "GET", "/contacts/" + percent_encoded(id) + "/contactTags");
  if (!answer.delivered()) return answer.outcome;
  for (const auto& each : members(parse_json(answer.body), "contactTags")) {
    if (!ours.contains(text_in(each, "tag"))) continue;
    const auto removed = send(http, "DELETE", "/contactTags/" + percent_encoded(text_in(each, "id")));
    if (!removed.delivered() && removed.status != kNotFound) return removed.outcome;
  }
  return Outcome::delivered();
}

Outcome ActiveCampaign::retract(HttpExchange& http, const Action& action, const Contact& contact,
                                const Handover& handover) {
  if (action.tags.empty() && action.lists.empty()) {
    return Outcome::rejected("the action names neither tags nor lists: there is nothing that can be taken back");
  }
  const auto answer = send(http, "GET", "/contacts?email=" + percent_encoded(contact.email));
  if (!answer.delivered()) return answer.outcome;
  const auto found = members(parse_json(answer.body), "contacts");
  const auto id = found.empty() ? std::string{} : text_in(found.front(), "id");
  // An import may still be on its way.
  if (id.empty()) {
    return handover.attempt < kLooksToRetract ? look_again(handover, "ActiveCampaign") : Outcome::delivered();
  }
  if (auto outcome = subscribe(http, action, id, false); outcome.kind != Outcome::Kind::delivered) return outcome;
  return action.tags.empty() ? Outcome::delivered() : untag(http, action, id);
}

Answer ActiveCampaign::hand_over(const Call& call, HttpExchange& http) {
  const auto action = read_action(Platform::activecampaign, call.action().empty() ? "{}" : call.action());
  if (!action) {
    return Outcome::rejected("the rule's action: " + action.error().where + ": " + action.error().message);
  }
  const auto handovers = call.handovers();
  std::vector<Outcome> outcomes(handovers.size());
  std::vector<Contact> contacts;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    contacts.push_back(contact_of(*action, handovers[i]));
    if (contacts[i].email.empty()) {
      outcomes[i] = Outcome::rejected("the profile has no email at " + action->email);
    } else {
      places.push_back(i);
    }
  }
  if (call.kind() == CallKind::retraction) {
    for (const std::size_t i : places) outcomes[i] = retract(http, *action, contacts[i], handovers[i]);
  } else {
    send_halving(
        places, kImportFrom, [&](Places some) { return import(http, *action, contacts, some, outcomes); },
        [&](std::size_t i) { outcomes[i] = transfer(http, *action, contacts[i]); });
  }
  return outcomes;
}

}  // namespace

std::unique_ptr<BlockingConnector> make_activecampaign(HttpOptions options) {
  return std::make_unique<ActiveCampaign>(std::move(options));
}

}  // namespace usher::connect
