// A small complete backend: events come in by HTTP or on standard input, attendees are handed over by the platforms'
// connectors when it is time, and everything is kept in a journal. docs/operating.md tells how to run it.
//
//   USHER_HOST_TOKEN=... GETRESPONSE_KEY=... usher_host --journal webinars.journal --connectors connectors.json
//   curl -H "Authorization: Bearer ..." --data-binary @events.jsonl http://127.0.0.1:8080/events
#include <poll.h>

#include <csignal>
#include <iostream>

#include "http_face.hpp"
#include "standard_input.hpp"
#include "usher/sqlite_journal.hpp"

namespace {

int complain(const std::string& what) {
  std::cerr << "usher_host: " << what << '\n';
  return 2;
}

volatile std::sig_atomic_t asked_to_end = 0;

/// Until it is asked to end. Signals come while it waits and at no other time.
void serve(const host::Settings& settings, host::StandardInput input, const sigset_t& signals) {
  pollfd file{settings.standard_input ? STDIN_FILENO : -1, POLLIN, 0};
  while (asked_to_end == 0) {
    if (ppoll(&file, 1, nullptr, &signals) > 0 && !input.read_on()) file.fd = -1;
  }
}

int run(const host::Settings& settings, const sigset_t& signals) {
  const auto journal = usher::SqliteJournal::open(settings.journal);
  if (!journal) return complain(journal.error().message);
  auto queue = usher::JournaledQueue::open(**journal);
  if (!queue) return complain(queue.error().message);
  const std::uint64_t seen = host::StandardInput::lines_at(queue->source_position());
  const auto report = std::make_shared<host::Report>(settings.json_log);
  // A connector gives up a call after a minute by itself; what is out for longer has another reason.
  usher::Dispatcher dispatcher{std::move(queue).value(),
                               {.workers = static_cast<std::size_t>(settings.workers),
                                .stuck_after = std::chrono::seconds{90},
                                .observer = report}};
  for (const usher::ConnectorSettings& one : settings.connectors) {
    auto connector = usher::make_connector(one.platform, one.http);
    if (!connector) return complain(one.connection.id + ": " + connector.error().message);
    const auto attached = dispatcher.attach(one.connection, std::shared_ptr{std::move(connector).value()});
    if (!attached) return complain(one.connection.id + ": " + attached.error().message);
  }
  {
    host::Intake intake{dispatcher, settings.connectors};
    host::HttpFace face{settings, intake, dispatcher, *report};
    if (face.port() < 0) return complain("port " + std::to_string(settings.port) + " is taken");
    if (const auto started = dispatcher.start(); !started) return complain(started.error().message);
    report->say("listening", {{"port", face.port()}, {"lines_seen", seen}});
    serve(settings, {intake, seen}, signals);
    report->say("stopping");
  }
  return dispatcher.stop(std::chrono::seconds{settings.stop_within}).synced ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  // Before there are threads, so that signals come to none of them.
  sigset_t to_end, before;
  sigemptyset(&to_end);
  for (const int signal : {SIGTERM, SIGINT}) {
    sigaddset(&to_end, signal);
    std::signal(signal, [](int number) { asked_to_end = number; });
  }
  pthread_sigmask(SIG_BLOCK, &to_end, &before);
  std::signal(SIGPIPE, SIG_IGN);

  host::Settings settings;
  CLI::App app{
      "Takes events of webinars and hands attendees over. The environment has USHER_HOST_TOKEN, which whoever "
      "speaks to it shows, and USHER_ZOOM_SECRET where Zoom does."};
  settings.add_to(app);
  CLI11_PARSE(app, argc, argv);
  if (const std::string wrong = settings.read_the_rest(); !wrong.empty()) return complain(wrong);
  return run(settings, before);
}
