// Ids of an account's tags by their names, so that each is asked for once.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace usher::connect {

/// Keeps at most kMost names; then it begins anew. Thread-safe.
class TagIds {
 public:
  static constexpr std::size_t kMost = 10'000;

  [[nodiscard]] std::optional<std::string> find(const std::string& name) const;
  void keep(const std::string& name, const std::string& id);
  /// An id that the target does not know any more: somebody has deleted the tag there.
  void forget(const std::string& name);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> ids_;
};

}  // namespace usher::connect
