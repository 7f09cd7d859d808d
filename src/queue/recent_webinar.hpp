// The webinar that was found last, which is nearly always the next one as well.
#pragma once

#include <string_view>

#include "lane/webinar_number.hpp"
#include "model/blocks.hpp"
#include "queue/webinar_run.hpp"

namespace usher::queue {

/// nullptr is found where it is not the one.
class RecentWebinar {
 public:
  void remember(WebinarRun& run) noexcept {
    run_ = &run;
    number_ = run.number();
    id_ = model::fits_pairs(run.id().size()) ? model::KeptPairs{run.id()} : model::KeptPairs{};
  }
  void forget() noexcept { *this = {}; }
  /// Not one whose id has a size that does not fit model::Pairs.
  [[nodiscard, gnu::always_inline]] inline WebinarRun* find(std::string_view id) const noexcept {
    if (!id_.same_as(id)) [[unlikely]] {
      return nullptr;
    }
    if (run_ == nullptr) __builtin_unreachable();  // whose id is kept
    return run_;
  }
  [[nodiscard, gnu::noinline]] WebinarRun* find_of_any_size(std::string_view id) const noexcept {
    return run_ != nullptr && run_->id() == id ? run_ : nullptr;
  }
  [[nodiscard, gnu::always_inline]] inline WebinarRun* find(lane::WebinarNumber number) const noexcept {
    return number_ == number ? run_ : nullptr;
  }

 private:
  model::KeptPairs id_;
  lane::WebinarNumber number_{};
  WebinarRun* run_ = nullptr;
};

}  // namespace usher::queue
