// What many have and few use: a pointer until it is first written to. Webinars are idle for weeks, and most of their
// rules' and moments' parts are needed when somebody registers, or when their instant is near.
//
//   OnDemand<Pairs> pairs;
//   pairs->called.test(bob);         // reads; of what is not made, one that is empty
//   pairs.make().called.set(bob);    // writes
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace usher::model {

/// As a `Part` by value, copies of it included. Reading costs a load more and no branch: who has none points to one
/// that is empty, is everybody's, and stays so.
template <class Part>
class OnDemand {
 public:
  OnDemand() : kept_(none()) { make_none(); }
  OnDemand(const OnDemand& other) : kept_(other.is_made() ? new Part{*other} : none()) {}
  OnDemand(OnDemand&& other) noexcept : kept_(std::exchange(other.kept_, none())) {}
  OnDemand& operator=(const OnDemand& other) {
    if (this != &other) *this = OnDemand{other};
    return *this;
  }
  OnDemand& operator=(OnDemand&& other) noexcept {
    OnDemand taken{std::move(other)};
    std::swap(kept_, taken.kept_);
    return *this;
  }
  ~OnDemand() { reset(); }

  [[nodiscard]] const Part& operator*() const noexcept { return *kept_; }
  [[nodiscard]] const Part* operator->() const noexcept { return kept_; }
  [[nodiscard]] bool is_made() const noexcept { return kept_ != none(); }
  /// For what changes nothing where there is nothing; nullptr then.
  [[nodiscard]] Part* if_made() noexcept { return is_made() ? kept_ : nullptr; }
  [[nodiscard]] Part& make() {
    if (!is_made()) kept_ = new Part{};
    return *kept_;
  }
  /// For who knows that it is made, or writes nothing: a load, as reading is.
  [[nodiscard]] Part& made() const noexcept { return *kept_; }
  /// Gives the memory back, too.
  void reset() noexcept {
    if (is_made()) delete std::exchange(kept_, none());
  }

 private:
  /// Made with the first OnDemand and never given up. So its address is known without asking whether it is there, which
  /// `is_made` would have to at each look.
  static void make_none() {
    static const Part* const made = new (room.data()) Part{};
    static_cast<void>(made);
  }
  [[nodiscard]] static Part* none() noexcept { return std::launder(reinterpret_cast<Part*>(room.data())); }

  alignas(Part) static inline std::array<std::byte, sizeof(Part)> room{};

  Part* kept_;
};

}  // namespace usher::model
