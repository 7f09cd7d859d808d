// Any URL: CloudEvents 1.0 in structured JSON, signed as Standard Webhooks has it.
#include <nlohmann/json.hpp>

#include "connect/bounded_json.hpp"
#include "connect/platforms.hpp"
#include "connect/signature.hpp"
#include "connect/url.hpp"

namespace usher::connect {
namespace {

using Json = nlohmann::ordered_json;

/// The host's own text: JSON as JSON, anything else as a text.
Json json_or_text(std::string_view text) {
  if (text.empty()) return {};
  auto json = parse_json<Json>(text);
  return json.is_discarded() ? Json(std::string{text}) : json;
}

Json standing_of(Standing standing) {
  Json names = Json::array();
  if (standing.attended) names.push_back("attended");
  if (standing.participant) names.push_back("participant");
  if (standing.online) names.push_back("online");
  return names;
}

Json event_of(const Call& call, const Handover& handover) {
  return {{"specversion", "1.0"},
          {"id", handover.key},
          {"type", "usher." + std::string{to_string(call.kind())}},
          {"source", "/webinars/" + percent_encoded(call.webinar())},
          {"subject", handover.attendee},
          {"time", to_string(handover.decided_at)},
          {"datacontenttype", "application/json"},
          {"data",
           {{"webinar", call.webinar()},
            {"rule", call.rule()},
            {"attendee", handover.attendee},
            {"due", to_string(handover.due)},
            {"standing", standing_of(handover.standing)},
            {"attempt", handover.attempt},
            {"redelivery", handover.redelivery},
            {"action", json_or_text(call.action())},
            {"profile", json_or_text(handover.profile)}}}};
}

class Webhook final : public HttpConnector {
 public:
  Webhook(std::string target, HttpOptions options)
      : HttpConnector(std::move(target), std::move(options)), key_(signing_key(this->options().secret).value_or("")) {}

 private:
  Answer hand_over(const Call& call, HttpExchange& http) override;
  [[nodiscard]] HttpRequest signed_request(std::string id, std::string body, const char* type) const;

  std::string key_;
};

HttpRequest Webhook::signed_request(std::string id, std::string body, const char* type) const {
  const auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(now().time_since_epoch()).count());
  HttpHeaders headers{{"Content-Type", type},
                      {"webhook-id", id},
                      {"webhook-timestamp", timestamp},
                      {"webhook-signature", signature(key_, id, timestamp, body)}};
  return {.body = std::move(body), .headers = std::move(headers)};
}

Answer Webhook::hand_over(const Call& call, HttpExchange& http) {
  const auto handovers = call.handovers();
  std::vector<Outcome> outcomes(handovers.size());
  std::vector<std::size_t> sent;
  std::string events;
  std::string keys;
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    try {
      const auto event = event_of(call, handovers[i]).dump();
      events.append(sent.empty() ? "" : ",").append(event);
      keys.append(handovers[i].key).append("\n");
      sent.push_back(i);
    } catch (const nlohmann::json::exception&) {
      outcomes[i] = Outcome::rejected("the action or the profile is not UTF-8");
    }
  }
  if (sent.empty()) return outcomes;
  // A batch that is repeated may carry others: an id of who is in it, so that nobody takes it for the first one.
  const auto request = handovers.size() == 1 ? signed_request(std::string{handovers.front().key}, std::move(events),
                                                              "application/cloudevents+json; charset=utf-8")
                                             : signed_request("batch_" + digest(keys), "[" + events + "]",
                                                              "application/cloudevents-batch+json; charset=utf-8");
  const auto answer = http.send(request);
  for (const std::size_t place : sent) outcomes[place] = answer.outcome;
  return outcomes;
}

}  // namespace

std::unique_ptr<BlockingConnector> make_webhook(HttpOptions options) {
  const auto url = read_url(options.url);
  return std::make_unique<Webhook>(url ? url->origin : std::string{"the webhook"}, std::move(options));
}

}  // namespace usher::connect
