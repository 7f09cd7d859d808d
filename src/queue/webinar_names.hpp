// Webinars by their ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "model/hash.hpp"
#include "queue/webinar_run.hpp"

namespace usher::queue {

/// Borrows the webinars, which have their ids.
class WebinarNames {
 public:
  void add(WebinarRun& webinar) { webinars_.emplace(webinar); }
  void remove(WebinarRun& webinar) { webinars_.erase(Named{webinar}); }
  /// nullptr where there is none of that id.
  [[nodiscard]] WebinarRun* find(std::string_view id) const {
    const auto found = webinars_.find(Name{id});
    return found != webinars_.end() ? found->run : nullptr;
  }
  [[nodiscard]] std::size_t size() const noexcept { return webinars_.size(); }

 private:
  /// The hash is kept, so that nothing but the one looked for is looked at.
  struct Named {
    explicit Named(WebinarRun& webinar) : hash(model::hash_of(webinar.id())), run(&webinar) {}
    std::uint64_t hash;
    WebinarRun* run;
  };
  struct Name {
    explicit Name(std::string_view id) noexcept : hash(model::hash_of(id)), text(id) {}
    std::uint64_t hash;
    std::string_view text;
  };
  struct ByName {
    using is_transparent = void;
    template <class Any>
    std::size_t operator()(const Any& any) const noexcept {
      return any.hash;
    }
    bool operator()(const Named& a, const Named& b) const noexcept { return a.run == b.run; }
    bool operator()(const Name& a, const Named& b) const noexcept { return a.hash == b.hash && a.text == b.run->id(); }
    bool operator()(const Named& a, const Name& b) const noexcept { return (*this)(b, a); }
  };

  std::unordered_set<Named, ByName, ByName> webinars_;
};

}  // namespace usher::queue
