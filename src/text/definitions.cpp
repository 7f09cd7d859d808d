#include "text/definitions.hpp"

#include "text/words.hpp"

namespace usher::text {
namespace {

Anchor read_anchor(FieldReader& when, const Scope& anchor_object, std::optional<Error>& error) {
  if (!when.json(Field::anchor).starts_with('{')) {
    return {when.word(Field::anchor, kAnchors, Anchor::Kind::start), {}};
  }
  FieldReader anchor{anchor_object, error, "/when/anchor"};
  anchor.require({Field::marker});
  return Anchor::at_marker(std::string{anchor.text(Field::marker)});
}

Threshold read_threshold(const Scope& scope, std::optional<Error>& error) {
  FieldReader threshold{scope, error, "/threshold"};
  return {.hundredths = threshold.percent(Field::percent),
          .measure = threshold.word(Field::measure, kMeasures, Threshold::Measure::position)};
}

}  // namespace

Rule read_rule(const RuleScopes& scopes, Audience audience, std::optional<Error>& error) {
  FieldReader fields{scopes.rule, error};
  fields.require({Field::id, Field::connection});
  Rule rule;
  rule.id = fields.text(Field::id);
  if (fields.has(Field::when)) {
    FieldReader when{scopes.when, error, "/when"};
    when.require({Field::anchor});
    rule.when = read_anchor(when, scopes.anchor, error);
    rule.offset = when.offset(Field::offset);
  }
  rule.audience = audience;
  rule.connection = fields.text(Field::connection);
  rule.action = fields.json(Field::action);
  rule.when_late = fields.word(Field::when_late, kWhenLate, rule.when_late);
  rule.correct = fields.truth(Field::correct, rule.correct);
  rule.correct_for = fields.duration(Field::correct_for, rule.correct_for);
  return rule;
}

Webinar read_webinar(const Scope& scope, const Scope& threshold, std::vector<Notice>& notices,
                     std::optional<Error>& error) {
  FieldReader fields{scope, error};
  fields.require({Field::id, Field::start, Field::duration});
  Webinar webinar;
  webinar.id = fields.text(Field::id);
  webinar.title = fields.text(Field::title);
  webinar.start = fields.start(Field::start, Field::zone, notices);
  webinar.duration = fields.duration(Field::duration, {});
  webinar.timing = fields.word(Field::timing, kTimings, webinar.timing);
  if (fields.has(Field::threshold)) webinar.threshold = read_threshold(threshold, error);
  return webinar;
}

Options read_options(const Scope& line, std::optional<Error>& error) {
  FieldReader fields{line, error};
  Options options;
  options.walk_ins = fields.word(Field::walk_ins, kWalkIns, options.walk_ins);
  options.max_skew = fields.duration(Field::max_skew, options.max_skew);
  options.retain = fields.duration(Field::retain, options.retain);
  options.max_defer = fields.duration(Field::max_defer, options.max_defer);
  return options;
}

Connection read_connection(const Scope& line, std::optional<Error>& error) {
  FieldReader fields{line, error};
  Connection connection;
  connection.id = fields.text(Field::id);
  if (fields.has(Field::lane)) connection.lane = fields.text(Field::lane);
  connection.batch = fields.whole_number(Field::batch, connection.batch);
  connection.spacing = fields.duration(Field::spacing, connection.spacing);
  connection.call_time = fields.duration(Field::call_time, connection.call_time);
  connection.max_lead = fields.duration(Field::max_lead, connection.max_lead);
  connection.max_attempts = fields.whole_number(Field::max_attempts, connection.max_attempts);
  connection.give_up_after = fields.duration(Field::give_up_after, connection.give_up_after);
  connection.on_unknown = fields.word(Field::on_unknown, kOnUnknown, connection.on_unknown);
  return connection;
}

}  // namespace usher::text
