// Equal values that many things have, each kept once, for as long as anything has it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace usher::lane {

/// Of values that are equal by `Order`, the first one stands for all.
template <class Value, class Order = std::less<>>
class Shared {
  using Counted = std::map<Value, std::uint64_t, Order>;

 public:
  class Place {
   public:
    Place() = default;
    [[nodiscard]] const Value& operator*() const noexcept { return place_->first; }
    [[nodiscard]] const Value* operator->() const noexcept { return &place_->first; }
    friend bool operator==(const Place&, const Place&) = default;

   private:
    friend Shared;
    explicit Place(typename Counted::iterator place) : place_(place) {}
    typename Counted::iterator place_{};
  };

  /// One more has a value like that.
  [[nodiscard]] Place take(const Value& value) {
    const auto found = counted_.try_emplace(value, 0).first;
    ++found->second;
    return Place{found};
  }
  /// One fewer has it, and `place` is not to be used by that one any more.
  void give_back(Place place) {
    if (--place.place_->second == 0) counted_.erase(place.place_);
  }
  [[nodiscard]] std::size_t size() const noexcept { return counted_.size(); }

 private:
  Counted counted_;
};

}  // namespace usher::lane
