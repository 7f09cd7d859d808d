// A secret is sent to its target and shows nowhere else; and it is sent to nobody whose certificate does not fit.
#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "calls.hpp"
#include "journal/scratch.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/sqlite_journal.hpp"

using namespace usher;
using namespace usher::test;
using fake::Ending;
using fake::FakePlatform;
using journal_test::Scratch;
using Kind = Outcome::Kind;

namespace {

constexpr const char* kKey = "k-5e8a-not-to-be-seen";

/// For 127.0.0.1, signed by itself.
struct Certificate {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  std::unique_ptr<X509, decltype(&X509_free)> x509{X509_new(), X509_free};

  explicit Certificate(const char* address) {
    X509_set_version(x509.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    auto* const name = X509_get_subject_name(x509.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("fake"), -1, -1, 0);
    X509_set_issuer_name(x509.get(), name);
    X509_set_pubkey(x509.get(), key.get());
    auto* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, address);
    X509_add_ext(x509.get(), names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x509.get(), key.get(), EVP_sha256());
  }
  void write(const std::string& path) const {
    std::unique_ptr<std::FILE, decltype(&std::fclose)> file{std::fopen(path.c_str(), "w"), std::fclose};
    REQUIRE(file);
    REQUIRE(PEM_write_X509(file.get(), x509.get()) == 1);
  }
};

}  // namespace

TEST_CASE("A secret shows in no outcome, no error, no dead letter and no journal, even where the target says it back") {
  const auto platform = GENERATE(Platform::getresponse, Platform::activecampaign, Platform::webhook);
  const std::string secret = platform == Platform::webhook ? kSigningSecret : kKey;
  FakePlatform fake{{.keys = {"another"}, .webhook_secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
  auto options = options_for(fake, platform, kKey);
  options.request_timeout = 50ms;
  auto made_connector = make_connector(platform, options);
  REQUIRE(made_connector);
  auto& connector = **made_connector;
  const char* const action = platform == Platform::getresponse ? R"({"campaign":"spring"})" : "{}";
  const OneCall call{{person("ada")}, action};

  std::string said = made(connector, call).reason + "\n";  // 401, and the fake says the key back
  const auto echo = R"({"message":"the key )" + secret + " is " + secret + R"("})";
  for (const int status : {307, 400, 403, 404, 429, 500, 503}) {
    fake.answer_next({.status = status, .body = echo, .headers = {{"X-Echo", secret}}});
    said += made(connector, call).reason + "\n";
    std::string many;
    for (int i = 0; i < 60; ++i) many += secret;
    fake.answer_next({.status = status, .body = many});
    said += made(connector, call).reason + "\n";
    fake.answer_next({.status = status, .body = R"(["\/ )" + secret + R"("])"});
    said += made(connector, call).reason + "\n";
  }
  for (const auto ending : {Ending::reset, Ending::half, Ending::silence}) {
    fake.answer_next({.status = 200, .body = echo, .ending = ending});
    said += made(connector, call).reason + "\n";
  }
  auto elsewhere = options;
  elsewhere.url = "http://example.org";
  said += make_connector(platform, elsewhere).error().message + "\n";
  elsewhere.secret = Secret{secret + "\n"};
  elsewhere.url = fake.url();
  said += make_connector(platform, elsewhere).error().message + "\n";
  const auto file = R"({"connectors":[{"id":"a","platform":")" + std::string{to_string(platform)} +
                    R"(","secret_from":"KEY","url":"ftp://x"}]})";
  said += load_connectors(file, [&](auto) { return secret; }).error().message;

  const Scratch scratch;
  fake.answer_next({.status = 400, .body = echo});
  const auto rejected = made(connector, call);
  REQUIRE(rejected.kind == Kind::rejected);
  const auto path = scratch.path();
  {
    const auto journal = SqliteJournal::open(path);
    REQUIRE(journal);
    auto queue = JournaledQueue::open(**journal);
    REQUIRE(queue);
    REQUIRE(queue->add({.id = "crm", .max_lead = 0s}));
    const Webinar webinar{.id = "w",
                          .start = kNow,
                          .duration = 1h,
                          .rules = {{"r", Anchor::start(), 0s, Audience::all(), "crm", action}}};
    REQUIRE(queue->feed(WebinarScheduled{kNow - 1h, webinar}, kNow - 1h));
    REQUIRE(queue->feed(AttendeeRegistered{kNow - 1h, "w", "ada"}, kNow - 1h));
    const auto next = queue->next(kNow);
    REQUIRE(next);
    REQUIRE(*next != nullptr);
    REQUIRE(queue->complete((*next)->id(), rejected, kNow));
    REQUIRE(queue->sync());
    for (const auto& letter : queue->queue().dead_letters()) said += letter.reason;
  }
  said += journal_test::image_of(path);

  CHECK(said.find("***") != std::string::npos);
  CHECK(said.find(secret) == std::string::npos);
  const auto bare = secret.substr(secret.find('_') + 1);
  CHECK(said.find(bare.substr(0, bare.size() / 2)) == std::string::npos);
}

TEST_CASE("A target is called only with a certificate that is trusted for its name, and there is no way around it") {
  const Scratch scratch;
  const auto ca_file = scratch.path("ca.pem");
  const bool for_us = GENERATE(true, false);
  const Certificate certificate{for_us ? "IP:127.0.0.1" : "IP:127.0.0.2"};
  certificate.write(ca_file);
  httplib::SSLServer server{certificate.x509.get(), certificate.key.get()};
  server.set_keep_alive_max_count(1);  // or it would wait for the connection that is kept
  int calls = 0;
  server.Post("/contacts", [&](const httplib::Request&, httplib::Response& response) {
    ++calls;
    response.status = 202;
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread listening{[&] { server.listen_after_bind(); }};

  HttpOptions options{.url = "https://127.0.0.1:" + std::to_string(port), .secret = Secret{kKey}};
  const OneCall call{{person("ada")}, R"({"campaign":"spring"})"};
  const auto untrusted = make_connector(Platform::getresponse, options);
  REQUIRE(untrusted);
  const auto refused = made(**untrusted, call);
  CHECK(refused.kind == Kind::retry);
  CHECK(refused.reason == "GetResponse has no certificate that is trusted for its name");
  CHECK(calls == 0);

  options.ca_file = ca_file;
  const auto trusted = make_connector(Platform::getresponse, options);
  REQUIRE(trusted);
  CHECK(made(**trusted, call).kind == (for_us ? Kind::delivered : Kind::retry));
  CHECK(calls == (for_us ? 1 : 0));
  server.stop();
  listening.join();
}

TEST_CASE("Nothing of the environment changes where a call goes") {
  FakePlatform fake, proxy;
  for (const char* const name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"}) {
    ::setenv(name, proxy.url().c_str(), 1);
  }
  const auto connector = connector_for(fake, Platform::getresponse);
  CHECK(made(*connector, OneCall{{person("ada")}, R"({"campaign":"spring"})"}).kind == Kind::delivered);
  CHECK(proxy.requests().empty());
  CHECK(fake.requests().size() == 1);
  for (const char* const name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"}) ::unsetenv(name);
}
