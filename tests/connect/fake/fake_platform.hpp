// GetResponse, ActiveCampaign and a receiver of webhooks, as far as usher calls them: they remember what they are told,
// and can be as slow, busy, forgetful and rude as platforms are. Everything about them is made up here; their answers
// have the vendors' shapes.
//
//   FakePlatform fake{{.visible_after_requests = 1}};
//   ... fake.url() + "/getresponse/v3", fake.url() + "/activecampaign/api/3", fake.url() + "/webhook"
//   CHECK(fake.dump()["accounts"]["key"]["most_open"] == 1);
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "server.hpp"

namespace usher::fake {

struct Manners {
  std::uint64_t seed = 1;
  int least_delay_ms = 0, most_delay_ms = 0;  ///< of each answer, drawn evenly
  int visible_after_requests = 0;             ///< GetResponse: lookups of a new contact that do not find it
  int visible_after_ms = 0;                   ///< the same by time
  int per_second = 0;                         ///< requests of an account beyond it are answered 429; 0: as many as come
  bool retry_after = true;                    ///< 429 of GetResponse carries Retry-After, as one of two sources has it
  double trouble = 0;                         ///< share of requests that go wrong: 500, 429, reset or half an answer
  std::set<std::string> keys{};               ///< those accepted; empty: all
  std::string webhook_secret{};               ///< signatures are checked where it is there

  /// From the members of the same names. Throws nlohmann::json::exception.
  void change(const nlohmann::json& to);
};

/// What one account has. Of one thread at a time: FakePlatform's lock is held.
struct Account {
  struct Contact {
    std::string id{}, email{}, campaign{}, name{};
    std::map<std::string, nlohmann::json> fields{};
    std::set<std::string> tags{};                ///< ids
    std::map<std::string, std::string> lists{};  ///< id and status
    std::chrono::steady_clock::time_point created{};
    int lookups = 0;
  };
  std::vector<Contact> contacts;
  std::map<std::string, std::string> tags;                                  ///< id and name
  std::map<std::string, std::pair<std::string, std::string>> contact_tags;  ///< ActiveCampaign: id, contact and tag
  std::map<std::string, nlohmann::json> imports;                            ///< batch id, and what came of it
  int next_id = 1;
  int requests = 0, open = 0, most_open = 0;
  std::map<int, int> answers;  ///< by status
  std::deque<std::chrono::steady_clock::time_point> recent;

  Contact* by_id(const std::string& id);
  [[nodiscard]] std::string new_id(const std::string& prefix = {}) { return prefix + std::to_string(next_id++); }
  [[nodiscard]] std::string tag_named(const std::string& name) const;
};

/// The answers of each, to a request below its own path.
[[nodiscard]] Response getresponse(Account& account, const Request& request, const Manners& manners);
[[nodiscard]] Response activecampaign(Account& account, const Request& request);

[[nodiscard]] Response json_response(int status, const nlohmann::json& body);

class FakePlatform {
 public:
  /// A webhook's event, by its id.
  struct Event {
    std::string type, subject, rule;
    int times = 0;
  };

  explicit FakePlatform(Manners manners = {}, int port = 0);
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  [[nodiscard]] int port() const { return server_->port(); }

  /// The next request is answered so, and has no effect; those after it by those told after it.
  void answer_next(Response response);
  void change(const Manners& manners);
  /// Everything it has, as GET /_fake gives it; docs are in main.cpp.
  [[nodiscard]] nlohmann::json dump();
  /// The requests so far and what they were answered, the newest 20,000.
  [[nodiscard]] std::vector<std::pair<Request, Response>> exchanges();
  [[nodiscard]] std::vector<Request> requests();

 private:
  Response handle(const Request& request);
  Response control(const Request& request);
  Response receive(const Request& request);
  /// The platform's answer, or what goes wrong before or after the request has had its effect.
  Response respond(const Request& request, Account& account);
  Response answer(const Request& request, Account& account);

  std::mutex mutex_;
  Manners manners_;
  std::mt19937_64 random_;
  std::map<std::string, Account> accounts_;
  std::map<std::string, Event> events_;
  int unsigned_ = 0;
  std::deque<Response> scripted_;
  std::deque<std::pair<Request, Response>> exchanges_;
  std::unique_ptr<Server> server_;
};

}  // namespace usher::fake
