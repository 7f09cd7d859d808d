// A map or set that mostly holds nothing, of which there are many: a pointer until something is put in.
#pragma once

#include <cstddef>
#include <utility>

#include "model/on_demand.hpp"

namespace usher::model {

/// As `Container`, of which it has what is used. Iterators are those of the container that it has at the time.
template <class Container>
class Rare : private OnDemand<Container> {
  using Kept = OnDemand<Container>;

 public:
  using value_type = typename Container::value_type;
  using iterator = typename Container::iterator;
  using const_iterator = typename Container::const_iterator;

  [[nodiscard]] bool empty() const noexcept { return Kept::made().empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return Kept::made().size(); }
  [[nodiscard]] iterator begin() noexcept { return Kept::made().begin(); }
  [[nodiscard]] iterator end() noexcept { return Kept::made().end(); }
  [[nodiscard]] const_iterator begin() const noexcept { return Kept::made().begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return Kept::made().end(); }
  template <class Key>
  [[nodiscard]] iterator find(const Key& key) {
    return Kept::made().find(key);
  }
  template <class Key>
  [[nodiscard]] const_iterator find(const Key& key) const {
    return Kept::made().find(key);
  }
  template <class Key>
  [[nodiscard]] const_iterator lower_bound(const Key& key) const {
    return Kept::made().lower_bound(key);
  }
  template <class Key>
  [[nodiscard]] bool contains(const Key& key) const {
    return Kept::made().contains(key);
  }
  template <class Key>
  [[nodiscard]] const auto& at(const Key& key) const {
    return Kept::made().at(key);
  }

  template <class Key>
  auto& operator[](const Key& key) {
    return Kept::make()[key];
  }
  template <class... Parts>
  auto emplace(Parts&&... parts) {
    return Kept::make().emplace(std::forward<Parts>(parts)...);
  }
  template <class... Parts>
  auto try_emplace(Parts&&... parts) {
    return Kept::make().try_emplace(std::forward<Parts>(parts)...);
  }
  auto insert(value_type value) { return Kept::make().insert(std::move(value)); }
  template <class KeyOrPlace>
  auto erase(const KeyOrPlace& what) {
    return Kept::made().erase(what);
  }
  /// Gives the memory back, too.
  void clear() noexcept { Kept::reset(); }
};

}  // namespace usher::model
