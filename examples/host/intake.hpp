// Events come in: from lines of JSON, one answer line for each, durable when the answers are there.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "usher/connect.hpp"
#include "usher/dispatcher.hpp"
#include "usher/json.hpp"

namespace host {

/// One line. What others have sent may hold bytes that are no UTF-8.
inline std::string line_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}
inline nlohmann::ordered_json json_of(const usher::Error& error) {
  return {{"code", to_string(error.code)}, {"where", error.where}, {"message", error.message}};
}

/// Thread-safe. Borrows both.
class Intake {
 public:
  Intake(usher::Dispatcher& dispatcher, const std::vector<usher::ConnectorSettings>& connectors)
      : dispatcher_(dispatcher) {
    for (const auto& connector : connectors) platforms_.emplace(connector.connection.id, connector.platform);
  }

  struct Taken {
    std::string answers;
    bool durable = true;  ///< false: the journal cannot be written now; whoever sends all of it again harms nothing
  };
  /// Empty lines are passed over. `line` is the number of the first in a source that can be read again from a place:
  /// "line 17" is its position then.
  Taken take(std::string_view lines, std::optional<std::uint64_t> line = std::nullopt) {
    usher::LineParser parser;
    std::string answers;
    for (std::uint64_t number = line.value_or(1); !lines.empty(); ++number) {
      const std::string_view text = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(text.size() + 1, lines.size()));
      if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      const auto parsed = parser.parse(text);
      const auto* const event = parsed ? std::get_if<usher::Event>(&parsed->what) : nullptr;
      const usher::Error other{usher::ErrorCode::invalid, "expected an event, found settings of the host's", "/type"};
      answers += event != nullptr ? answer(number, feed(*event, line ? "line " + std::to_string(number) : ""))
                                  : answer(number, parsed ? other : parsed.error());
    }
    return sync(std::move(answers));
  }
  Taken take(const usher::Event& event) { return sync(answer(1, feed(event, ""))); }

 private:
  static std::string answer(std::uint64_t line, const usher::Result<usher::Fed>& fed) {
    if (fed) return line_of({{"line", line}, {"fed", to_string(*fed)}});
    return line_of({{"line", line}, {"error", json_of(fed.error())}});
  }
  Taken sync(std::string answers) {
    if (const auto synced = dispatcher_.sync(); !synced) return {line_of(json_of(synced.error())), false};
    return {std::move(answers), true};
  }
  usher::Result<usher::Fed> feed(const usher::Event& event, std::string_view position) {
    const usher::Webinar* webinar = nullptr;
    if (const auto* const scheduled = std::get_if<usher::WebinarScheduled>(&event)) webinar = &scheduled->webinar;
    if (const auto* const edited = std::get_if<usher::WebinarEdited>(&event)) webinar = &edited->webinar;
    for (std::size_t i = 0; webinar != nullptr && i < webinar->rules.size(); ++i) {
      // What a platform would not understand is better known now than when the first attendee is due.
      const auto platform = platforms_.find(webinar->rules[i].connection);
      if (platform == platforms_.end()) continue;  // the queue says so
      if (auto checked = usher::check_action(platform->second, webinar->rules[i].action); !checked) {
        usher::Error error = std::move(checked).error();
        error.where = "/webinar/rules/" + std::to_string(i) + "/action" + error.where;
        return error;
      }
    }
    return dispatcher_.feed(event, position);
  }

  usher::Dispatcher& dispatcher_;
  std::map<std::string, usher::Platform, std::less<>> platforms_;  ///< by connection
};

}  // namespace host
