// What can be said of a definition by looking at it alone.
#include <cstdlib>
#include <set>

#include "model/id.hpp"
#include "usher/connection.hpp"
#include "usher/limits.hpp"
#include "usher/options.hpp"
#include "usher/webinar.hpp"

namespace usher {
namespace {

Error invalid(std::string_view expected, const std::string& found, std::string where) {
  return {ErrorCode::invalid, "expected " + std::string{expected} + ", found " + found, std::move(where)};
}

std::string percent(int hundredths) {
  std::string text{hundredths < 0 ? "-" : ""};
  text += std::to_string(std::abs(hundredths) / 100);
  text += std::abs(hundredths) % 100 < 10 ? ".0" : ".";
  text += std::to_string(std::abs(hundredths) % 100);
  return text;
}

Result<void> check_payload(std::string_view payload, const std::string& where) {
  if (payload.size() > limits::kPayloadBytes) {
    return Error{ErrorCode::limit, "expected at most 262144 bytes, found " + std::to_string(payload.size()), where};
  }
  return {};
}

Result<void> check_length(Duration length, Duration least, const std::string& where) {
  if (length < least || length > kLongestDuration) {
    return invalid("a duration of " + to_string(least) + " to P36525D", to_string(length), where);
  }
  return {};
}

Result<void> check_rule(const Rule& rule, const std::string& where) {
  if (auto id = model::check_id(rule.id, where + "/id"); !id) return id;
  if (rule.when.kind == Anchor::Kind::marker) {
    if (auto id = model::check_id(rule.when.marker, where + "/when/anchor/marker"); !id) return id;
  } else if (!rule.when.marker.empty()) {
    return invalid("no marker beside this anchor", "a marker", where + "/when/anchor");
  }
  if (rule.offset < -kLongestDuration || rule.offset > kLongestDuration) {
    return invalid("an offset of at most P36525D either way", to_string(rule.offset), where + "/when/offset");
  }
  if (auto length = check_length(rule.correct_for, Duration{0}, where + "/correct_for"); !length) return length;
  if (auto id = model::check_id(rule.connection, where + "/connection"); !id) return id;
  return check_payload(rule.action, where + "/action");
}

Result<void> check_rules(const std::vector<Rule>& rules) {
  if (rules.size() > limits::kRules) {
    return Error{ErrorCode::limit, "expected at most 1024 rules, found " + std::to_string(rules.size()), "/rules"};
  }
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string where = "/rules/" + std::to_string(i);
    if (auto rule = check_rule(rules[i], where); !rule) return rule;
    if (!ids.insert(rules[i].id).second) {
      return Error{ErrorCode::duplicate, "expected rule ids that differ, found \"" + rules[i].id + "\" again",
                   where + "/id"};
    }
  }
  return {};
}

}  // namespace

Result<void> check(const Webinar& webinar) {
  if (auto id = model::check_id(webinar.id, "/id"); !id) return id;
  if (webinar.title.size() > limits::kTitleBytes) {
    return Error{ErrorCode::limit,
                 "expected a title of at most 4096 bytes, found " + std::to_string(webinar.title.size()), "/title"};
  }
  if (!model::is_utf8(webinar.title)) return invalid("a title in UTF-8", "other bytes", "/title");
  if (webinar.start < kEarliestInstant || webinar.start > kLatestInstant) {
    return invalid("an instant in 1970 to 2262", to_string(webinar.start), "/start");
  }
  if (auto length = check_length(webinar.duration, Duration{1}, "/duration"); !length) return length;
  if (webinar.threshold.hundredths < 0 || webinar.threshold.hundredths > 10'000) {
    return invalid("a percentage of 0 to 100", percent(webinar.threshold.hundredths), "/threshold/percent");
  }
  return check_rules(webinar.rules);
}

Duration mark_distance(Duration length, const Threshold& threshold) {
  const std::int64_t product = length.count() / 10'000 * threshold.hundredths;
  const std::int64_t rest = length.count() % 10'000 * threshold.hundredths;
  return Duration{product + (rest + 9'999) / 10'000};
}

Result<void> check(const Connection& connection) {
  if (auto id = model::check_id(connection.id, "/id"); !id) return id;
  if (auto id = model::check_id(connection.lane, "/lane"); !id) return id;
  if (connection.batch < 1 || connection.batch > limits::kBatch) {
    return invalid("a batch of 1 to 10000", std::to_string(connection.batch), "/batch");
  }
  if (connection.max_attempts < 1) {
    return invalid("at least 1 attempt", std::to_string(connection.max_attempts), "/max_attempts");
  }
  if (auto length = check_length(connection.spacing, Duration{0}, "/spacing"); !length) return length;
  if (auto length = check_length(connection.call_time, Duration{0}, "/call_time"); !length) return length;
  if (auto length = check_length(connection.max_lead, Duration{0}, "/max_lead"); !length) return length;
  return check_length(connection.give_up_after, Duration{0}, "/give_up_after");
}

Result<void> check(const Options& options) {
  if (auto length = check_length(options.max_skew, Duration{0}, "/max_skew"); !length) return length;
  if (auto length = check_length(options.retain, Duration{0}, "/retain"); !length) return length;
  return check_length(options.max_defer, Duration{0}, "/max_defer");
}

}  // namespace usher
