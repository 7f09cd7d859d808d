// The webinar that was found last, which is nearly always the next one as well.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "lane/webinar_number.hpp"
#include "model/blocks.hpp"
#include "queue/webinar_run.hpp"

namespace usher::queue {

/// nullptr is found where it is not the one, or has an id whose size does not fit model::Pairs.
class RecentWebinar {
 public:
  void remember(WebinarRun& run) noexcept {
    run_ = &run;
    number_ = run.number();
    id_ = model::fits_pairs(run.id().size()) ? model::Pairs{run.id()} : model::Pairs{};
  }
  void forget() noexcept {
    number_ = kNone;
    id_ = {};
  }
  [[nodiscard, gnu::always_inline]] inline WebinarRun* find(std::string_view id) const noexcept {
    if (id.size() != id_.size() || !model::Pairs{id}.same_as(id_)) [[unlikely]] {
      return nullptr;
    }
    return known();
  }
  [[nodiscard, gnu::always_inline]] inline WebinarRun* find(lane::WebinarNumber number) const noexcept {
    return number_ == number ? known() : nullptr;
  }

 private:
  static constexpr lane::WebinarNumber kNone{std::numeric_limits<std::uint64_t>::max()};  ///< nobody's

  /// Where anybody's id or number is kept.
  [[nodiscard, gnu::always_inline]] inline WebinarRun* known() const noexcept {
    if (run_ == nullptr) __builtin_unreachable();
    return run_;
  }

  model::Pairs id_;
  lane::WebinarNumber number_ = kNone;
  WebinarRun* run_ = nullptr;
};

}  // namespace usher::queue
