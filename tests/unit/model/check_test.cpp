// check() of definitions: every bound, with its code and pointer (S4b, S8).
#include <functional>
#include <string>

#include "support/catch.hpp"
#include "usher/connection.hpp"
#include "usher/limits.hpp"
#include "usher/options.hpp"
#include "usher/webinar.hpp"

using usher::Anchor;
using usher::check;
using usher::Connection;
using usher::Duration;
using usher::ErrorCode;
using usher::kLongestDuration;
using usher::Options;
using usher::Rule;
using usher::Webinar;
using namespace std::chrono_literals;
namespace limits = usher::limits;

namespace {

Webinar sound() {
  return {.id = "launch", .start = usher::kEarliestInstant, .duration = 1ms, .rules = {{.id = "a", .connection = "c"}}};
}

/// The error of a definition that is sound but for `spoil`, as "code pointer"; empty where it is accepted.
template <class Definition>
std::string refusal(Definition definition, const std::function<void(Definition&)>& spoil) {
  spoil(definition);
  const auto checked = check(definition);
  if (checked) return {};
  CHECK(checked.error().message.starts_with("expected "));
  CHECK(checked.error().message.find(", found ") != std::string::npos);
  return std::string{to_string(checked.error().code)} + " " + checked.error().where;
}
std::string webinar_refusal(const std::function<void(Webinar&)>& spoil) {
  return refusal<Webinar>(sound(), spoil);
}
std::string rule_refusal(const std::function<void(Rule&)>& spoil) {
  return webinar_refusal([&](Webinar& webinar) { spoil(webinar.rules[0]); });
}
std::string connection_refusal(const std::function<void(Connection&)>& spoil) {
  return refusal<Connection>({.id = "crm"}, spoil);
}
std::string options_refusal(const std::function<void(Options&)>& spoil) {
  return refusal<Options>({}, spoil);
}

std::vector<Rule> many_rules(std::size_t count) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < count; ++i) rules.push_back({.id = "rule " + std::to_string(i), .connection = "c"});
  return rules;
}

}  // namespace

TEST_CASE("a webinar is accepted up to each of its bounds and refused beyond, S1, S4b and S8") {
  CHECK(webinar_refusal([](Webinar&) {}).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.id = std::string(256, 'w'); }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.id = std::string(257, 'w'); }) == "limit /id");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.id.clear(); }) == "invalid /id");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.title = std::string(limits::kTitleBytes, 't'); }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.title = std::string(limits::kTitleBytes + 1, 't'); }) ==
        "limit /title");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.title = "\xFF"; }) == "invalid /title");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.start = usher::kLatestInstant; }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.start = usher::kLatestInstant + 1ms; }) == "invalid /start");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.start = usher::kEarliestInstant - 1ms; }) == "invalid /start");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.duration = kLongestDuration; }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.duration = kLongestDuration + 1ms; }) == "invalid /duration");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.duration = 0ms; }) == "invalid /duration");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.threshold.hundredths = 10'000; }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.threshold.hundredths = 10'001; }) ==
        "invalid /threshold/percent");
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.threshold.hundredths = -1; }) == "invalid /threshold/percent");
}

TEST_CASE("a rule is accepted up to each of its bounds and refused beyond, S12") {
  CHECK(rule_refusal([](Rule& rule) { rule.id.clear(); }) == "invalid /rules/0/id");
  CHECK(rule_refusal([](Rule& rule) { rule.id = "\x80"; }) == "invalid /rules/0/id");
  CHECK(rule_refusal([](Rule& rule) { rule.connection.clear(); }) == "invalid /rules/0/connection");
  CHECK(rule_refusal([](Rule& rule) { rule.offset = kLongestDuration; }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.offset = -kLongestDuration; }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.offset = kLongestDuration + 1ms; }) == "invalid /rules/0/when/offset");
  CHECK(rule_refusal([](Rule& rule) { rule.offset = -kLongestDuration - 1ms; }) == "invalid /rules/0/when/offset");
  CHECK(rule_refusal([](Rule& rule) { rule.when = Anchor::at_marker("pitch"); }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.when = Anchor::at_marker(""); }) == "invalid /rules/0/when/anchor/marker");
  CHECK(rule_refusal([](Rule& rule) { rule.when = {Anchor::Kind::end, "pitch"}; }) == "invalid /rules/0/when/anchor");
  CHECK(rule_refusal([](Rule& rule) { rule.action = std::string(limits::kPayloadBytes, ' '); }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.action = std::string(limits::kPayloadBytes + 1, ' '); }) ==
        "limit /rules/0/action");
}

TEST_CASE("a rule corrects for no time up to the longest, S17") {
  CHECK(rule_refusal([](Rule& rule) { rule.correct_for = 0ms; }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.correct_for = kLongestDuration; }).empty());
  CHECK(rule_refusal([](Rule& rule) { rule.correct_for = -1ms; }) == "invalid /rules/0/correct_for");
  CHECK(rule_refusal([](Rule& rule) { rule.correct_for = kLongestDuration + 1ms; }) == "invalid /rules/0/correct_for");
}

TEST_CASE("a webinar has at most 1024 rules with ids that differ") {
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.rules = many_rules(limits::kRules); }).empty());
  CHECK(webinar_refusal([](Webinar& webinar) { webinar.rules = many_rules(limits::kRules + 1); }) == "limit /rules");
  CHECK(webinar_refusal([](Webinar& webinar) {
          webinar.rules = many_rules(3);
          webinar.rules[2].id = webinar.rules[0].id;
        }) == "duplicate /rules/2/id");
  CHECK(webinar_refusal([](Webinar& webinar) {
          webinar.rules = many_rules(3);
          webinar.rules[1].connection.clear();
        }) == "invalid /rules/1/connection");
}

TEST_CASE("a connection is accepted up to each of its bounds and refused beyond, S21 and S23") {
  CHECK(connection_refusal([](Connection&) {}).empty());
  CHECK(connection_refusal([](Connection& connection) { connection.id.clear(); }) == "invalid /id");
  CHECK(connection_refusal([](Connection& connection) { connection.lane.clear(); }) == "invalid /lane");
  CHECK(connection_refusal([](Connection& connection) { connection.batch = limits::kBatch; }).empty());
  CHECK(connection_refusal([](Connection& connection) { connection.batch = limits::kBatch + 1; }) == "invalid /batch");
  CHECK(connection_refusal([](Connection& connection) { connection.batch = 0; }) == "invalid /batch");
  CHECK(connection_refusal([](Connection& connection) { connection.max_attempts = 1; }).empty());
  CHECK(connection_refusal([](Connection& connection) { connection.max_attempts = 0; }) == "invalid /max_attempts");

  const std::pair<Duration Connection::*, std::string> durations[] = {
      {&Connection::spacing, "/spacing"},
      {&Connection::call_time, "/call_time"},
      {&Connection::max_lead, "/max_lead"},
      {&Connection::give_up_after, "/give_up_after"},
  };
  for (const auto& [member, where] : durations) {
    const auto with = [member = member](Duration value) {
      return connection_refusal([&](Connection& connection) { connection.*member = value; });
    };
    CHECK(with(0ms).empty());
    CHECK(with(kLongestDuration).empty());
    CHECK(with(-1ms) == "invalid " + where);
    CHECK(with(kLongestDuration + 1ms) == "invalid " + where);
  }
}

TEST_CASE("options are accepted up to each of their bounds and refused beyond, S1 and S28") {
  CHECK(options_refusal([](Options&) {}).empty());
  CHECK(options_refusal([](Options& options) { options.max_skew = 0ms; }).empty());
  CHECK(options_refusal([](Options& options) { options.retain = kLongestDuration; }).empty());
  CHECK(options_refusal([](Options& options) { options.max_skew = -1ms; }) == "invalid /max_skew");
  CHECK(options_refusal([](Options& options) { options.max_skew = kLongestDuration + 1ms; }) == "invalid /max_skew");
  CHECK(options_refusal([](Options& options) { options.retain = -1ms; }) == "invalid /retain");
  CHECK(options_refusal([](Options& options) { options.retain = kLongestDuration + 1ms; }) == "invalid /retain");
  CHECK(options_refusal([](Options& options) { options.max_defer = 0ms; }).empty());
  CHECK(options_refusal([](Options& options) { options.max_defer = -1ms; }) == "invalid /max_defer");
  CHECK(options_refusal([](Options& options) { options.max_defer = kLongestDuration + 1ms; }) == "invalid /max_defer");
}

TEST_CASE("an error says what was expected and what was found") {
  Webinar webinar = sound();
  webinar.duration = 0ms;
  CHECK(check(webinar).error().message == "expected a duration of PT0.001S to P36525D, found PT0S");
  Connection connection{.id = "crm", .batch = 0};
  CHECK(check(connection).error().message == "expected a batch of 1 to 10000, found 0");
}
