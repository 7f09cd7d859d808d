// Events from standard input, a line each; their answers go to standard output once they are durable.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "intake.hpp"

namespace host {

/// Borrows the intake. The input begins anew at each start; its first `seen` lines are in the journal, and passed over.
class StandardInput {
 public:
  StandardInput(Intake& intake, std::uint64_t seen) : intake_(intake), seen_(seen) {}

  /// How many lines a source position stands for.
  [[nodiscard]] static std::uint64_t lines_at(const std::string& position) {
    return position.starts_with("line ") ? std::strtoull(position.c_str() + 5, nullptr, 10) : 0;
  }
  /// Waits for what comes next. False where nothing does any more, or a line that is longer than any may be.
  bool read_on() {
    const ssize_t size = read(STDIN_FILENO, block_.data(), block_.size());
    waiting_.append(block_.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    // Whole lines, and at the end of the input what is left.
    const std::size_t end = size == 0 ? waiting_.size() : waiting_.rfind('\n') + 1;
    std::string_view lines = std::string_view{waiting_}.substr(0, end);
    for (; line_ <= seen_ && !lines.empty(); ++line_)
      lines.remove_prefix(std::min(lines.find('\n'), lines.size() - 1) + 1);
    std::cout << intake_.take(lines, line_).answers << std::flush;
    line_ += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
    waiting_.erase(0, end);
    return size > 0 && waiting_.size() <= usher::limits::kLineBytes;
  }

 private:
  Intake& intake_;
  std::uint64_t seen_, line_ = 1;
  std::string block_ = std::string(std::size_t{64} << 10U, '\0'), waiting_;
};

}  // namespace host
