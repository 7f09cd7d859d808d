// A map or set that mostly holds nothing, of which there are many: a pointer until something is put in.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace usher::model {

/// As `Container`, of which it has what is used. Iterators are those of the container that it has at the time.
template <class Container>
class Rare {
 public:
  using value_type = typename Container::value_type;
  using iterator = typename Container::iterator;
  using const_iterator = typename Container::const_iterator;

  Rare() = default;
  Rare(const Rare& other) : kept_(other.kept_ ? std::make_unique<Container>(*other.kept_) : nullptr) {}
  Rare& operator=(const Rare& other) {
    Rare copy{other};
    kept_.swap(copy.kept_);
    return *this;
  }
  Rare(Rare&&) noexcept = default;
  Rare& operator=(Rare&&) noexcept = default;
  ~Rare() = default;

  [[nodiscard]] bool empty() const noexcept { return !kept_ || kept_->empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return kept_ ? kept_->size() : 0; }
  [[nodiscard]] iterator begin() noexcept { return some().begin(); }
  [[nodiscard]] iterator end() noexcept { return some().end(); }
  [[nodiscard]] const_iterator begin() const noexcept { return std::as_const(some()).begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return std::as_const(some()).end(); }
  template <class Key>
  [[nodiscard]] iterator find(const Key& key) {
    return some().find(key);
  }
  template <class Key>
  [[nodiscard]] const_iterator find(const Key& key) const {
    return std::as_const(some()).find(key);
  }
  template <class Key>
  [[nodiscard]] const_iterator lower_bound(const Key& key) const {
    return std::as_const(some()).lower_bound(key);
  }
  template <class Key>
  [[nodiscard]] bool contains(const Key& key) const {
    return kept_ && kept_->contains(key);
  }
  template <class Key>
  [[nodiscard]] const auto& at(const Key& key) const {
    return std::as_const(some()).at(key);
  }

  template <class Key>
  auto& operator[](const Key& key) {
    return made()[key];
  }
  template <class... Parts>
  auto emplace(Parts&&... parts) {
    return made().emplace(std::forward<Parts>(parts)...);
  }
  template <class... Parts>
  auto try_emplace(Parts&&... parts) {
    return made().try_emplace(std::forward<Parts>(parts)...);
  }
  auto insert(value_type value) { return made().insert(std::move(value)); }
  template <class KeyOrPlace>
  auto erase(const KeyOrPlace& what) {
    return some().erase(what);
  }
  /// Gives the memory back, too.
  void clear() noexcept { kept_.reset(); }

 private:
  /// What is kept, or one that is empty and stays so.
  [[nodiscard]] Container& some() const noexcept {
    static Container none;
    return kept_ ? *kept_ : none;
  }
  [[nodiscard]] Container& made() {
    if (!kept_) kept_ = std::make_unique<Container>();
    return *kept_;
  }

  std::unique_ptr<Container> kept_;
};

}  // namespace usher::model
