#include "cli/check.hpp"

#include <map>
#include <optional>

#include "cli/definition_warnings.hpp"
#include "cli/repair.hpp"

namespace usher::cli {
namespace {

std::string quoted(std::string_view text) {
  std::string result{'"'};
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) result += c;
  }
  return result + '"';
}

class Checker {
 public:
  Checker(bool json, std::ostream& out, std::ostream& err) : json_(json), out_(out), err_(err) {}

  void take(const RawLine& raw);
  /// What shows only when everything has been read.
  [[nodiscard]] Exit finish(bool readable);

 private:
  struct Use {
    std::string file;
    std::uint64_t line = 0;
    bool used = false;
  };
  struct Known {
    Webinar definition;
    bool ran_otherwise = false;  ///< moved, started or ended: the plan no longer tells its instants
  };

  void error(const Place& place, const Error& error);
  void warn(const Place& place, const std::string& where, const std::string& message);
  void print_json(const Place& place, std::string_view severity, const Error& finding, bool with_code);
  void look_at(const Place& place, const Line& line);
  void look_at_definition(const Place& place, const Webinar& webinar, Instant at);
  void note_instants(std::string_view webinar);

  bool json_;
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
    const auto line = parser_.parse(text);
    if (!line) return line.error();
    const auto fed = engine_.apply(*line);
    if (!fed) return fed.error();
    if (const auto* connection = std::get_if<Connection>(&line->what)) {
      connections_.try_emplace(connection->id, Use{std::string{raw.place.file}, raw.place.line, mended});
    }
    if (!mended) look_at(raw.place, *line);
    return {};
  };
  const auto accept_mended = [&](std::string_view text) {
    auto accepted = accept(text);
    mended = true;
    return accepted;
  };
  const std::string connection = connections_.empty() ? "" : connections_.begin()->first;
  for (const auto& wrong : all_errors(*raw.text, connection, accept_mended)) error(raw.place, wrong);
}

void Checker::look_at(const Place& place, const Line& line) {
  for (const auto& notice : line.notices) warn(place, notice.where, notice.message);
  if (const auto* connection = std::get_if<Connection>(&line.what)) {
    for (const auto& warning : warnings_of(*connection)) warn(place, warning.where, warning.message);
  }
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
  for (const auto& rule : webinar.rules) {
    const auto connection = connections_.find(rule.connection);
    if (connection != connections_.end()) connection->second.used = true;
  }
  const Instant looked_at = known->second.ran_otherwise ? kEarliestInstant : at;
  for (const auto& warning : warnings_of(webinar, looked_at, is_new ? nullptr : &known->second.definition)) {
    warn(place, "/webinar" + warning.where, warning.message);
  }
  known->second.definition = webinar;
}

void Checker::note_instants(std::string_view webinar) {
  const auto known = webinars_.find(webinar);
  if (known != webinars_.end()) known->second.ran_otherwise = true;
}

Exit Checker::finish(bool readable) {
  for (const auto& [id, use] : connections_) {
    if (!use.used) warn({use.file, use.line}, "/id", "no rule uses connection " + quoted(id));
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
  out_ << R"({"file":)" << quoted(place.file) << R"(,"line":)" << place.line << R"(,"severity":")" << severity << '"';
  if (with_code) out_ << R"(,"code":")" << to_string(finding.code) << '"';
  out_ << R"(,"where":)" << quoted(finding.where) << R"(,"message":)" << quoted(finding.message) << "}\n";
}

}  // namespace

Exit check(const CheckOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  Checker checker{options.json, out, err};
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
