// The log of one webinar: append-only in storage, 16 bytes an entry, threaded backwards per attendee in event order.
//
// An entry's place in its attendee's thread is given by its `rank`, whose upper 44 bits are the instant; a late entry
// is linked in where it belongs, and no other entry moves.
#pragma once

#include <cstddef>
#include <cstdint>

#include "attendance/chunked.hpp"
#include "attendance/prefetch.hpp"
#include "usher/time.hpp"

namespace usher::attendance {

inline constexpr unsigned kInstantShift = 20;  ///< 44 bits of milliseconds reach past the year 2262
inline constexpr std::uint32_t kNoEntry = 0xFFFF'FFFF;

[[nodiscard]] constexpr Instant instant_of(std::uint64_t rank) noexcept {
  return Instant{Duration{static_cast<std::int64_t>(rank >> kInstantShift)}};
}
/// `below` fits in kInstantShift bits.
[[nodiscard]] constexpr std::uint64_t rank_of(Instant at, std::uint64_t below) noexcept {
  return static_cast<std::uint64_t>(at.time_since_epoch().count()) << kInstantShift | below;
}

class ThreadedLog {
 public:
  struct Entry {
    std::uint64_t rank;
    std::uint32_t previous;  ///< the attendee's next older entry, or kNoEntry
    std::uint32_t attendee;
  };
  static_assert(sizeof(Entry) == 16);

  /// Links a new entry into the thread that ends in `last`, which it updates. False, and nothing changed, where an
  /// entry of that rank is there already. O(1) in order, else O(entries that are newer).
  bool insert(std::uint32_t& last, std::uint32_t attendee, std::uint64_t rank) {
    std::uint32_t newer = kNoEntry;
    std::uint32_t older = last;
    while (older != kNoEntry && entries_[older].rank > rank) {
      newer = older;
      older = entries_[older].previous;
    }
    if (older != kNoEntry && entries_[older].rank == rank) return false;
    std::uint32_t added = older;
    append(added, attendee, rank);
    (newer == kNoEntry ? last : entries_[newer].previous) = added;
    return true;
  }
  /// The same for one of higher rank than all of the thread. O(1).
  void append(std::uint32_t& last, std::uint32_t attendee, std::uint64_t rank) {
    make_room();
    Appending{*this}.append(last, attendee, rank);
  }
  /// For one more, without asking the heap.
  [[nodiscard]] bool has_room() const noexcept { return entries_.has_room(); }
  void make_room() { entries_.make_room(); }

  /// The same for one after the other, while there is room: keeps where the log ends to itself, in registers, and gives
  /// it back when it goes. Nothing else is done to the log meanwhile.
  class Appending {
   public:
    explicit Appending(ThreadedLog& log) noexcept : log_(log), tail_(log.entries_.tail()) {}
    Appending(const Appending&) = delete;
    Appending& operator=(const Appending&) = delete;
    ~Appending() { log_.entries_.come_to(tail_); }

    [[nodiscard]] bool has_room() const noexcept { return tail_.free != tail_.end; }
    /// `last` becomes the new end of the thread.
    [[gnu::always_inline]] inline void append(std::uint32_t& last, std::uint32_t attendee,
                                              std::uint64_t rank) noexcept {
      Entry& entry = *tail_.free++;
      prefetch(&entry + kFetchedAhead);
      entry.rank = rank;
      entry.previous = last;
      last = static_cast<std::uint32_t>(tail_.size++);
      entry.attendee = attendee;
    }

   private:
    ThreadedLog& log_;
    Chunked<Entry>::Tail tail_;
  };

  [[nodiscard]] const Entry& operator[](std::uint32_t entry) const noexcept { return entries_[entry]; }
  /// The last to arrive.
  [[nodiscard]] const Entry& newest() const noexcept { return entries_[entries_.size() - 1]; }
  /// In the order of arrival, from one on.
  template <class Visit>
  void for_each_from(std::uint32_t entry, Visit visit) const {
    entries_.for_each_from(entry, visit);
  }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  /// Entries. What is written to next is sent for meanwhile: the memory's own foresight sees too much else between two
  /// of them.
  static constexpr std::ptrdiff_t kFetchedAhead = 32;

  Chunked<Entry> entries_;
};

}  // namespace usher::attendance
