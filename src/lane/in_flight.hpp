// Which lane each call that is out is on.
//
// The newest call stands apart: where a host makes one call after the other there is never another. Of the others each
// has a node in a map, which the next one that needs one gets.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "model/index.hpp"
#include "usher/call.hpp"

namespace usher::lane {

class InFlight {
 public:
  void add(CallId call, LaneIndex lane) {
    if (newest_) keep(newest_->first, newest_->second);
    newest_ = {call, lane};
  }
  /// It is out.
  void remove(CallId call) {
    if (newest_ && newest_->first == call) {
      newest_.reset();
    } else {
      spare_.push_back(others_.extract(call));
    }
  }
  /// It is the one that was added last.
  void remove_newest() noexcept { newest_.reset(); }
  [[nodiscard]] std::optional<LaneIndex> find(CallId call) const {
    if (newest_ && newest_->first == call) return newest_->second;
    const auto found = others_.find(call);
    return found == others_.end() ? std::nullopt : std::optional{found->second};
  }
  [[nodiscard]] std::size_t size() const noexcept { return others_.size() + (newest_ ? 1 : 0); }
  /// In the order of their numbers, if they were added so.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [call, lane] : others_) visit(call, lane);
    if (newest_) visit(newest_->first, newest_->second);
  }

 private:
  void keep(CallId call, LaneIndex lane) {
    if (spare_.empty()) {
      others_.emplace(call, lane);
      return;
    }
    spare_.back().key() = call;
    spare_.back().mapped() = lane;
    others_.insert(std::move(spare_.back()));
    spare_.pop_back();
  }

  using Others = std::map<CallId, LaneIndex>;
  std::optional<std::pair<CallId, LaneIndex>> newest_;
  Others others_;
  std::vector<Others::node_type> spare_;
};

}  // namespace usher::lane
