#include "cli/input.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ios>
#include <system_error>

#include "cli/layout.hpp"
#include "cli/line_reader.hpp"

namespace usher::cli {
namespace {

enum class Ending { all, enough, unreadable };

void cannot_read(std::ostream& err, const std::string& file, const std::string& reason) {
  err << "usher: cannot read \"" << printable(file) << "\": " << reason << '\n';
}

Ending visit_stream(std::string_view name, std::istream& in, const std::function<bool(const RawLine&)>& visit) try {
  LineReader reader{in};
  for (auto got = reader.next(); got != LineReader::Got::end; got = reader.next()) {
    Result<std::string_view> text = reader.text();
    if (got == LineReader::Got::too_long) {
      text = Error{ErrorCode::limit, "expected a line of at most 1048576 bytes, found a longer one", {}};
    }
    if (!visit({{name, reader.number()}, std::move(text)})) return Ending::enough;
  }
  return in.bad() ? Ending::unreadable : Ending::all;
} catch (const std::ios_base::failure&) {
  return Ending::unreadable;
}

Ending visit_file(const std::string& file, std::ostream& err, const std::function<bool(const RawLine&)>& visit) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    cannot_read(err, file, "it is a directory");
    return Ending::unreadable;
  }
  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  if (!stream) {
    cannot_read(err, file, std::generic_category().message(errno));
    return Ending::unreadable;
  }
  const Ending ending = visit_stream(file, stream, visit);
  if (ending == Ending::unreadable) cannot_read(err, file, "reading failed");
  return ending;
}

}  // namespace

bool for_each_line(const std::vector<std::string>& files, std::istream& in, std::ostream& err,
                   const std::function<bool(const RawLine&)>& visit) {
  for (const auto& file : files) {
    const Ending ending = file == "-" ? visit_stream("<stdin>", in, visit) : visit_file(file, err, visit);
    if (file == "-" && ending == Ending::unreadable) cannot_read(err, "<stdin>", "reading failed");
    if (ending != Ending::all) return ending == Ending::enough;
  }
  return true;
}

Exit flush(std::ostream& out, std::ostream& err) {
  if (out.flush()) return Exit::clean;
  err << "usher: cannot write the output\n";
  return Exit::stopped;
}

void report(std::ostream& err, const Place& place, std::string_view where, std::string_view message) {
  err << printable(place.file) << ':' << place.line << ": ";
  if (!where.empty()) err << printable(where) << ": ";
  err << printable(message) << '\n';
}

Exit feed_lines(const std::vector<std::string>& files, bool keep_going, ReplayEngine& engine, std::istream& in,
                std::ostream& err) {
  LineParser parser;
  bool flawed = false;
  const auto take = [&](const RawLine& raw) -> Result<Fed> {
    if (!raw.text) return raw.text.error();
    const auto line = parser.parse(*raw.text);
    return line ? engine.apply(*line) : Result<Fed>{line.error()};
  };
  const bool readable = for_each_line(files, in, err, [&](const RawLine& raw) {
    const auto fed = take(raw);
    if (fed) return !engine.stopped();
    report(err, raw.place, fed.error().where, fed.error().message);
    flawed = true;
    return keep_going;
  });
  if (!readable || (flawed && !keep_going)) return Exit::stopped;
  return flawed ? Exit::flawed : Exit::clean;
}

Exit replay_lines(const std::vector<std::string>& files, bool keep_going, ReplayEngine& engine, std::istream& in,
                  std::ostream& err) {
  const Exit exit = feed_lines(files, keep_going, engine, in, err);
  if (exit != Exit::stopped) engine.finish();
  return exit;
}

}  // namespace usher::cli
