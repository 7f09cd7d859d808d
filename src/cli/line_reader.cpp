#include "cli/line_reader.hpp"

#include <algorithm>
#include <streambuf>

namespace usher::cli {

LineReader::Got LineReader::next() {
  for (;;) {
    const Got got = read();
    if (got != Got::line || line_.find_first_not_of(" \t\r") != std::string::npos) return got;
  }
}

LineReader::Got LineReader::read() {
  line_.clear();
  bool too_long = false;
  bool anything = false;
  while (begin_ != end_ || fill()) {
    if (!anything) ++number_;
    anything = true;
    const char* const begin = buffer_.data() + begin_;
    const char* const end = buffer_.data() + end_;
    const char* const feed = std::find(begin, end, '\n');
    const auto length = static_cast<std::size_t>(feed - begin);
    too_long = too_long || length > longest_ - line_.size();
    if (!too_long) line_.append(begin, length);
    begin_ += length;
    if (feed == end) continue;
    ++begin_;
    return too_long ? Got::too_long : Got::line;
  }
  if (!anything) return Got::end;
  return too_long ? Got::too_long : Got::line;
}

bool LineReader::fill() {
  std::streambuf* const source = in_.rdbuf();
  if (source == nullptr || source->sgetc() == std::streambuf::traits_type::eof()) return false;
  const auto ready = std::max<std::streamsize>(source->in_avail(), 1);
  const auto got = source->sgetn(buffer_.data(), std::min(ready, static_cast<std::streamsize>(buffer_.size())));
  begin_ = 0;
  end_ = static_cast<std::size_t>(got);
  return got > 0;
}

}  // namespace usher::cli
