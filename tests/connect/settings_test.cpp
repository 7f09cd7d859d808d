// What a host sets: URLs, actions, the connectors file. Whatever is wrong is told with the place.
#include <map>

#include "calls.hpp"
#include "connect/pace.hpp"

using namespace usher;
using namespace usher::test;

namespace {

SecretSource secrets(std::map<std::string, std::string, std::less<>> known) {
  return [known = std::move(known)](std::string_view name) -> std::optional<std::string> {
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional{found->second};
  };
}

std::string told(const Error& error) {
  return error.where + ": " + error.message;
}

std::string wrong_file(const std::string& text) {
  const auto loaded = load_connectors(text, secrets({{"KEY", "abc"}, {"HOOK", kSigningSecret}}));
  REQUIRE_FALSE(loaded);
  return told(loaded.error());
}

std::string entry(const std::string& members) {
  return R"({"connectors":[{"id":"crm","platform":"getresponse","secret_from":"KEY")" + members + "}]}";
}

}  // namespace

TEST_CASE("Only https is called, and http on this machine alone") {
  const auto checked = [](const std::string& url) { return check(HttpOptions{.url = url}); };
  for (const char* const right :
       {"https://api.example.org/v3", "https://api.example.org:8443/", "http://127.0.0.1:8080", "http://127.9.9.9/x",
        "http://localhost:3000", "http://[::1]:3000/hook"}) {
    INFO(right);
    CHECK(checked(right));
  }
  for (const char* const wrong :
       {"", "api.example.org", "http://api.example.org", "http://127.0.0.1.example.org", "http://localhost.example.org",
        "http://10.0.0.1", "http://[::2]", "ftp://example.org", "file:///etc/passwd", "https://user:pw@example.org",
        "https://example.org/?token=1", "https://example.org/#x", "http://0x7f.1@example.org", "https://"}) {
    INFO(wrong);
    const auto refused = checked(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid);
    CHECK(refused.error().where == "/url");
    CHECK(refused.error().message.find("pw") == std::string::npos);
    CHECK(refused.error().message.find("token") == std::string::npos);
  }
  CHECK(checked("http://api.example.org").error().message ==
        "expected https, or http to loopback (127.0.0.0/8, [::1], localhost), found http to api.example.org");
}

TEST_CASE("Time limits and sizes have bounds") {
  HttpOptions options{.url = "https://api.example.org"};
  options.call_timeout = 0s;
  CHECK(told(check(options).error()) == "/call_timeout: expected more than PT0S and at most PT1H, found PT0S");
  options.call_timeout = 1min;
  options.most_bytes = 0;
  CHECK(check(options).error().where == "/most_bytes");
}

TEST_CASE("An action is checked as its platform has it") {
  const auto wrong = [](Platform platform, std::string_view action) {
    const auto checked = check_action(platform, action);
    return checked ? std::string{"right"} : told(checked.error());
  };
  using enum Platform;
  CHECK(check_action(webhook, ""));
  CHECK(check_action(webhook, R"({"whatever":1})"));
  CHECK(check_action(getresponse, R"({"campaign":"p86zQ","tags":"vip","fields":{"y8jnp":"/person/age"}})"));
  CHECK(check_action(getresponse, R"({"campaign":{"profile":"list"},"email":"mail","name":"/full~1name"})"));
  CHECK(check_action(activecampaign, R"({"lists":["2","3"],"tags":["a"],"phone":"tel","fields":{"7":"company"}})"));
  CHECK(check_action(activecampaign, "{}"));

  CHECK(wrong(getresponse, "") == ": expected an action, a JSON object, found nothing");
  CHECK(wrong(getresponse, "[]") == ": expected an action, a JSON object, found a list");
  CHECK(wrong(getresponse, R"({"campaign":7})") ==
        "/campaign: expected a text of 1 to 255 bytes without control characters, found 7");
  CHECK(wrong(getresponse, R"({"campaign":{"profil":"x"}})") ==
        "/campaign/profile: expected where in the profile the campaign's id stands, found nothing");
  CHECK(wrong(getresponse, R"({"campaign":"a","lists":["2"]})") ==
        "/lists: expected campaign, tags, email, name or fields, found an unknown field");
  CHECK(wrong(getresponse, R"({"campaign":"a","email":"/bad~2"})") ==
        "/email: expected a JSON pointer or the name of a member of the profile, found \"/bad~2\"");
  CHECK(wrong(activecampaign, R"({"lists":["news"]})") ==
        "/lists: expected the id of a list, a number as text, found \"news\"");
  CHECK(wrong(activecampaign, R"({"fields":{"age":"/age"}})") ==
        "/fields/age: expected the id of a custom field, a number, found another name");
  CHECK(wrong(activecampaign, R"({"tags":["1","2","3","4","5","6","7","8","9","10","11"]})") ==
        "/tags: expected at most 10, found 11");
}

TEST_CASE("A connectors file gives each connection its platform, limits and secret, and accounts share a pace") {
  const auto loaded = load_connectors(R"({"connectors":[
      {"id":"crm","platform":"getresponse","secret_from":"KEY","lane":"tenant-7","batch":50},
      {"id":"vips","platform":"getresponse","secret_from":"KEY","call_timeout":"PT2M"},
      {"id":"ac","platform":"activecampaign","url":"https://acme.api-us1.com/api/3","secret_from":"KEY"},
      {"id":"hook","platform":"webhook","url":"https://hooks.example.org/in","secret_from":"HOOK"}]})",
                                      secrets({{"KEY", "abc"}, {"HOOK", kSigningSecret}}));
  REQUIRE(loaded);
  REQUIRE(loaded->size() == 4);
  const auto& crm = (*loaded)[0];
  CHECK(crm.connection == Connection{.id = "crm", .lane = "tenant-7", .batch = 50, .spacing = 20ms});
  CHECK(crm.http.secret.reveal() == "abc");
  CHECK(crm.http.pace == (*loaded)[1].http.pace);
  CHECK((*loaded)[1].http.call_timeout == 2min);
  CHECK((*loaded)[2].connection.batch == 250);
  CHECK((*loaded)[2].connection.spacing == 200ms);
  CHECK((*loaded)[2].http.pace != crm.http.pace);
  CHECK((*loaded)[3].connection == Connection{.id = "hook"});
}

TEST_CASE("What is wrong with a connectors file is told with the place") {
  CHECK(wrong_file("{") == ": expected a connectors file, a JSON object, found what is not JSON");
  CHECK(wrong_file(R"({"connectors":[{"id":"a","id":"b"}]})") == ": expected each field once, found \"id\" twice");
  CHECK(wrong_file("{}") == "/connectors: expected a list of connectors, found nothing");
  CHECK(wrong_file(R"({"connectors":[7]})") == "/connectors/0: expected a connector, an object, found 7");
  CHECK(wrong_file(R"({"connectors":[{"id":"crm","platform":"mailchimp","secret_from":"KEY"}]})") ==
        "/connectors/0/platform: expected webhook, getresponse or activecampaign, found \"mailchimp\"");
  CHECK(wrong_file(entry(R"(,"batch":0)")).starts_with("/connectors/0/batch: expected "));
  CHECK(wrong_file(entry(R"(,"spacing":"soon")")).starts_with("/connectors/0/spacing: expected "));
  CHECK(wrong_file(entry(R"(,"secret":"abc")")) ==
        "/connectors/0/secret: expected a field of a connector, found an unknown field");
  CHECK(wrong_file(entry(R"(,"url":"http://api.example.org")")).starts_with("/connectors/0/url: expected https"));
  CHECK(wrong_file(R"({"connectors":[{"id":"a","platform":"getresponse","secret_from":"NONE"}]})") ==
        "/connectors/0/secret_from: expected a secret of the name NONE, found none");
  CHECK(
      wrong_file(R"({"connectors":[{"id":"a","platform":"webhook","url":"https://x.example","secret_from":"KEY"}]})") ==
      "/connectors/0/secret_from: expected \"whsec_\" and base64 of 24 to 64 bytes, found something else");
  CHECK(wrong_file(R"({"connectors":[{"id":"a","platform":"getresponse","secret_from":"KEY"},)"
                   R"({"id":"a","platform":"getresponse","secret_from":"KEY"}]})") ==
        "/connectors/1/id: expected an id of its own, found one that another has");
}

TEST_CASE("A pace books starts one after the other, whoever asks") {
  RequestPace pace{200ms, 5};
  const auto now = RequestPace::Clock::now();
  CHECK(pace.book(now) == now);
  CHECK(pace.book(now) == now + 200ms);
  CHECK(pace.book(now + 250ms) == now + 400ms);
  CHECK(pace.book(now + 10s) == now + 10s);
}

TEST_CASE("A pace lets nobody in beyond what may be open, and nobody whose time would be over") {
  RequestPace pace{0s, 1};
  const auto soon = RequestPace::Clock::now() + 20ms;
  REQUIRE(pace.enter(soon + 1h, {}));
  CHECK_FALSE(pace.enter(soon, {}));
  pace.leave();
  REQUIRE(pace.enter(RequestPace::Clock::now() + 1h, {}));
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(pace.enter(RequestPace::Clock::now() + 1h, stop.get_token()));
}
