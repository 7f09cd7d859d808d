#include "record/definitions.hpp"

#include "usher/limits.hpp"

namespace usher::record {
namespace {

void write(ByteWriter& out, const Rule& rule) {
  out.text(rule.id);
  out.byte(static_cast<std::uint8_t>(rule.when.kind));
  out.text(rule.when.marker);
  out.duration(rule.offset);
  out.byte(rule.audience.bits());
  out.text(rule.connection);
  out.text(rule.action);
  out.byte(static_cast<std::uint8_t>(rule.when_late));
  out.byte(rule.correct ? 1 : 0);
  out.duration(rule.correct_for);
}

Rule read_rule(ByteReader& in) {
  Rule rule;
  rule.id = in.text();
  rule.when.kind = in.one_of<Anchor::Kind>(6);
  rule.when.marker = in.text();
  rule.offset = in.duration();
  rule.audience = Audience::from_bits(in.byte());
  rule.connection = in.text();
  rule.action = in.text();
  rule.when_late = in.one_of<WhenLate>(2);
  rule.correct = in.flag();
  rule.correct_for = in.duration();
  return rule;
}

}  // namespace

void write(ByteWriter& out, const Options& options) {
  out.byte(static_cast<std::uint8_t>(options.walk_ins));
  out.duration(options.max_skew);
  out.duration(options.retain);
  out.duration(options.max_defer);
}

Options read_options(ByteReader& in) {
  Options options;
  options.walk_ins = in.one_of<WalkIns>(2);
  options.max_skew = in.duration();
  options.retain = in.duration();
  options.max_defer = in.duration();
  return options;
}

void write(ByteWriter& out, const Connection& connection) {
  out.text(connection.id);
  out.text(connection.lane);
  out.number(std::int64_t{connection.batch});
  out.duration(connection.spacing);
  out.duration(connection.call_time);
  out.duration(connection.max_lead);
  out.number(std::int64_t{connection.max_attempts});
  out.duration(connection.give_up_after);
  out.byte(static_cast<std::uint8_t>(connection.on_unknown));
}

Connection read_connection(ByteReader& in) {
  Connection connection;
  connection.id = in.text();
  connection.lane = in.text();
  connection.batch = static_cast<std::int32_t>(in.signed_number());
  connection.spacing = in.duration();
  connection.call_time = in.duration();
  connection.max_lead = in.duration();
  connection.max_attempts = static_cast<std::int32_t>(in.signed_number());
  connection.give_up_after = in.duration();
  connection.on_unknown = in.one_of<OnUnknown>(2);
  return connection;
}

void write(ByteWriter& out, const Webinar& webinar) {
  out.text(webinar.id);
  out.text(webinar.title);
  out.instant(webinar.start);
  out.duration(webinar.duration);
  out.byte(static_cast<std::uint8_t>(webinar.timing));
  out.number(std::int64_t{webinar.threshold.hundredths});
  out.byte(static_cast<std::uint8_t>(webinar.threshold.measure));
  out.number(std::uint64_t{webinar.rules.size()});
  for (const Rule& rule : webinar.rules) write(out, rule);
}

Webinar read_webinar(ByteReader& in) {
  Webinar webinar;
  webinar.id = in.text();
  webinar.title = in.text();
  webinar.start = in.instant();
  webinar.duration = in.duration();
  webinar.timing = in.one_of<Timing>(2);
  webinar.threshold.hundredths = static_cast<int>(in.signed_number());
  webinar.threshold.measure = in.one_of<Threshold::Measure>(2);
  for (std::uint64_t rules = in.below(limits::kRules + 1); rules != 0 && !in.failed(); --rules) {
    webinar.rules.push_back(read_rule(in));
  }
  return webinar;
}

}  // namespace usher::record
