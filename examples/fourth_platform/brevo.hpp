// A platform that usher does not bring: Brevo, by its API v3. An action says which list, {"list": 7}, and the profile
// has the email and the name.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "usher/http_connector.hpp"

class Brevo final : public usher::HttpConnector {
 public:
  explicit Brevo(usher::HttpOptions options) : HttpConnector("Brevo", std::move(options)) {}

 private:
  usher::Answer hand_over(const usher::Call& call, usher::HttpExchange& http) override {
    const auto list = usher::json_text(call.action(), "list");
    if (!list) return usher::Outcome::rejected("the rule's action has no list");
    std::vector<usher::Outcome> outcomes;
    for (const usher::Handover& handover : call.handovers()) {
      const auto email = usher::json_text(handover.profile, "email");
      if (!email) {
        outcomes.push_back(usher::Outcome::rejected("the profile has no email"));
      } else if (call.kind() == usher::CallKind::transfer) {
        outcomes.push_back(put_on_list(http, *list, *email, handover.profile));
      } else {
        outcomes.push_back(take_off_list(http, *list, *email));
      }
    }
    return outcomes;
  }

  /// Creates the contact or brings it up to date; the same call twice changes nothing.
  usher::Outcome put_on_list(usher::HttpExchange& http, const std::string& list, const std::string& email,
                             std::string_view profile) const {
    nlohmann::json contact{{"email", email}, {"updateEnabled", true}};
    contact["listIds"].push_back(std::stol(list));
    if (const auto name = usher::json_text(profile, "name")) contact["attributes"]["FIRSTNAME"] = *name;
    return send(http, "/contacts", contact).outcome;
  }

  usher::Outcome take_off_list(usher::HttpExchange& http, const std::string& list, const std::string& email) const {
    nlohmann::json whom;
    whom["emails"].push_back(email);
    const auto answer = send(http, "/contacts/lists/" + list + "/contacts/remove", whom);
    // Who is not on the list is answered 400: there is nothing left to take back.
    return answer.status == 400 ? usher::Outcome::delivered() : answer.outcome;
  }

  usher::HttpAnswer send(usher::HttpExchange& http, std::string path, const nlohmann::json& body) const {
    return http.send(
        {.path = std::move(path), .body = body.dump(), .headers = {{"api-key", options().secret.reveal()}}});
  }
};
