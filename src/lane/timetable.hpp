// Who comes when: an ordered set of keys, in which everybody who is filed has one entry that moves as its key changes.
// An entry keeps its node while it is out, so that coming and going asks nothing of the heap once it has been in.
#pragma once

#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace usher::lane {

/// Keys are ordered by `<` and differ between entries. An entry is used with one timetable only, which outlives it or
/// is not looked at any more.
template <class Key>
class Timetable {
  struct Filed {
    mutable Key key;  ///< changes in place where that leaves the order as it is
    friend bool operator<(const Filed& a, const Filed& b) noexcept { return a.key < b.key; }
  };

 public:
  class Entry {
   public:
    /// nullptr while it is out.
    [[nodiscard]] const Key* key() const noexcept { return filed_ ? &place_->key : nullptr; }

   private:
    friend Timetable;
    typename std::set<Filed>::iterator place_{};  ///< while it is filed
    typename std::set<Filed>::node_type spare_{};
    bool filed_ = false;
  };

  /// The entry stands under `key` from now on; without one it is out. O(log entries) where that is a change.
  void file(Entry& entry, const std::optional<Key>& key) {
    if (key) {
      file(entry, *key);
    } else {
      remove(entry);
    }
  }
  void file(Entry& entry, const Key& key) {
    if (entry.filed_) {
      if (entry.place_->key == key) return;
      if (stays(entry.place_, key)) {
        entry.place_->key = key;
        return;
      }
    }
    remove(entry);
    if (entry.spare_.empty()) {
      entry.place_ = filed_.insert(Filed{key}).first;
    } else {
      entry.spare_.value().key = key;
      entry.place_ = filed_.insert(std::move(entry.spare_)).position;
    }
    entry.filed_ = true;
  }
  void remove(Entry& entry) {
    if (!entry.filed_) return;
    entry.spare_ = filed_.extract(entry.place_);
    entry.filed_ = false;
  }

  [[nodiscard]] bool empty() const noexcept { return filed_.empty(); }
  /// The least key; nullptr where nobody is filed.
  [[nodiscard]] const Key* first() const noexcept { return filed_.empty() ? nullptr : &filed_.begin()->key; }

 private:
  [[nodiscard]] bool stays(typename std::set<Filed>::iterator place, const Key& key) const {
    const auto next = std::next(place);
    return (place == filed_.begin() || std::prev(place)->key < key) && (next == filed_.end() || key < next->key);
  }

  std::set<Filed> filed_;
};

}  // namespace usher::lane
