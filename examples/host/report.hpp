// What the host logs: a line for each call and for all that is rare, on standard error. No line names an attendee.
#pragma once

#include <cstdio>

#include "intake.hpp"
#include "metrics.hpp"

namespace host {

class Report final : public usher::Observer {
 public:
  using Facts = nlohmann::ordered_json;
  explicit Report(bool json) : json_(json) {}
  Metrics metrics;

  void late(const usher::Call&, const usher::Handover&, usher::Duration by) override { metrics.late(by); }
  void completed(const usher::Call& call, std::span<const usher::Outcome> outcomes, usher::Duration took) override {
    std::map<std::string, std::size_t> results;
    std::string reason;
    for (const usher::Outcome& outcome : outcomes) {
      ++results[std::string{to_string(outcome.kind)}];
      if (reason.empty()) reason = outcome.reason;
    }
    const auto delivered = results.find("delivered");
    metrics.completed(delivered != results.end() ? delivered->second : 0, took);
    Facts facts{{"call", call.id()},   {"kind", to_string(call.kind())},  {"webinar", call.webinar()},
                {"rule", call.rule()}, {"connection", call.connection()}, {"took", usher::to_string(took)}};
    for (const auto& [name, count] : results) facts[name] = count;
    if (!reason.empty()) facts["reason"] = reason;
    say("call", facts);
  }
  void connection_changed(const usher::ConnectionChange& change) override {
    say("connection", {{"connection", change.connection},
                       {"state", to_string(change.state)},
                       {"until", change.until ? usher::to_string(*change.until) : ""},
                       {"reason", change.reason}});
  }
  void stuck(const usher::CallOut& call, usher::Duration since) override {
    say("stuck", {{"connection", call.connection}, {"lane", call.lane}, {"since", usher::to_string(since)}});
  }
  void out_of_workers(std::size_t workers) override { say("out_of_workers", {{"workers", workers}}); }
  void journal_failed(const usher::Error& error) override { say("journal_failed", json_of(error)); }
  void journal_works() override { say("journal_works"); }
  void clock_put(usher::Duration by) override { say("clock_put", {{"by", usher::to_string(by)}}); }
  void stopped(const usher::Stopped& how) override {
    for (const usher::CallOut& call : how.given_up) {
      say("given_up", {{"connection", call.connection}, {"webinar", call.webinar}, {"rule", call.rule}});
    }
    say("stopped", {{"given_up", how.given_up.size()}, {"synced", how.synced.has_value()}});
  }

  void say(const char* what, const Facts& facts = Facts::object()) const {
    const auto now = std::chrono::floor<usher::Duration>(std::chrono::system_clock::now());
    Facts all{{"at", usher::to_string(now)}, {"what", what}};
    all.update(facts);
    std::string line;
    for (const auto& [name, value] : all.items()) line += name + "=" + value.dump(-1, ' ', false, kReplace) + " ";
    line = json_ ? line_of(all) : line + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
  }

 private:
  static constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  const bool json_;
};

}  // namespace host
