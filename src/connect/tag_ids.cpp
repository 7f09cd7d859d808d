#include "connect/tag_ids.hpp"

namespace usher::connect {

std::optional<std::string> TagIds::find(const std::string& name) const {
  const std::lock_guard lock{mutex_};
  const auto found = ids_.find(name);
  return found == ids_.end() ? std::nullopt : std::optional{found->second};
}

void TagIds::keep(const std::string& name, const std::string& id) {
  const std::lock_guard lock{mutex_};
  if (ids_.size() >= kMost) ids_.clear();
  ids_[name] = id;
}

void TagIds::forget(const std::string& name) {
  const std::lock_guard lock{mutex_};
  ids_.erase(name);
}

}  // namespace usher::connect
