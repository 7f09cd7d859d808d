#include "fake_platform.hpp"

#include <algorithm>
#include <thread>

#include "connect/signature.hpp"

namespace usher::fake {
namespace {

using nlohmann::json;

constexpr std::size_t kKeptExchanges = 20'000;
constexpr std::string_view kGetResponse = "/getresponse/v3";
constexpr std::string_view kActiveCampaign = "/activecampaign/api/3";
constexpr std::string_view kTokenPrefix = "api-key ";

std::string key_of(const Request& request) {
  if (const auto token = request.headers.find("x-auth-token"); token != request.headers.end()) {
    return token->second.starts_with(kTokenPrefix) ? token->second.substr(kTokenPrefix.size()) : "";
  }
  const auto token = request.headers.find("api-token");
  return token == request.headers.end() ? request.path : token->second;
}

std::string header_of(const Request& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

Response too_many(const Request& request, const Manners& manners) {
  auto response = json_response(429, {{"httpStatus", 429},
                                      {"code", 1015},
                                      {"message", "too many requests"},
                                      {"context", {{"timeToReset", "1 seconds"}}}});
  const bool one = request.path.starts_with(kGetResponse);
  if (one) response.headers.emplace_back("X-RateLimit-Reset", "1 seconds");
  if (!one || manners.retry_after) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

void Manners::change(const json& to) {
  if (to.contains("delay_ms")) {
    least_delay_ms = to["delay_ms"].at(0);
    most_delay_ms = to["delay_ms"].at(1);
  }
  seed = to.value("seed", seed);
  visible_after_requests = to.value("visible_after_requests", visible_after_requests);
  visible_after_ms = to.value("visible_after_ms", visible_after_ms);
  per_second = to.value("per_second", per_second);
  retry_after = to.value("retry_after", retry_after);
  trouble = to.value("trouble", trouble);
  keys = to.value("keys", keys);
  webhook_secret = to.value("webhook_secret", webhook_secret);
}

Account::Contact* Account::by_id(const std::string& id) {
  const auto found =
      std::find_if(contacts.begin(), contacts.end(), [&](const Contact& contact) { return contact.id == id; });
  return found == contacts.end() ? nullptr : &*found;
}

std::string Account::tag_named(const std::string& name) const {
  const auto found = std::find_if(tags.begin(), tags.end(), [&](const auto& tag) { return tag.second == name; });
  return found == tags.end() ? "" : found->first;
}

Response json_response(int status, const json& body) {
  return {.status = status, .body = body.dump(), .headers = {{"Content-Type", "application/json"}}};
}

FakePlatform::FakePlatform(Manners manners, int port) : manners_(std::move(manners)), random_(manners_.seed) {
  server_ = std::make_unique<Server>([this](const Request& request) { return handle(request); }, port);
}

void FakePlatform::answer_next(Response response) {
  const std::lock_guard lock{mutex_};
  scripted_.push_back(std::move(response));
}

void FakePlatform::change(const Manners& manners) {
  const std::lock_guard lock{mutex_};
  manners_ = manners;
}

std::vector<std::pair<Request, Response>> FakePlatform::exchanges() {
  const std::lock_guard lock{mutex_};
  return {exchanges_.begin(), exchanges_.end()};
}

std::vector<Request> FakePlatform::requests() {
  const std::lock_guard lock{mutex_};
  std::vector<Request> requests;
  for (const auto& exchange : exchanges_) requests.push_back(exchange.first);
  return requests;
}

json FakePlatform::dump() {
  const std::lock_guard lock{mutex_};
  json accounts = json::object();
  for (const auto& [key, account] : accounts_) {
    json contacts = json::array();
    for (const auto& contact : account.contacts) {
      json tags = json::array(), lists = json::array();
      for (const auto& tag : contact.tags) tags.push_back(account.tags.at(tag));
      for (const auto& [list, status] : contact.lists) {
        if (status == "1") lists.push_back(list);
      }
      contacts.push_back({{"email", contact.email},
                          {"campaign", contact.campaign},
                          {"name", contact.name},
                          {"fields", contact.fields},
                          {"tags", tags},
                          {"lists", lists}});
    }
    json answers = json::object();
    for (const auto& [status, times] : account.answers) answers[std::to_string(status)] = times;
    accounts[key] = {
        {"requests", account.requests}, {"most_open", account.most_open}, {"answers", answers}, {"contacts", contacts}};
  }
  json events = json::array();
  for (const auto& [id, event] : events_) {
    events.push_back(
        {{"id", id}, {"type", event.type}, {"subject", event.subject}, {"rule", event.rule}, {"times", event.times}});
  }
  return {{"accounts", accounts}, {"events", events}, {"unsigned", unsigned_}};
}

Response FakePlatform::control(const Request& request) {
  if (request.method == "GET") return json_response(200, dump());
  try {
    const auto to = json::parse(request.body);
    const std::lock_guard lock{mutex_};
    manners_.change(to);
    return json_response(200, json::object());
  } catch (const json::exception& error) {
    return json_response(400, {{"message", error.what()}});
  }
}

Response FakePlatform::handle(const Request& request) {
  if (request.path == "/_fake") return control(request);
  Response response;
  int delay = 0;
  Account* account = nullptr;
  {
    const std::lock_guard lock{mutex_};
    account = &accounts_[key_of(request)];
    account->most_open = std::max(account->most_open, ++account->open);
    ++account->requests;
    delay = std::uniform_int_distribution<int>{manners_.least_delay_ms,
                                               std::max(manners_.least_delay_ms, manners_.most_delay_ms)}(random_);
    if (!scripted_.empty()) {
      response = std::move(scripted_.front());
      scripted_.pop_front();
    } else {
      response = respond(request, *account);
    }
    ++account->answers[response.status];
    exchanges_.emplace_back(request, response);
    if (exchanges_.size() > kKeptExchanges) exchanges_.pop_front();
  }
  if (delay > 0) std::this_thread::sleep_for(std::chrono::milliseconds{delay});
  // Before the answer is out: whoever has it may send the next one.
  const std::lock_guard lock{mutex_};
  --account->open;
  return response;
}

Response FakePlatform::respond(const Request& request, Account& account) {
  if (manners_.per_second > 0) {
    const auto now = std::chrono::steady_clock::now();
    while (!account.recent.empty() && now - account.recent.front() >= std::chrono::seconds{1}) {
      account.recent.pop_front();
    }
    if (account.recent.size() >= static_cast<std::size_t>(manners_.per_second)) return too_many(request, manners_);
    account.recent.push_back(now);
  }
  if (!std::bernoulli_distribution{manners_.trouble}(random_)) return answer(request, account);
  switch (std::uniform_int_distribution<int>{0, 3}(random_)) {
    case 0:
      return json_response(500, {{"message", "something broke"}});
    case 1:
      return too_many(request, manners_);
    case 2: {
      auto response = answer(request, account);
      response.ending = Ending::reset;
      return response;
    }
    default: {
      auto response = answer(request, account);
      response.ending = Ending::half;
      response.body += "  ";
      return response;
    }
  }
}

Response FakePlatform::answer(const Request& request, Account& account) {
  const bool is_webhook = request.path.starts_with("/webhook");
  if (is_webhook) return receive(request);
  if (!manners_.keys.empty() && !manners_.keys.contains(key_of(request))) {
    return json_response(401, {{"message", "the key " + key_of(request) + " is not known"}});
  }
  Request below = request;
  if (request.path.starts_with(kGetResponse)) {
    below.path.erase(0, kGetResponse.size());
    return getresponse(account, below, manners_);
  }
  if (request.path.starts_with(kActiveCampaign)) {
    below.path.erase(0, kActiveCampaign.size());
    return activecampaign(account, below);
  }
  return json_response(404, {{"message", "nothing is here"}});
}

Response FakePlatform::receive(const Request& request) {
  if (!manners_.webhook_secret.empty()) {
    const auto key = connect::signing_key(Secret{manners_.webhook_secret}).value_or("");
    const auto expected = connect::signature(key, header_of(request, "webhook-id"),
                                             header_of(request, "webhook-timestamp"), request.body);
    if (header_of(request, "webhook-signature") != expected) {
      ++unsigned_;
      return json_response(401, {{"message", "the signature is not ours"}});
    }
  }
  const auto body = json::parse(request.body, nullptr, false);
  if (body.is_discarded()) return json_response(400, {{"message", "no JSON"}});
  for (const auto& event : body.is_array() ? body : json::array({body})) {
    auto& known = events_[event.at("id")];
    known.type = event.at("type");
    known.subject = event.at("subject");
    known.rule = event.at("data").at("rule");
    ++known.times;
  }
  return {.status = 204};
}

}  // namespace usher::fake
