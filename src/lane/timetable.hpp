// Who comes when: the first of all who are filed under keys, each of whom has one entry that moves as its key changes.
// A binary heap of the entries, so that one who is filed costs a pointer beside the entry, and coming and going asks
// nothing of the memory that others are in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace usher::lane {

/// Keys are ordered by `<` and differ between entries. An entry is used with one timetable only, which outlives it or
/// is not looked at any more, and stays where it is while it is filed.
template <class Key>
class Timetable {
 public:
  class Entry {
   public:
    /// nullptr while it is out.
    [[nodiscard]] const Key* key() const noexcept { return place_ != kOut ? &key_ : nullptr; }

   private:
    friend Timetable;
    static constexpr std::uint32_t kOut = 0xFFFF'FFFF;
    Key key_{};
    std::uint32_t place_ = kOut;  ///< in the heap
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
    if (entry.place_ == Entry::kOut) {
      heap_.push_back(&entry);
      entry.place_ = static_cast<std::uint32_t>(heap_.size() - 1);
    } else if (entry.key_ == key) {
      return;
    }
    entry.key_ = key;
    sift(entry);
    first_ = &heap_.front()->key_;
  }
  void remove(Entry& entry) {
    if (entry.place_ == Entry::kOut) return;
    Entry* const last = heap_.back();
    heap_.pop_back();
    if (last != &entry) {
      put(*last, entry.place_);
      sift(*last);
    }
    entry.place_ = Entry::kOut;
    first_ = heap_.empty() ? nullptr : &heap_.front()->key_;
  }

  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  /// The least key; nullptr where nobody is filed.
  [[nodiscard]] const Key* first() const noexcept { return first_; }

 private:
  void put(Entry& entry, std::uint32_t place) noexcept {
    heap_[place] = &entry;
    entry.place_ = place;
  }
  /// To where its key belongs, up or down: nobody is filed under a lesser key than who is above them.
  void sift(Entry& entry) noexcept {
    std::uint32_t place = entry.place_;
    for (; place != 0; place = (place - 1) / 2) {
      Entry& above = *heap_[(place - 1) / 2];
      if (!(entry.key_ < above.key_)) break;
      put(above, place);
    }
    for (std::uint32_t below = 2 * place + 1; below < heap_.size(); below = 2 * place + 1) {
      if (below + 1 < heap_.size() && heap_[below + 1]->key_ < heap_[below]->key_) ++below;
      if (!(heap_[below]->key_ < entry.key_)) break;
      put(*heap_[below], place);
      place = below;
    }
    put(entry, place);
  }

  std::vector<Entry*> heap_;
  const Key* first_ = nullptr;  ///< of the heap, which is asked far more often than it changes
};

}  // namespace usher::lane
