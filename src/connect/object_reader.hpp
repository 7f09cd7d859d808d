// Reads a JSON object member by member, and tells the first thing wrong with it: where, what was expected, what was
// found. What nobody has asked for is an error.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "usher/result.hpp"

namespace usher::connect {

/// "expected ..., found ...", with what was found cut short.
[[nodiscard]] Error expected(std::string_view what, const nlohmann::json& found, std::string where);

/// Text as JSON; malformed where it is none, or not an object.
[[nodiscard]] Result<nlohmann::json> parse_object(std::string_view text, std::string_view what);

class ObjectReader {
 public:
  /// Borrows both. `error` keeps the first thing wrong over all readers that share it.
  ObjectReader(const nlohmann::json& object, std::string where, std::optional<Error>& error);

  /// The member, or null where it is not there.
  const nlohmann::json* member(const std::string& name);
  [[nodiscard]] std::string where(const std::string& name) const;

  /// Not empty, at most `most` bytes, no control characters. Empty where it is not there.
  std::string text(const std::string& name, std::size_t most);
  /// A list of such texts, or one text; at most `most` of them.
  std::vector<std::string> texts(const std::string& name, std::size_t most_bytes, std::size_t most);
  void require(const std::string& name, std::string_view what);
  void fail(Error error);
  /// Members that were not asked for are errors.
  void finish(std::string_view known);

 private:
  const nlohmann::json& object_;
  std::string where_;
  std::optional<Error>& error_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace usher::connect
