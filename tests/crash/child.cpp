#include "child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "queue_host.hpp"
#include "watched_journal.hpp"

namespace usher::crash {
namespace {

// All of it or nothing: the system does not divide what is as short as this.
void tell(int pipe, const Entry& entry) {
  std::string content;
  record::ByteWriter out{content};
  write(out, entry);
  std::string framed;
  record::ByteWriter{framed}.text(content);
  if (::write(pipe, framed.data(), framed.size()) != static_cast<ssize_t>(framed.size())) _exit(2);
}

[[noreturn]] void live(const Scenario& scenario, const std::string& path, Durability durability, int pipe) {
  auto journal = SqliteJournal::open(path, {.durability = durability});
  if (!journal) _exit(3);
  Trace trace;
  const Tell told = [pipe](const Entry& entry) { tell(pipe, entry); };
  WatchedJournal watched{**journal, trace, told};
  QueueHost host{scenario, trace, told};
  const auto look = [](const JournaledQueue&) {};
  const bool done = host.live(watched, look, look).has_value() && watched.complaint().empty();
  journal->reset();
  _exit(done ? 0 : 4);
}

}  // namespace

Child::Child(const Scenario& scenario, const std::string& path, Durability durability) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  process_ = fork();
  if (process_ == 0) {
    close(ends[0]);
    live(scenario, path, durability, ends[1]);
  }
  close(ends[1]);
  pipe_ = ends[0];
}

Child::~Child() {
  close(pipe_);
  if (process_ <= 0) return;
  kill();
  waitpid(process_, nullptr, 0);
}

std::optional<Entry> Child::hear() {
  while (true) {
    record::ByteReader in{heard_};
    const std::string_view content = in.text();
    if (!in.failed()) {
      record::ByteReader entry{content};
      const Entry heard = read_entry(entry);
      heard_.erase(0, heard_.size() - in.left());
      return heard;
    }
    char more[4096];
    const ssize_t size = read(pipe_, more, sizeof more);
    if (size <= 0) return std::nullopt;
    heard_.append(more, static_cast<std::size_t>(size));
  }
}

void Child::kill() {
  ::kill(process_, SIGKILL);
}

bool Child::has_ended() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) std::abort();
  return true;
}

}  // namespace usher::crash
