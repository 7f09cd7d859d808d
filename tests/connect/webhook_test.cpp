// Webhooks: CloudEvents 1.0, signed as Standard Webhooks has it.
#include <nlohmann/json.hpp>

#include "calls.hpp"
#include "connect/signature.hpp"

using namespace usher;
using namespace usher::test;
using fake::FakePlatform;
using nlohmann::json;
using Kind = Outcome::Kind;

TEST_CASE("A signature is that of the scheme's published example") {
  const auto key = connect::signing_key(Secret{kSigningSecret});
  REQUIRE(key);
  CHECK(connect::signature(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("A secret that is no signing key is refused") {
  for (const char* const wrong : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_!!!!"}) {
    const auto connector =
        make_connector(Platform::webhook, {.url = "https://hooks.example.org", .secret = Secret{wrong}});
    REQUIRE_FALSE(connector);
    CHECK(connector.error().where == "/secret");
  }
}

TEST_CASE("A handover is one signed event whose id is its key") {
  FakePlatform fake{{.webhook_secret = kSigningSecret}};
  const auto connector = connector_for(fake, Platform::webhook);
  CHECK(made(*connector, OneCall{{person("ada")}, R"({"list":7})"}).kind == Kind::delivered);
  REQUIRE(fake.requests().size() == 1);
  const auto request = fake.requests().front();
  CHECK(request.headers.at("content-type") == "application/cloudevents+json; charset=utf-8");
  CHECK(request.headers.at("webhook-id") == "launch/pitch/ada/1");
  CHECK(request.headers.at("webhook-timestamp") == "1777921200");
  CHECK(json::parse(request.body) == json::parse(R"({
    "specversion": "1.0", "id": "launch/pitch/ada/1", "type": "usher.transfer", "source": "/webinars/launch",
    "subject": "ada", "time": "2026-05-04T19:00:00.000Z", "datacontenttype": "application/json",
    "data": {"webinar": "launch", "rule": "pitch", "attendee": "ada", "due": "2026-05-04T19:00:00.000Z",
             "standing": ["attended", "participant", "online"], "attempt": 1, "redelivery": false,
             "action": {"list": 7},
             "profile": {"email": "ada@example.org", "name": "ada", "company": "Analytical & Sons"}}})"));
  CHECK(fake.dump()["unsigned"] == 0);
}

TEST_CASE("A retraction is an event of a type and a key of its own") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::webhook);
  CHECK(made(*connector, OneCall{{person("ada")}, "", CallKind::retraction}).kind == Kind::delivered);
  const auto event = json::parse(fake.requests().front().body);
  CHECK(event["type"] == "usher.retraction");
  CHECK(event["id"] == "launch/pitch/ada/2");
}

TEST_CASE("A batch is one request of the batch format, with an id of who is in it") {
  FakePlatform fake{{.webhook_secret = kSigningSecret}};
  const auto connector = connector_for(fake, Platform::webhook);
  CHECK(each(connector->make(*OneCall{people(3), ""}, {}), 3).back().kind == Kind::delivered);
  CHECK(each(connector->make(*OneCall{people(3), ""}, {}), 3).back().kind == Kind::delivered);
  CHECK(each(connector->make(*OneCall{people(4), ""}, {}), 4).back().kind == Kind::delivered);
  const auto requests = fake.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].headers.at("content-type") == "application/cloudevents-batch+json; charset=utf-8");
  CHECK(json::parse(requests[0].body).size() == 3);
  CHECK(requests[0].headers.at("webhook-id") == requests[1].headers.at("webhook-id"));
  CHECK(requests[0].headers.at("webhook-id") != requests[2].headers.at("webhook-id"));
  CHECK(fake.dump()["unsigned"] == 0);
  CHECK(fake.dump()["events"].size() == 4);
}

TEST_CASE("A receiver with another secret refuses the signature, and the connection waits") {
  FakePlatform fake{{.webhook_secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
  const auto connector = connector_for(fake, Platform::webhook);
  CHECK(made(*connector, OneCall{{person("ada")}, ""}).kind == Kind::throttled);
  CHECK(fake.dump()["unsigned"] == 1);
}

TEST_CASE("A profile that is no JSON travels as text, and one that is no text is rejected") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::webhook);
  CHECK(made(*connector, OneCall{{{"ada", "ada, of London"}}, ""}).kind == Kind::delivered);
  CHECK(json::parse(fake.requests().front().body)["data"]["profile"] == "ada, of London");
  const auto outcomes = each(connector->make(*OneCall{{{"ada", "\xFF"}, person("bob")}, ""}, {}), 2);
  CHECK((outcomes[0].kind == Kind::rejected) != (outcomes[1].kind == Kind::rejected));
  CHECK(fake.requests().size() == 2);
}
