// The host's face over HTTP, on 127.0.0.1: events in, and what a person or Prometheus wants to know out.
#pragma once

#include <httplib.h>

#include <thread>

#include "intake.hpp"
#include "report.hpp"
#include "settings.hpp"
#include "zoom.hpp"

namespace host {

/// Borrows everything. Serves on threads of its own until it is destroyed, which waits for requests that are open.
class HttpFace {
 public:
  static constexpr const char* kHere = "127.0.0.1";
  static constexpr std::size_t kBodyBytes = std::size_t{8} << 20U;
  static constexpr std::size_t kThreads = 8;
  static constexpr time_t kSeconds = 5;  ///< to read and to write: nobody keeps a thread by saying nothing

  HttpFace(const Settings& settings, Intake& intake, usher::Dispatcher& dispatcher, Report& report)
      : settings_(settings), intake_(intake), dispatcher_(dispatcher), report_(report) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_payload_max_length(kBodyBytes);
    server_.set_read_timeout(kSeconds);
    server_.set_write_timeout(kSeconds);
    server_.set_keep_alive_max_count(1);  // what was refused before its body was read cannot be used again
    server_.set_pre_routing_handler([this](const auto& request, auto& response) { return admit(request, response); });
    server_.Post("/events",
                 [this](const auto& request, auto& response) { send(response, intake_.take(request.body)); });
    server_.Post("/zoom", [this](const auto& request, auto& response) { take_from_zoom(request, response); });
    answer_questions();
    port_ = settings.port == 0 ? server_.bind_to_any_port(kHere) : settings.port;
    if (settings.port != 0 && !server_.bind_to_port(kHere, port_)) port_ = -1;
    if (port_ < 0) return;
    serving_ = std::thread{[this] { server_.listen_after_bind(); }};
    while (!server_.is_running()) std::this_thread::yield();  // before that it cannot be stopped
  }
  ~HttpFace() {
    server_.stop();
    if (serving_.joinable()) serving_.join();
  }
  /// It listens there; negative where the port was taken.
  [[nodiscard]] int port() const { return port_; }

 private:
  using Handled = httplib::Server::HandlerResponse;

  static void refuse(httplib::Response& response, int status, const usher::Error& error) {
    response.status = status;
    response.set_content(line_of(json_of(error)), "application/json");
  }
  static void send(httplib::Response& response, const Intake::Taken& taken) {
    if (!taken.durable) response.status = 503;
    response.set_content(taken.answers, "application/x-ndjson");
  }
  template <class List>
  static void send_lines(httplib::Response& response, const List& list) {
    std::string lines;
    for (const auto& one : list) lines += usher::to_json(one) + '\n';
    response.set_content(lines, "application/x-ndjson");
  }

  /// How it is says nothing of people, and Zoom signs; everything else takes the token.
  Handled admit(const httplib::Request& request, httplib::Response& response) const {
    if (request.path == "/healthz" || request.path == "/metrics" || request.path == "/zoom") return Handled::Unhandled;
    if (same(request.get_header_value("Authorization"), "Bearer " + settings_.token)) return Handled::Unhandled;
    refuse(response, 401, {usher::ErrorCode::invalid, "expected \"Bearer \" and the host's token", "/Authorization"});
    return Handled::Handled;
  }

  void take_from_zoom(const httplib::Request& request, httplib::Response& response) {
    const auto now = std::chrono::floor<usher::Duration>(std::chrono::system_clock::now());
    if (settings_.zoom_secret.empty() ||
        !ZoomMessage::is_signed(settings_.zoom_secret, request.get_header_value("x-zm-request-timestamp"),
                                request.get_header_value("x-zm-signature"), request.body, now)) {
      return refuse(response, 401, {usher::ErrorCode::invalid, "expected Zoom's signature of now", "/x-zm-signature"});
    }
    const ZoomMessage message{request.body};
    const std::string challenge_answer = message.challenge_answer(settings_.zoom_secret);
    if (!challenge_answer.empty()) return response.set_content(challenge_answer, "application/json");
    if (const auto event = message.event()) send(response, intake_.take(*event));
  }

  void answer_questions() {
    server_.Get("/healthz", [this](const auto&, auto& response) {
      if (dispatcher_.status().journal_failing) response.status = 503;
      response.set_content(response.status == 503 ? "the journal cannot be written\n" : "ok\n", "text/plain");
    });
    server_.Get("/metrics", [this](const auto&, auto& response) {
      response.set_content(report_.metrics.text(dispatcher_), "text/plain; version=0.0.4");
    });
    server_.Get("/plan", [this](const auto&, auto& response) { send_lines(response, dispatcher_.plan()); });
    server_.Get("/dead_letters", [this](const auto&, auto& response) {
      send_lines(response, dispatcher_.look([](const auto& queue) { return queue.dead_letters(); }));
    });
    server_.Post("/resubmit", [this](const auto& request, auto& response) {
      const auto done = dispatcher_.resubmit(request.get_param_value("key"));
      if (!done) refuse(response, 404, done.error());
    });
    server_.Get("/explain", [this](const auto& request, auto& response) {
      const auto of = [&](const char* name) { return request.get_param_value(name); };
      const auto why = dispatcher_.explain(of("webinar"), of("rule"), of("attendee"));
      if (!why) return refuse(response, 404, why.error());
      response.set_content(usher::to_json(*why) + '\n', "application/json");
    });
  }

  const Settings& settings_;
  Intake& intake_;
  usher::Dispatcher& dispatcher_;
  Report& report_;
  httplib::Server server_;
  std::thread serving_;
  int port_ = -1;
};

}  // namespace host
