#include "cli/check.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/definition_warnings.hpp"
#include "cli/repair.hpp"

namespace usher::cli {
namespace {

/// Stands in for a connection where a line that had to be mended needs one and none is known.
constexpr const char* kStandIn = "mended";

/// As JSON, whatever bytes a file's name has.
std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class Checker {
 public:
  Checker(const CheckOptions& options, std::ostream& out, std::ostream& err)
      : json_(options.json), actions_(options.actions), out_(out), err_(err) {}

  void take(const RawLine& raw);
  /// What shows only when everything has been read.
  [[nodiscard]] Exit finish(bool readable);

 private:
  struct Source {
    std::string file;
    std::uint64_t line = 0;
    [[nodiscard]] Place place() const { return {file, line}; }
  };
  struct Use {
    Source source;
    Connection definition;
    bool used = false;
  };
  struct Known {
    Webinar definition;
    Source source;               ///< of that definition
    bool ran_otherwise = false;  ///< moved, started or ended: the plan no longer tells its instants
    std::set<std::string, std::less<>> registered;
  };

  void error(const Place& place, const Error& error);
  void warn(const Place& place, const std::string& where, const std::string& message);
  void print_json(const Place& place, std::string_view severity, const Error& finding, bool with_code);
  [[nodiscard]] Result<void> take_text(const Place& place, std::string_view text, bool mended);
  void note_uses(const Line& line);
  void look_at(const Place& place, const Line& line);
  void look_at_definition(const Place& place, const Webinar& webinar, Instant at);
  void note_instants(std::string_view webinar);
  void note_registration(const Event& event);
  void warn_of_capacity(const Known& webinar);
  void look_at_actions(const Place& place, const Webinar& webinar);

  bool json_;
  const ActionCheck& actions_;
  std::ostream& out_;
  std::ostream& err_;
  std::uint64_t errors_ = 0, warnings_ = 0;
  LineParser parser_;
  ReplayEngine engine_{{}};
  std::map<std::string, Use, std::less<>> connections_;
  std::map<std::string, Known, std::less<>> webinars_;
};

void Checker::take(const RawLine& raw) {
  if (!raw.text) {
    error(raw.place, raw.text.error());
    return;
  }
  bool mended = false;
  const auto accept = [&](std::string_view text) -> Result<void> {
    auto accepted = take_text(raw.place, text, mended);
    mended = true;
    return accepted;
  };
  const std::string connection = connections_.empty() ? kStandIn : connections_.begin()->first;
  for (const auto& wrong : all_errors(*raw.text, connection, accept)) error(raw.place, wrong);
}

Result<void> Checker::take_text(const Place& place, std::string_view text, bool mended) {
  // A line that was mended may name a connection though there is none.
  if (mended && connections_.empty()) static_cast<void>(engine_.queue_to_use().add({.id = kStandIn}));
  const auto line = parser_.parse(text);
  if (!line) return line.error();
  const auto fed = engine_.apply(*line);
  if (!fed) return fed.error();
  if (const auto* connection = std::get_if<Connection>(&line->what)) {
    connections_.try_emplace(connection->id, Use{{std::string{place.file}, place.line}, *connection});
  }
  note_uses(*line);
  if (const auto* event = std::get_if<Event>(&line->what)) note_registration(*event);
  if (!mended) look_at(place, *line);
  return {};
}

void Checker::note_uses(const Line& line) {
  const auto* event = std::get_if<Event>(&line.what);
  const auto* scheduled = event == nullptr ? nullptr : std::get_if<WebinarScheduled>(event);
  const auto* edited = event == nullptr ? nullptr : std::get_if<WebinarEdited>(event);
  if (scheduled == nullptr && edited == nullptr) return;
  for (const auto& rule : (scheduled != nullptr ? scheduled->webinar : edited->webinar).rules) {
    const auto connection = connections_.find(rule.connection);
    if (connection != connections_.end()) connection->second.used = true;
  }
}

void Checker::look_at(const Place& place, const Line& line) {
  for (const auto& notice : line.notices) warn(place, notice.where, notice.message);
  const auto* event = std::get_if<Event>(&line.what);
  if (event == nullptr) return;
  if (const auto* scheduled = std::get_if<WebinarScheduled>(event)) {
    look_at_definition(place, scheduled->webinar, scheduled->at);
  } else if (const auto* edited = std::get_if<WebinarEdited>(event)) {
    look_at_definition(place, edited->webinar, edited->at);
  } else if (std::holds_alternative<WebinarMoved>(*event) || std::holds_alternative<WebinarStarted>(*event) ||
             std::holds_alternative<WebinarEnded>(*event)) {
    note_instants(webinar_of(*event));
  }
}

void Checker::look_at_definition(const Place& place, const Webinar& webinar, Instant at) {
  const auto [known, is_new] = webinars_.try_emplace(webinar.id);
  const Instant looked_at = known->second.ran_otherwise ? kEarliestInstant : at;
  for (const auto& warning : warnings_of(webinar, looked_at, is_new ? nullptr : &known->second.definition)) {
    warn(place, "/webinar" + warning.where, warning.message);
  }
  known->second.definition = webinar;
  known->second.source = {std::string{place.file}, place.line};
  if (actions_) look_at_actions(place, webinar);
}

void Checker::look_at_actions(const Place& place, const Webinar& webinar) {
  for (std::size_t index = 0; index < webinar.rules.size(); ++index) {
    const Rule& rule = webinar.rules[index];
    const auto where = "/webinar/rules/" + std::to_string(index);
    const auto checked = actions_(rule.connection, rule.action);
    if (!checked) {
      warn(place, where + "/connection", "the connectors file has no connection " + json_text(rule.connection));
    } else if (!*checked) {
      const Error& wrong = checked->error();
      error(place, {wrong.code, wrong.message, where + "/action" + wrong.where});
    }
  }
}

void Checker::note_instants(std::string_view webinar) {
  const auto known = webinars_.find(webinar);
  if (known != webinars_.end()) known->second.ran_otherwise = true;
}

void Checker::note_registration(const Event& event) {
  const auto known = webinars_.find(webinar_of(event));
  if (known == webinars_.end()) return;
  auto& registered = known->second.registered;
  if (const auto* in = std::get_if<AttendeeRegistered>(&event)) {
    registered.emplace(in->attendee);
  } else if (const auto* out = std::get_if<AttendeeUnregistered>(&event)) {
    if (const auto who = registered.find(out->attendee); who != registered.end()) registered.erase(who);
  } else if (std::holds_alternative<WebinarCancelled>(event)) {
    registered.clear();
  }
}

void Checker::warn_of_capacity(const Known& webinar) {
  const auto& rules = webinar.definition.rules;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    const auto connection = connections_.find(rules[index].connection);
    if (connection == connections_.end()) continue;
    const auto warning = capacity_warning(rules[index], connection->second.definition, webinar.registered.size());
    if (warning) warn(webinar.source.place(), "/webinar/rules/" + std::to_string(index), *warning);
  }
}

Exit Checker::finish(bool readable) {
  for (const auto& [id, webinar] : webinars_) warn_of_capacity(webinar);
  for (const auto& [id, use] : connections_) {
    if (!use.used) warn(use.source.place(), "/id", "no rule uses connection " + json_text(id));
  }
  if (!json_) {
    out_ << errors_ << (errors_ == 1 ? " error, " : " errors, ") << warnings_
         << (warnings_ == 1 ? " warning" : " warnings") << '\n';
  }
  if (!readable || errors_ > 0) return Exit::stopped;
  return warnings_ > 0 ? Exit::flawed : Exit::clean;
}

void Checker::error(const Place& place, const Error& error) {
  ++errors_;
  if (json_) {
    print_json(place, "error", error, true);
  } else {
    report(err_, place, error.where, error.message);
  }
}

void Checker::warn(const Place& place, const std::string& where, const std::string& message) {
  ++warnings_;
  if (json_) {
    print_json(place, "warning", {{}, message, where}, false);
  } else {
    report(err_, place, where, "warning: " + message);
  }
}

void Checker::print_json(const Place& place, std::string_view severity, const Error& finding, bool with_code) {
  out_ << R"({"file":)" << json_text(place.file) << R"(,"line":)" << place.line << R"(,"severity":")" << severity
       << '"';
  if (with_code) out_ << R"(,"code":")" << to_string(finding.code) << '"';
  out_ << R"(,"where":)" << json_text(finding.where) << R"(,"message":)" << json_text(finding.message) << "}\n";
}

}  // namespace

Exit check(const CheckOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  Checker checker{options, out, err};
  const bool readable = for_each_line(options.files, in, err, [&](const RawLine& raw) {
    checker.take(raw);
    return true;
  });
  const Exit exit = checker.finish(readable);
  if (out.flush()) return exit;
  err << "usher: cannot write the output\n";
  return Exit::stopped;
}

}  // namespace usher::cli
