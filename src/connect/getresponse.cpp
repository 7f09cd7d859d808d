// GetResponse, API v3. A contact is created, which takes effect some time later; tags need its id, so they come second,
// in a later attempt where the contact does not show yet.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "connect/action.hpp"
#include "connect/batch.hpp"
#include "connect/bounded_json.hpp"
#include "connect/later.hpp"
#include "connect/platforms.hpp"
#include "connect/profile.hpp"
#include "connect/tag_ids.hpp"
#include "connect/url.hpp"

namespace usher::connect {
namespace {

using nlohmann::json;

bool same_email(std::string a, std::string b) {
  const auto lower = [](std::string& text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  };
  lower(a);
  lower(b);
  return a == b;
}

/// The text of a member; empty where there is none.
std::string text_in(const json& object, const char* member) {
  if (!object.is_object()) return {};
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

struct Contact {
  std::string email, campaign, name;
  json fields = json::array();

  /// As one of a batch, whose campaign is told once.
  [[nodiscard]] json body() const {
    json body{{"email", email}};
    if (!name.empty()) body["name"] = name;
    if (!fields.empty()) body["customFieldValues"] = fields;
    return body;
  }
};

/// Empty email: the reason is in `outcome`.
Contact contact_of(const Action& action, const Handover& handover, Outcome& outcome) {
  const auto profile = read_profile(handover.profile);
  Contact contact{.email = text_at(profile, action.email).value_or(""),
                  .campaign = action.campaign.place.empty() ? action.campaign.text
                                                            : text_at(profile, action.campaign.place).value_or(""),
                  .name = text_at(profile, action.name).value_or("")};
  for (const auto& [id, place] : action.fields) {
    const auto values = texts_at(profile, place);
    if (!values.empty()) contact.fields.push_back({{"customFieldId", id}, {"value", values}});
  }
  if (contact.email.empty()) outcome = Outcome::rejected("the profile has no email at " + action.email);
  if (contact.campaign.empty()) {
    outcome = Outcome::rejected("the profile has no campaign at " + action.campaign.place);
    contact.email.clear();
  }
  return contact;
}

class GetResponse final : public HttpConnector {
 public:
  explicit GetResponse(HttpOptions options) : HttpConnector("GetResponse", std::move(options)) {}

 private:
  Answer hand_over(const Call& call, HttpExchange& http) override;

  [[nodiscard]] HttpAnswer send(HttpExchange& http, const char* method, std::string path, const json& body = {}) const;
  [[nodiscard]] Outcome create(HttpExchange& http, const Contact& contact) const;
  [[nodiscard]] Outcome tag(HttpExchange& http, const Action& action, const Contact& contact, const Handover& handover);
  [[nodiscard]] Outcome retract(HttpExchange& http, const Action& action, const Contact& contact,
                                const Handover& handover) const;
  [[nodiscard]] Outcome untag(HttpExchange& http, const Action& action, const std::string& id) const;
  /// The contact's id, empty where it does not show; the outcome of looking in `outcome`.
  [[nodiscard]] std::string find(HttpExchange& http, const Contact& contact, Outcome& outcome) const;
  /// The tag's id; empty where it cannot be had, and why in `outcome`.
  [[nodiscard]] std::string tag_id(HttpExchange& http, const std::string& name, Outcome& outcome);
  void transfer(HttpExchange& http, const Call& call, const Action& action, const std::vector<Contact>& contacts,
                std::vector<Outcome>& outcomes);

  TagIds tags_;
};

HttpAnswer GetResponse::send(HttpExchange& http, const char* method, std::string path, const json& body) const {
  return http.send({.method = method,
                    .path = std::move(path),
                    .body = body.is_null() ? "" : body.dump(),
                    .headers = {{"X-Auth-Token", "api-key " + options().secret.reveal()}}});
}

std::string GetResponse::find(HttpExchange& http, const Contact& contact, Outcome& outcome) const {
  const auto answer = send(http, "GET",
                           "/contacts?query%5Bemail%5D=" + percent_encoded(contact.email) +
                               "&query%5BcampaignId%5D=" + percent_encoded(contact.campaign));
  outcome = answer.outcome;
  if (!answer.delivered()) return {};
  const auto found = parse_json(answer.body);
  if (!found.is_array()) return {};
  // The search is by pattern: "a@b.example" finds "a@b.example.org".
  for (const auto& each : found) {
    if (same_email(text_in(each, "email"), contact.email)) return text_in(each, "contactId");
  }
  return {};
}

std::string GetResponse::tag_id(HttpExchange& http, const std::string& name, Outcome& outcome) {
  if (auto known = tags_.find(name)) return *known;
  const auto listed = send(http, "GET", "/tags?query%5Bname%5D=" + percent_encoded(name));
  outcome = listed.outcome;
  if (!listed.delivered()) return {};
  std::string id;
  const auto tags = parse_json(listed.body);
  for (const auto& tag : tags.is_array() ? tags : json::array()) {
    if (text_in(tag, "name") == name) id = text_in(tag, "tagId");
  }
  if (id.empty()) {
    const auto made = send(http, "POST", "/tags", {{"name", name}});
    outcome = made.outcome;
    if (made.delivered()) id = text_in(parse_json(made.body), "tagId");
  }
  if (!id.empty()) {
    tags_.keep(name, id);
  } else if (outcome.kind == Outcome::Kind::delivered) {
    outcome = Outcome::retry("GetResponse has told no id of the tag " + name);
  }
  return id;
}

Outcome GetResponse::create(HttpExchange& http, const Contact& contact) const {
  auto body = contact.body();
  body["campaign"] = {{"campaignId", contact.campaign}};
  const auto answer = send(http, "POST", "/contacts", body);
  constexpr int kExists = 409;
  if (answer.status != kExists || contact.fields.empty()) return answer.outcome;
  Outcome outcome;
  const auto id = find(http, contact, outcome);
  if (id.empty()) return outcome;
  return send(http, "POST", "/contacts/" + percent_encoded(id) + "/custom-fields",
              {{"customFieldValues", contact.fields}})
      .outcome;
}

Outcome GetResponse::tag(HttpExchange& http, const Action& action, const Contact& contact, const Handover& handover) {
  Outcome outcome;
  json tags = json::array();
  for (const auto& name : action.tags) {
    const auto id = tag_id(http, name, outcome);
    if (id.empty()) return outcome;
    tags.push_back({{"tagId", id}});
  }
  const auto contact_id = find(http, contact, outcome);
  if (outcome.kind != Outcome::Kind::delivered) return outcome;
  if (contact_id.empty()) return look_again(handover, "GetResponse");
  outcome = send(http, "POST", "/contacts/" + percent_encoded(contact_id) + "/tags", {{"tags", tags}}).outcome;
  if (outcome.kind == Outcome::Kind::rejected) {
    for (const auto& name : action.tags) tags_.forget(name);
  }
  return outcome;
}

Outcome GetResponse::untag(HttpExchange& http, const Action& action, const std::string& id) const {
  const auto path = "/contacts/" + percent_encoded(id);
  const auto answer = send(http, "GET", path);
  if (!answer.delivered()) return answer.outcome;
  const auto contact = parse_json(answer.body);
  if (!contact.is_object()) return Outcome::retry("GetResponse has answered what is no contact");
  json kept = json::array();
  bool had_any = false;
  for (const auto& tag : contact.value("tags", json::array())) {
    const bool ours = std::find(action.tags.begin(), action.tags.end(), text_in(tag, "name")) != action.tags.end();
    had_any = had_any || ours;
    if (!ours) kept.push_back({{"tagId", text_in(tag, "tagId")}});
  }
  return had_any ? send(http, "POST", path, {{"tags", kept}}).outcome : Outcome::delivered();
}

Outcome GetResponse::retract(HttpExchange& http, const Action& action, const Contact& contact,
                             const Handover& handover) const {
  Outcome outcome;
  const auto id = find(http, contact, outcome);
  if (outcome.kind != Outcome::Kind::delivered) return outcome;
  if (id.empty())
    return handover.attempt < kLooksToRetract ? look_again(handover, "GetResponse") : Outcome::delivered();
  if (!action.tags.empty()) return untag(http, action, id);
  const auto answer = send(http, "DELETE", "/contacts/" + percent_encoded(id));
  constexpr int kGone = 404;
  return answer.status == kGone ? Outcome::delivered() : answer.outcome;
}

void GetResponse::transfer(HttpExchange& http, const Call& call, const Action& action,
                           const std::vector<Contact>& contacts, std::vector<Outcome>& outcomes) {
  std::map<std::string, std::vector<std::size_t>> by_campaign;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (!contacts[i].email.empty()) by_campaign[contacts[i].campaign].push_back(i);
  }
  const auto one = [&](std::size_t i) { outcomes[i] = create(http, contacts[i]); };
  for (const auto& [campaign, members] : by_campaign) {
    const auto many = [&, campaign = campaign](Places places) {
      json body{{"campaignId", campaign}, {"contacts", json::array()}};
      for (const std::size_t i : places) body["contacts"].push_back(contacts[i].body());
      const auto answer = send(http, "POST", "/contacts/batch", body);
      for (const std::size_t i : places) outcomes[i] = answer.outcome;
      return answer.outcome.kind != Outcome::Kind::rejected;
    };
    send_halving(members, 2, many, one);
  }
  if (action.tags.empty()) return;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const bool created = !contacts[i].email.empty() && outcomes[i].kind == Outcome::Kind::delivered;
    if (created) outcomes[i] = tag(http, action, contacts[i], call.handovers()[i]);
  }
}

Answer GetResponse::hand_over(const Call& call, HttpExchange& http) {
  const auto action = read_action(Platform::getresponse, call.action());
  if (!action) {
    return Outcome::rejected("the rule's action: " + action.error().where + ": " + action.error().message);
  }
  const auto handovers = call.handovers();
  std::vector<Outcome> outcomes(handovers.size());
  std::vector<Contact> contacts;
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    contacts.push_back(contact_of(*action, handovers[i], outcomes[i]));
  }
  if (call.kind() == CallKind::transfer) {
    transfer(http, call, *action, contacts, outcomes);
    return outcomes;
  }
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    if (!contacts[i].email.empty()) outcomes[i] = retract(http, *action, contacts[i], handovers[i]);
  }
  return outcomes;
}

}  // namespace

std::unique_ptr<BlockingConnector> make_getresponse(HttpOptions options) {
  return std::make_unique<GetResponse>(std::move(options));
}

}  // namespace usher::connect
