// The base of connectors: what it does whatever the platform is.
#include <cstdlib>
#include <stdexcept>

#include "calls.hpp"

using namespace usher;
using namespace usher::test;
using fake::FakePlatform;
using Kind = Outcome::Kind;

namespace {

using HandOver = std::function<Answer(const Call&, HttpExchange&)>;

class Custom final : public HttpConnector {
 public:
  Custom(HttpOptions options, HandOver hand_over)
      : HttpConnector("the CRM", std::move(options)), hand_over_(std::move(hand_over)) {}

 private:
  Answer hand_over(const Call& call, HttpExchange& http) override { return hand_over_(call, http); }
  HandOver hand_over_;
};

}  // namespace

TEST_CASE("A connector with options that cannot be used makes no call and says why") {
  Custom connector{{.url = "http://example.org"}, [](const Call&, HttpExchange&) -> Answer {
                     FAIL("it was asked");
                     return Outcome::delivered();
                   }};
  const auto outcome = made(connector, OneCall{{person("ada")}, ""});
  CHECK(outcome.kind == Kind::retry);
  CHECK_THAT(outcome.reason, Catch::StartsWith("the connector is not set up: /url: expected https"));
}

TEST_CASE("What a platform's code throws is a retry, without the secret in it") {
  FakePlatform fake;
  Custom connector{options_for(fake, Platform::getresponse, "k-5e8a"),
                   [](const Call&, HttpExchange&) -> Answer { throw std::runtime_error("k-5e8a is not liked"); }};
  const auto outcome = made(connector, OneCall{{person("ada")}, ""});
  CHECK(outcome.kind == Kind::retry);
  CHECK(outcome.reason == "the connector has failed: *** is not liked");
}

TEST_CASE("A request carries the method, the headers and the body that it was given, and breaks no line") {
  FakePlatform fake;
  Custom connector{options_for(fake, Platform::getresponse), [](const Call&, HttpExchange& http) -> Answer {
                     const auto answer = http.send({.method = "PUT",
                                                    .path = "/things?page=2",
                                                    .body = "<a/>",
                                                    .headers = {{"Content-Type", "text/xml"}, {"X-A", "1\r\nX-B: 2"}}});
                     CHECK(answer.status == 404);
                     CHECK(answer.body.find("Not found") != std::string::npos);
                     return answer.outcome;
                   }};
  CHECK(made(connector, OneCall{{person("ada")}, ""}).reason == "the CRM answered 404 to PUT /things: Not found");
  const auto request = fake.requests().front();
  CHECK(request.method == "PUT");
  CHECK(request.query.at("page") == "2");
  CHECK(request.body == "<a/>");
  CHECK(request.headers.at("content-type") == "text/xml");
  CHECK(request.headers.at("x-a") == "1  X-B: 2");
  CHECK_FALSE(request.headers.contains("x-b"));
}

TEST_CASE("A wait within a call ends with the time of the call, and with whoever waits for it") {
  FakePlatform fake;
  auto options = options_for(fake, Platform::getresponse);
  options.call_timeout = 30ms;
  bool waited = true;
  Custom connector{options, [&waited](const Call&, HttpExchange& http) -> Answer {
                     waited = http.wait(1h);
                     return http.send({.path = "/contacts"}).outcome;
                   }};
  const OneCall call{{person("ada")}, ""};
  CHECK(made(connector, call).reason == "not reached within the time of a call");
  CHECK_FALSE(waited);
  Custom patient{options_for(fake, Platform::getresponse), [&waited](const Call&, HttpExchange& http) -> Answer {
                   waited = http.wait(1ms);
                   return Outcome::delivered();
                 }};
  CHECK(made(patient, call).kind == Kind::delivered);
  CHECK(waited);
  std::stop_source stop;
  stop.request_stop();
  CHECK(each(connector.make(*call, stop.get_token()), 1).front().reason == "nobody waits for the call any longer");
  CHECK(fake.requests().empty());
}

TEST_CASE("A text of a profile is found by pointer or by name") {
  const std::string profile = R"({"email":"ada@example.org","age":36,"vip":true,"a":{"b":["x"]},"none":null})";
  CHECK(json_text(profile, "email") == "ada@example.org");
  CHECK(json_text(profile, "/age") == "36");
  CHECK(json_text(profile, "vip") == "true");
  CHECK(json_text(profile, "/a/b/0") == "x");
  for (const char* const nothing : {"none", "a", "/a/b", "/a/b/1", "/a/b/x", "missing", "/email/x", "/~2"}) {
    INFO(nothing);
    CHECK_FALSE(json_text(profile, nothing));
  }
  CHECK_FALSE(json_text("", "email"));
  CHECK_FALSE(json_text("ada", "email"));
}

TEST_CASE("Secrets of the environment are those that are there") {
  ::setenv("USHER_TEST_KEY", "abc", 1);
  CHECK(environment_secrets()("USHER_TEST_KEY") == "abc");
  ::unsetenv("USHER_TEST_KEY");
  CHECK_FALSE(environment_secrets()("USHER_TEST_KEY"));
}

TEST_CASE("A key that cannot stand in a header is refused") {
  for (const std::string& wrong : {std::string{}, std::string{"a b"}, std::string{"a\r\nb"}, std::string(1025, 'a')}) {
    const auto connector = make_connector(Platform::getresponse, {.secret = Secret{wrong}});
    REQUIRE_FALSE(connector);
    CHECK(connector.error().where == "/secret");
  }
}
