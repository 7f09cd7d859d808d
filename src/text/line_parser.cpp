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
  return impl_->reader.read(line);
}

}  // namespace usher
