// The connections a queue knows, by id and by number, and what each has to call.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lane/call_time.hpp"
#include "lane/gate.hpp"
#include "lane/lane.hpp"
#include "lane/retries.hpp"
#include "lane/timetable.hpp"
#include "lane/work_set.hpp"
#include "model/index.hpp"
#include "usher/connection.hpp"

namespace usher::lane {

class Connections {
 public:
  using Timer = std::pair<Instant, ConnectionIndex>;
  struct Known {
    Connection settings;
    LaneIndex lane{};
    Gate gate{};
    CallTime call_time;
    WorkSet corrections{};
    Retries retries{};
    WorkSet due{};                                                         ///< moments that have come
    std::map<std::pair<Instant, WebinarNumber>, std::uint64_t> planned{};  ///< calls, of those that are to come
    Timetable<Head>::Entry head{};                                         ///< among its lane's heads
    Timetable<Timer>::Entry timer{};                                       ///< when the head changes by itself
  };

  [[nodiscard]] std::optional<ConnectionIndex> find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? std::nullopt : std::optional{found->second};
  }
  ConnectionIndex add(const Connection& connection, LaneIndex lane) {
    const ConnectionIndex index{static_cast<std::uint32_t>(known_.size())};
    known_.push_back({.settings = connection, .lane = lane, .call_time = CallTime{connection.call_time}});
    by_id_.emplace(connection.id, index);
    return index;
  }
  [[nodiscard]] const Known& operator[](ConnectionIndex index) const { return known_[slot(index)]; }
  [[nodiscard]] Known& operator[](ConnectionIndex index) { return known_[slot(index)]; }
  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

 private:
  std::deque<Known> known_;
  std::map<std::string, ConnectionIndex, std::less<>> by_id_;
};

}  // namespace usher::lane
