// What the host is told when it starts: options on the command line, secrets in the environment.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "usher/connect.hpp"

namespace host {

struct Settings {
  std::string journal, connectors_file;
  int port = 8080, workers = 8, stop_within = 20;
  bool standard_input = false, json_log = false;
  std::string token, zoom_secret;  ///< of the environment
  std::vector<usher::ConnectorSettings> connectors;

  void add_to(CLI::App& app) {
    app.option_defaults()->always_capture_default();
    app.add_option("--journal", journal, "Where everything is kept; made where it is not there")->required();
    app.add_option("--connectors", connectors_file, "Who is called and how: docs/connectors.md")->required();
    app.add_option("--port", port, "On 127.0.0.1; 0: a free one")->check(CLI::Range(0, 65535));
    app.add_option("--workers", workers, "Calls of different lanes at a time")->check(CLI::Range(1, 64));
    app.add_option("--stop-within", stop_within, "Seconds that calls in flight have to end")
        ->check(CLI::Range(0, 3600));
    app.add_flag("--stdin", standard_input, "Take events from standard input as well; answers go to standard output");
    app.add_flag("--json", json_log, "Log lines of JSON");
  }
  /// What the environment and the connectors file say. Empty, or what is wrong.
  [[nodiscard]] std::string read_the_rest() {
    const auto environment = [](const char* name) { return std::string{std::getenv(name) ? std::getenv(name) : ""}; };
    token = environment("USHER_HOST_TOKEN");
    zoom_secret = environment("USHER_ZOOM_SECRET");
    if (token.empty()) return "expected a token in USHER_HOST_TOKEN, found none";
    std::ifstream file{connectors_file, std::ios::binary};
    if (!file) return connectors_file + ": cannot be read";
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto loaded = usher::load_connectors(text, usher::environment_secrets());
    if (!loaded) return connectors_file + ": " + loaded.error().where + ": " + loaded.error().message;
    connectors = *std::move(loaded);
    return {};
  }
};

}  // namespace host
