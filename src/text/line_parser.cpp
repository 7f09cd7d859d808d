#include "text/line_reader.hpp"
#include "usher/json.hpp"

namespace usher {

class LineParser::Impl {
 public:
  text::LineReader reader;
};

LineParser::LineParser() : impl_(std::make_unique<Impl>()) {}
LineParser::~LineParser() = default;
LineParser::LineParser(LineParser&&) noexcept = default;
LineParser& LineParser::operator=(LineParser&&) noexcept = default;

Result<Line> LineParser::parse(std::string_view line) {
  impl_->reader.clear();
  return impl_->reader.read(line);
}

std::vector<Result<Line>> LineParser::parse(std::span<const std::string_view> lines) {
  impl_->reader.clear();
  std::vector<Result<Line>> parsed;
  parsed.reserve(lines.size());
  for (const std::string_view line : lines) parsed.push_back(impl_->reader.read(line));
  return parsed;
}

}  // namespace usher
