#include "definition_generator.hpp"

#include <algorithm>
#include <array>

namespace usher::property {
namespace {

constexpr std::array<const char*, 3> kLanes{"main", "east", "west"};
constexpr std::array<std::int32_t, 6> kBatches{1, 1, 2, 3, 3, 7};
constexpr std::array<std::int32_t, 5> kAttempts{20, 20, 1, 2, 3};
constexpr std::array<int, 8> kHundredths{0, 10'000, 6'000, 5'000, 3'333, 10'000, 0, 1};

}  // namespace

Instant planned_due(const Webinar& webinar, const Rule& rule) {
  const Instant anchor = rule.when.kind == Anchor::Kind::end ? webinar.start + webinar.duration : webinar.start;
  return anchor + rule.offset;
}

Instant planned_mark(const Webinar& webinar) {
  return webinar.start + mark_distance(webinar.duration, webinar.threshold);
}

Duration DefinitionGenerator::near(int low, int high) {
  Duration result = random_.between(low, high) * unit_;
  if (random_.chance(8)) result += Duration{random_.chance(50) ? 1 : -1};
  return result;
}

std::vector<Connection> DefinitionGenerator::connections() {
  std::vector<Connection> all;
  const int lanes = random_.between(1, 3);
  const int count = random_.between(1, 4);
  for (int each = 0; each < count; ++each) {
    Connection connection;
    connection.id = "c" + std::to_string(each);
    connection.lane = kLanes[random_.below(static_cast<std::size_t>(lanes))];
    connection.batch = random_.pick(kBatches);
    connection.max_attempts = random_.pick(kAttempts);
    if (random_.chance(25)) connection.give_up_after = random_.between(0, 6) * unit_;
    if (random_.chance(25)) connection.spacing = random_.between(1, 3) * unit_ / 2;
    connection.call_time = Duration{0};
    connection.max_lead = Duration{0};
    all.push_back(connection);
  }
  return all;
}

Anchor DefinitionGenerator::anchor() {
  const int kind = random_.between(0, 99);
  if (kind < 28) return Anchor::start();
  if (kind < 48) return Anchor::end();
  if (kind < 64) return Anchor::at_marker(random_.chance(70) ? "pitch" : "offer");
  if (kind < 76) return Anchor::registered();
  if (kind < 88) return Anchor::joined();
  return Anchor::participated();
}

Audience DefinitionGenerator::audience() {
  const std::array<Audience, 7> named{Audience::all(),    Audience::participants(), Audience::non_participants(),
                                      Audience::online(), Audience::offline(),      Audience::attended(),
                                      Audience::absent()};
  if (random_.chance(85)) return random_.pick(named);
  return Audience::from_bits(static_cast<std::uint8_t>(random_.below(256)));
}

Threshold DefinitionGenerator::threshold() {
  return {random_.pick(kHundredths), random_.chance(60) ? Threshold::Measure::position : Threshold::Measure::watched};
}

Duration DefinitionGenerator::offset(const Webinar& webinar) {
  if (random_.chance(35)) return Duration{0};
  if (random_.chance(15)) return planned_mark(webinar) - webinar.start;
  return near(-4, 5);
}

Rule DefinitionGenerator::rule(const Webinar& webinar, std::size_t number, const std::vector<Connection>& connections) {
  Rule rule{.id = "r" + std::to_string(number), .connection = random_.pick(connections).id};
  rule.when = anchor();
  rule.offset = offset(webinar);
  rule.audience = audience();
  if (random_.chance(50)) rule.action = R"({"tag":"t)" + std::to_string(number) + R"("})";
  if (random_.chance(40)) rule.when_late = WhenLate::at_once;
  if (random_.chance(35)) correct(rule);
  if (!webinar.rules.empty() && random_.chance(45)) {
    const Rule& other = random_.pick(webinar.rules);
    rule.when = other.when;
    rule.offset = other.offset;
    if (random_.chance(70)) rule.when_late = other.when_late;
    if (random_.chance(60)) rule.audience = ~other.audience;
  }
  return rule;
}

void DefinitionGenerator::correct(Rule& rule) {
  rule.correct = random_.chance(80);
  rule.correct_for = random_.chance(50) ? std::chrono::hours{1} : near(0, 12);
  rule.correct_for = std::max(rule.correct_for, Duration{0});
}

Webinar DefinitionGenerator::webinar(const std::string& id, const std::vector<Connection>& connections) {
  Webinar webinar{.id = id, .title = "Title of " + id, .start = origin_ + random_.between(6, 14) * unit_};
  webinar.duration = random_.chance(4) ? Duration{random_.between(1, 3)} : random_.between(2, 12) * unit_;
  if (random_.chance(40)) webinar.timing = Timing::live;
  webinar.threshold = threshold();
  const int rules = random_.between(1, 5);
  for (int each = 0; each < rules; ++each) webinar.rules.push_back(rule(webinar, webinar.rules.size(), connections));
  return webinar;
}

void DefinitionGenerator::change_rule(Rule& rule, const Webinar& webinar, const std::vector<Connection>& connections) {
  switch (random_.between(0, 8)) {
    case 0:
      rule.when = anchor();
      break;
    case 1:
      rule.audience = audience();
      break;
    case 2:
      rule.connection = random_.pick(connections).id;
      break;
    case 3:
      rule.when_late = rule.when_late == WhenLate::skip ? WhenLate::at_once : WhenLate::skip;
      break;
    case 4:
      rule.action = R"({"tag":"changed"})";
      break;
    case 5:
      correct(rule);
      break;
    default:
      rule.offset = random_.chance(50) ? rule.offset + near(-2, 3) : offset(webinar);
      break;
  }
}

void DefinitionGenerator::change(Webinar& webinar, std::vector<Rule>& all_rules,
                                 const std::vector<Connection>& connections) {
  const int what = random_.between(0, 99);
  auto& rules = webinar.rules;
  if (what < 45 && !rules.empty()) {
    change_rule(rules[random_.below(rules.size())], webinar, connections);
  } else if (what < 58 && !rules.empty()) {
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(random_.below(rules.size())));
  } else if (what < 70) {
    const Rule& back = random_.pick(all_rules);
    const bool held = std::any_of(rules.begin(), rules.end(), [&](const Rule& each) { return each.id == back.id; });
    if (!held) rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(random_.below(rules.size() + 1)), back);
  } else if (what < 78) {
    rules.push_back(rule(webinar, all_rules.size(), connections));
    all_rules.push_back(rules.back());
  } else if (what < 86) {
    webinar.threshold = threshold();
  } else if (what < 92) {
    webinar.duration = std::max(Duration{1}, webinar.duration + near(-4, 4));
  } else if (what < 97) {
    webinar.start += near(-3, 4);
  } else {
    webinar.timing = webinar.timing == Timing::live ? Timing::automated : Timing::live;
  }
}

Webinar DefinitionGenerator::edited(Webinar webinar, std::vector<Rule>& all_rules,
                                    const std::vector<Connection>& connections) {
  const int changes = random_.chance(65) ? 1 : random_.between(2, 3);
  for (int each = 0; each < changes; ++each) change(webinar, all_rules, connections);
  return webinar;
}

}  // namespace usher::property
