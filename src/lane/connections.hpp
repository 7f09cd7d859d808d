// The connections a queue knows, by id and by number.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/index.hpp"
#include "usher/connection.hpp"

namespace usher::lane {

class Connections {
 public:
  struct Known {
    Connection settings;
    LaneIndex lane{};
  };

  [[nodiscard]] std::optional<ConnectionIndex> find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? std::nullopt : std::optional{found->second};
  }
  ConnectionIndex add(const Connection& connection, LaneIndex lane) {
    const ConnectionIndex index{static_cast<std::uint32_t>(known_.size())};
    known_.push_back({connection, lane});
    by_id_.emplace(connection.id, index);
    return index;
  }
  [[nodiscard]] const Known& operator[](ConnectionIndex index) const { return known_[slot(index)]; }
  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

 private:
  std::vector<Known> known_;
  std::map<std::string, ConnectionIndex, std::less<>> by_id_;
};

}  // namespace usher::lane
