// `usher replay`: what is printed, where errors are told, what the exit code is, and that nothing is held for long.
#include "cli/replay.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <streambuf>

#include "ran.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;
using usher::cli::Exit;
using usher::cli::ReplayOptions;
using usher::cli_test::lines_in, usher::cli_test::Ran;

Ran run(const std::string& input, const ReplayOptions& options = {}) {
  std::istringstream in{input};
  std::ostringstream out, err;
  const Exit exit = usher::cli::replay(options, in, out, err);
  return {exit, out.str(), err.str()};
}

const std::string kDefinitions =
    R"({"type":"connection","id":"c","max_lead":"PT0S"})"
    "\n"
    R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
    R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"}]}})"
    "\n";

std::string registered(const std::string& attendee) {
  return R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":")" + attendee + "\"}\n";
}

/// A stream that makes up its text while it is read, one line a million times.
class EndlessLines : public std::streambuf {
 public:
  EndlessLines(std::string first, std::string line, std::size_t count)
      : text_(std::move(first)), line_(std::move(line)), left_(count) {
    setg(text_.data(), text_.data(), text_.data() + text_.size());
  }

 private:
  int_type underflow() override {
    if (left_ == 0) return traits_type::eof();
    --left_;
    text_ = line_;
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    return traits_type::to_int_type(text_.front());
  }
  std::string text_, line_;
  std::size_t left_;
};

/// Counts what is written and keeps nothing; or fails from the start.
class Sink : public std::streambuf {
 public:
  explicit Sink(bool works) : works_(works) {}
  std::size_t lines = 0;

 private:
  int_type overflow(int_type c) override {
    if (!works_) return traits_type::eof();
    lines += c == '\n' ? 1 : 0;
    return c;
  }
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    if (!works_) return 0;
    lines += static_cast<std::size_t>(std::count(text, text + count, '\n'));
    return count;
  }
  bool works_;
};

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kFreedMemoryIsHeld = true;
#elif defined(__has_feature)
constexpr bool kFreedMemoryIsHeld = __has_feature(address_sanitizer);
#else
constexpr bool kFreedMemoryIsHeld = false;
#endif

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("usher_replay_test_" + std::to_string(++count_))) {
    std::ofstream{path_} << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  inline static int count_ = 0;
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("replay prints each handover when its call ends, and exits clean") {
  const auto ran = run(kDefinitions + registered("ada") + registered("bob"), {.target = {.call_time = 300ms}});
  CHECK(ran.exit == Exit::clean);
  CHECK(ran.err.empty());
  REQUIRE(lines_in(ran.out) == 2);
  CHECK(ran.out.substr(0, ran.out.find('\n')) ==
        R"({"type":"handover","kind":"transfer","webinar":"w","rule":"r","attendee":"ada","connection":"c",)"
        R"("due":"2026-03-02T17:00:00.000Z","decided_at":"2026-03-02T17:00:00.000Z",)"
        R"("started_at":"2026-03-02T17:00:00.000Z","finished_at":"2026-03-02T17:00:00.300Z","attempt":1,"call":1,)"
        R"("key":"w/r/ada/1","standing":[]})");
  CHECK(ran.out.find(R"("finished_at":"2026-03-02T17:00:00.600Z")") != std::string::npos);
}

TEST_CASE("two replays of the same input print the same bytes") {
  std::string input = kDefinitions;
  for (int i = 0; i < 500; ++i) input += registered("person-" + std::to_string(i * 7919 % 500));
  const auto once = run(input, {.target = {.call_time = 70ms}});
  CHECK(lines_in(once.out) == 500);
  CHECK(once.out == run(input, {.target = {.call_time = 70ms}}).out);
}

TEST_CASE("drawn call times and failures follow the order in which calls start, and are the same twice") {
  std::string input = kDefinitions;
  for (int i = 0; i < 300; ++i) input += registered("person-" + std::to_string(i));
  const usher::cli::ReplayTarget target{.call_time = *usher::cli::parse_call_time("lognormal:p50=0.15,p99=2,seed=7"),
                                        .fail = *usher::cli::parse_share("0.1")};
  const auto once = run(input, {.target = target});
  CHECK(once.exit == Exit::clean);
  CHECK(once.out == run(input, {.target = target}).out);
  CHECK(once.out.find(R"("finished_at":"2026-03-02T17:00:00.870Z","attempt":1,"call":1,)") != std::string::npos);
  CHECK(once.out.find(R"("finished_at":"2026-03-02T17:00:00.929Z","attempt":1,"call":2,)") != std::string::npos);
  CHECK(lines_in(once.out) > 310);
  CHECK(lines_in(once.out) < 360);
  CHECK(once.out.find(R"("attempt":2,)") != std::string::npos);
  auto other = target;
  other.seed = 7;
  CHECK(run(input, {.target = other}).out == once.out);
  other.seed = 8;
  const auto otherwise = run(input, {.target = other}).out;
  CHECK(otherwise != once.out);
  CHECK(otherwise.find(R"("finished_at":"2026-03-02T17:00:00.870Z","attempt":1,"call":1,)") != std::string::npos);
}

TEST_CASE("calls on two lanes end in the order of their drawn ends") {
  const std::string lanes =
      R"({"type":"connection","id":"c","max_lead":"PT0S","lane":"a"})"
      "\n"
      R"({"type":"connection","id":"d","max_lead":"PT0S","lane":"b"})"
      "\n"
      R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
      R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"},)"
      R"({"id":"s","when":{"anchor":"start"},"audience":"all","connection":"d"}]}})"
      "\n";
  const auto ran = run(lanes + registered("ada"),
                       {.target = {.call_time = *usher::cli::parse_call_time("lognormal:p50=0.15,p99=2,seed=7")}});
  const auto first = ran.out.find(R"("rule":"s")"), second = ran.out.find(R"("rule":"r")");
  CHECK(first < second);
  CHECK(second != std::string::npos);
}

TEST_CASE("max_lead of the replay overrides that of every connection") {
  const std::string early = R"({"type":"connection","id":"c","call_time":"PT1M","max_lead":"PT10M"})" +
                            kDefinitions.substr(kDefinitions.find('\n'));
  const auto ran = run(early + registered("ada"), {.target = {.max_lead = 0ms}});
  CHECK(ran.out.find(R"("started_at":"2026-03-02T17:00:00.000Z")") != std::string::npos);
  const auto longer = run(early + registered("ada"), {.target = {.max_lead = 30'000ms}});
  CHECK(longer.out.find(R"("started_at":"2026-03-02T16:59:30.000Z")") != std::string::npos);
}

TEST_CASE("an error is told with file, line and pointer, and stops the replay") {
  const auto ran = run(kDefinitions + registered("ada") + "\n" + registered("") + registered("bob"));
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.out.empty());
  CHECK(ran.err.starts_with("<stdin>:5: /attendee: expected "));
  CHECK(ran.err.find(", found ") != std::string::npos);
  CHECK(lines_in(ran.err) == 1);
}

TEST_CASE("what was printed before an error stays") {
  const std::string later = R"({"type":"attendee.left","at":"2026-03-02T18:00:00Z","webinar":"w","attendee":"ada"})"
                            "\n";
  const auto ran = run(kDefinitions + registered("ada") + later + "{}\n");
  CHECK(ran.exit == Exit::stopped);
  CHECK(lines_in(ran.out) == 1);
}

TEST_CASE("with keep_going the rest is replayed, every error is told, and the exit is 1") {
  const auto ran =
      run(kDefinitions + "nonsense\n" + registered("ada") + "{}\n" + registered("bob"), {.keep_going = true});
  CHECK(ran.exit == Exit::flawed);
  CHECK(lines_in(ran.out) == 2);
  CHECK(lines_in(ran.err) == 2);
  CHECK(ran.err.find("<stdin>:3: ") == 0);
  CHECK(ran.err.find("\n<stdin>:5: ") != std::string::npos);
}

TEST_CASE("a queue line counts where it is the first, and is an error later") {
  const std::string queue = R"({"type":"queue","walk_ins":"ignore"})"
                            "\n";
  const std::string walk_in = R"({"type":"attendee.joined","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"ada"})"
                              "\n";
  CHECK(run("\n" + queue + kDefinitions + walk_in).out.empty());
  CHECK(lines_in(run(kDefinitions + walk_in).out) == 1);
  const auto late = run(kDefinitions + queue);
  CHECK(late.exit == Exit::stopped);
  CHECK(late.err.starts_with("<stdin>:3: /type: expected "));
}

TEST_CASE("several files are one input, in the order given, and each counts its own lines") {
  const TemporaryFile definitions{kDefinitions}, people{registered("ada") + "[]\n"};
  const auto ran = run(registered("bob"), {.files = {definitions.path(), people.path(), "-"}, .keep_going = true});
  CHECK(ran.exit == Exit::flawed);
  CHECK(lines_in(ran.out) == 2);
  CHECK(ran.err.starts_with(people.path() + ":2: "));
}

TEST_CASE("a file that cannot be read stops the replay with its name and the reason") {
  const auto missing = run("", {.files = {"/nowhere/at all.ndjson"}, .keep_going = true});
  CHECK(missing.exit == Exit::stopped);
  CHECK(missing.err == "usher: cannot read \"/nowhere/at all.ndjson\": No such file or directory\n");
  CHECK(run("", {.files = {"/"}}).err == "usher: cannot read \"/\": it is a directory\n");
}

TEST_CASE("an output that cannot be written is told") {
  std::istringstream in{kDefinitions + registered("ada")};
  Sink broken{false};
  std::ostream out{&broken};
  std::ostringstream err;
  CHECK(usher::cli::replay({}, in, out, err) == Exit::stopped);
  CHECK(err.str() == "usher: cannot write the output\n");
}

TEST_CASE("lines of a mebibyte and more are one error each") {
  const std::string longest = std::string(usher::limits::kLineBytes, ' ') + "\n";
  const std::string longer = "{" + std::string(3 * usher::limits::kLineBytes, ' ') + "}\n";
  const auto ran = run(longest + longer + kDefinitions + longer + registered("ada"), {.keep_going = true});
  CHECK(ran.exit == Exit::flawed);
  CHECK(lines_in(ran.out) == 1);
  CHECK(lines_in(ran.err) == 2);
  CHECK(ran.err.starts_with("<stdin>:2: expected a line of at most 1048576 bytes"));
}

TEST_CASE("an error never sends control characters to the terminal") {
  const auto ran =
      run("{\"\x1b[31m\":1}\n{\"\\u001b[31m\":1}\n{\"type\":\"\\u001b[31m\"}\n\x1b[31m\n", {.keep_going = true});
  CHECK(lines_in(ran.err) == 4);
  CHECK(ran.err.find('\x1b') == std::string::npos);
}

TEST_CASE("a million events for an unknown webinar are a million errors in bounded memory") {
  const std::string stranger = R"({"type":"attendee.joined","at":"2026-03-02T16:00:00Z","webinar":"x","attendee":"a"})"
                               "\n";
  // Whose memory is not looked at need not be a million: there each takes thirty times as long.
  constexpr std::size_t kStrangers = kFreedMemoryIsHeld ? 50'000 : 1'000'000;
  EndlessLines lines{kDefinitions + registered("ada"), stranger, kStrangers};
  std::istream in{&lines};
  Sink counted{true};
  std::ostream err{&counted};
  std::ostringstream out;
  const long before = peak_kilobytes();
  CHECK(usher::cli::replay({.keep_going = true}, in, out, err) == Exit::flawed);
  CHECK(counted.lines == kStrangers);
  CHECK(lines_in(out.str()) == 1);
  if (!kFreedMemoryIsHeld) CHECK(peak_kilobytes() - before < 16 * 1024);
}

TEST_CASE("a replay with nothing in it is clean") {
  CHECK(run("").exit == Exit::clean);
  CHECK(run("\n\n").exit == Exit::clean);
  CHECK(run("", {.summary = true}).out.empty());
}

TEST_CASE("instants at the end of time are replayed to the end") {
  const auto ran = run(
      R"({"type":"connection","id":"c","max_lead":"PT0S"})"
      "\n"
      R"({"type":"webinar.scheduled","at":"2262-12-31T00:00:00Z","webinar":{"id":"w","start":"2262-12-31T23:59:59.999Z",)"
      R"("duration":"P36525D","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"},)"
      R"({"id":"s","when":{"anchor":"end"},"audience":"all","connection":"c"}]}})"
      "\n"
      R"({"type":"attendee.registered","at":"2262-12-31T01:00:00Z","webinar":"w","attendee":"ada"})"
      "\n");
  CHECK(ran.exit == Exit::clean);
  CHECK(lines_in(ran.out) == 1);
}
