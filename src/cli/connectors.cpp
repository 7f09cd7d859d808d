#include "cli/connectors.hpp"

#include <fstream>
#include <map>

#include "usher/connect.hpp"

namespace usher::cli {
namespace {

/// In the place of each secret; of a form that every platform takes.
constexpr const char* kNobodysSecret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

Result<std::string> text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text;
  if (file) {
    text.resize(limits::kConnectorsBytes + 1);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad() || (!file.is_open())) return Error{ErrorCode::unavailable, path + " cannot be read", {}};
  return text;
}

}  // namespace

Result<ActionCheck> read_connectors(const std::string& path) {
  const auto text = text_of(path);
  if (!text) return text.error();
  const auto settings = load_connectors(*text, [](std::string_view) { return std::string{kNobodysSecret}; });
  if (!settings) {
    const Error& wrong = settings.error();
    return Error{wrong.code, path + ": " + (wrong.where.empty() ? "" : wrong.where + ": ") + wrong.message,
                 wrong.where};
  }
  std::map<std::string, Platform, std::less<>> platforms;
  for (const auto& each : *settings) platforms.emplace(each.connection.id, each.platform);
  return ActionCheck{[platforms = std::move(platforms)](std::string_view connection,
                                                        std::string_view action) -> std::optional<Result<void>> {
    const auto found = platforms.find(connection);
    if (found == platforms.end()) return std::nullopt;
    return check_action(found->second, action);
  }};
}

}  // namespace usher::cli
