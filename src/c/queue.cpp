// Making queues, their connections, and what steers them.
#include "c/queue.hpp"

#include <new>
#include <optional>

namespace usher::c {
namespace {

/// The definition of that kind in a line; nothing where it is another line, or none.
template <class Definition>
std::optional<Definition> read_definition(Arguments& given, LineParser& parser, std::string_view json,
                                          const char* expected, usher_status& status) {
  if (!given) {
    status = given.status();
    return std::nullopt;
  }
  auto line = parser.parse(json);
  if (!line) {
    status = refuse(line.error());
    return std::nullopt;
  }
  auto* const found = std::get_if<Definition>(&line->what);
  if (found == nullptr) {
    status = refuse({ErrorCode::invalid, std::string{"expected "} + expected + ", found another line", "/type"});
    return std::nullopt;
  }
  return std::move(*found);
}

usher_status read_options(Arguments& given, const char* options, std::size_t size, std::optional<Options>& read) {
  const std::string_view json = given.text(options, size, "/options");
  usher_status status = given.status();
  if (json.empty() || !given) {
    read = Options{};
    return status;
  }
  LineParser parser;
  read = read_definition<Options>(given, parser, json, "a queue line", status);
  if (!read) return status;
  return status_of(check(*read));
}

usher_journal_options read_journal_options(Arguments& given, const usher_journal_options* journal) {
  usher_journal_options read{};
  if (journal != nullptr) {
    given.sized(journal, "/journal");
    if (given) std::memcpy(&read, journal, sizeof read);
  }
  return read;
}

usher_status open(Arguments& given, std::string_view path, const Options& options, const usher_journal_options& wanted,
                  usher_queue** queue) {
  JournaledOptions journaled{.queue = options, .max_unsynced = wanted.max_unsynced};
  if (wanted.most_unwritten != 0) journaled.most_unwritten = wanted.most_unwritten;
  const SqliteOptions file{.durability = one_of(given, wanted.durability, Durability::process, "/journal/durability"),
                           .create = wanted.must_exist == 0};
  if (!given) return given.status();
  auto journal = SqliteJournal::open(std::string{path}, file);
  if (!journal) return refuse(journal.error());
  auto opened = JournaledQueue::open(**journal, journaled);
  if (!opened) return refuse(opened.error());
  *queue = new usher_queue{std::move(*journal), std::move(*opened)};
  return USHER_OK;
}

template <class Do>
usher_status with_connection(usher_queue* queue, const char* json, std::size_t size, Do&& act) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const std::string_view text = given.text(json, size, "/json");
    usher_status status = USHER_OK;
    const auto connection = read_definition<Connection>(given, q.parser, text, "a connection line", status);
    return connection ? status_of(act(q, *connection)) : status;
  });
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;
using usher::c::misused;
using usher::c::status_of;

usher_status usher_queue_create(const char* options, size_t options_size, usher_queue** queue) {
  return enter([&](Arguments& given) {
    given.present(queue, "/queue");
    if (!given) return given.status();
    *queue = nullptr;
    std::optional<usher::Options> read;
    if (const usher_status status = usher::c::read_options(given, options, options_size, read)) return status;
    *queue = new usher_queue{*read};
    return usher::c::kDone;
  });
}

usher_status usher_queue_open(const char* path, size_t path_size, const char* options, size_t options_size,
                              const usher_journal_options* journal, usher_queue** queue) {
  return enter([&](Arguments& given) {
    given.present(queue, "/queue");
    if (!given) return given.status();
    *queue = nullptr;
    const std::string_view file = given.text(path, path_size, "/path");
    const auto wanted = usher::c::read_journal_options(given, journal);
    std::optional<usher::Options> read;
    if (const usher_status status = usher::c::read_options(given, options, options_size, read)) return status;
    if (file.empty() || file.find('\0') != std::string_view::npos) return misused("a path", "none", "/path");
    return usher::c::open(given, file, *read, wanted, queue);
  });
}

void usher_queue_destroy(usher_queue* queue) {
  delete queue;
}

usher_status usher_add_connection(usher_queue* queue, const char* json, size_t json_size) {
  return usher::c::with_connection(queue, json, json_size, [](usher_queue& q, const usher::Connection& connection) {
    return q.with([&](auto& face) { return face.add(connection); });
  });
}

usher_status usher_change_connection(usher_queue* queue, const char* json, size_t json_size) {
  return usher::c::with_connection(queue, json, json_size, [](usher_queue& q, const usher::Connection& connection) {
    auto* const journaled = q.journaled();
    if (journaled == nullptr) return std::get<usher::DispatchQueue>(q.face).change(connection);
    for (const auto& status : q.seen().connections()) {
      if (status.id == connection.id) return journaled->add(connection);
    }
    return usher::Result<void>{
        usher::Error{usher::ErrorCode::unknown, "expected a known connection, found \"" + connection.id + "\"", "/id"}};
  });
}

usher_status usher_pause(usher_queue* queue, const char* connection, size_t connection_size, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto id = given.text(connection, connection_size, "/connection");
    const auto instant = given.instant(now, "/now");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.pause(id, instant); }));
  });
}

usher_status usher_resume(usher_queue* queue, const char* connection, size_t connection_size, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto id = given.text(connection, connection_size, "/connection");
    const auto instant = given.instant(now, "/now");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.resume(id, instant); }));
  });
}

usher_status usher_cancel(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                          size_t rule_size, const char* attendee, size_t attendee_size, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto webinar_id = given.text(webinar, webinar_size, "/webinar");
    const auto rule_id = given.text(rule, rule_size, "/rule");
    const auto attendee_id = given.text(attendee, attendee_size, "/attendee");
    const auto instant = given.instant(now, "/now");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.cancel(webinar_id, rule_id, attendee_id, instant); }));
  });
}

usher_status usher_resubmit(usher_queue* queue, const char* key, size_t key_size, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto text = given.text(key, key_size, "/key");
    const auto instant = given.instant(now, "/now");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.resubmit(text, instant); }));
  });
}

usher_status usher_forget_dead_letter(usher_queue* queue, const char* key, size_t key_size) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto text = given.text(key, key_size, "/key");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.forget_dead_letter(text); }));
  });
}

usher_status usher_forget(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                          size_t attendee_size, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto webinar_id = given.text(webinar, webinar_size, "/webinar");
    const auto attendee_id = given.text(attendee, attendee_size, "/attendee");
    const auto instant = given.instant(now, "/now");
    if (!given) return given.status();
    return status_of(q.with([&](auto& face) { return face.forget(webinar_id, attendee_id, instant); }));
  });
}
