// Everybody of one webinar: what an event looks at of one attendee, in one cache line, and found by id.
//
// A join or leave in order is two lines of memory that are not in the cache: the place in the table, and this row.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "attendance/chunked.hpp"
#include "attendance/id_index.hpp"
#include "attendance/prefetch.hpp"
#include "attendance/texts.hpp"
#include "attendance/threaded_log.hpp"
#include "model/blocks.hpp"
#include "model/index.hpp"
#include "usher/limits.hpp"

namespace usher::attendance {

inline constexpr AttendeeIndex kNobody{IdIndex::kNone};

/// Of Presence: what an event in order has to know of those before it. What is asked of it is one comparison each: the
/// less waits for the row to come from memory, the further the processor gets with the next event meanwhile.
struct PresenceRow {
  static constexpr std::uint64_t kBelow = (std::uint64_t{1} << kInstantShift) - 1;
  static constexpr std::uint64_t kUnlisted = std::uint64_t{1} << (kInstantShift - 1);
  static constexpr std::uint32_t kOpen = std::uint32_t{1} << 16U;
  static_assert(limits::kTransitions < kOpen && limits::kTransitions < kUnlisted);

  /// As in a rank, above: one millisecond later than the newest transition, 0 without one. Below: how many sessions
  /// have names, and kUnlisted while nothing is known of a registration.
  std::uint64_t later = kUnlisted;
  std::uint32_t last = kNoEntry;  ///< the newest transition
  std::uint32_t counts = 0;       ///< transitions, and as many kOpen as `open`

  [[nodiscard]] std::uint32_t sessions() const noexcept { return static_cast<std::uint32_t>(later & (kUnlisted - 1)); }
  [[nodiscard]] std::uint32_t transitions() const noexcept { return counts % kOpen; }
  /// Sessions that are joined after all transitions there are.
  [[nodiscard]] std::uint32_t open() const noexcept { return counts / kOpen; }
  /// All transitions there are are earlier.
  [[nodiscard]] bool precedes(Instant at) const noexcept { return rank_of(at, kBelow) >= later; }
  /// The same, no session has a name, and a registration is known.
  [[nodiscard]] bool precedes_plain(Instant at) const noexcept {
    return std::rotr(later, kInstantShift) <= static_cast<std::uint64_t>(at.time_since_epoch().count());
  }
  /// Where no session has a name: whether the attendee is in the room, or is not, and there is room for a transition.
  [[nodiscard]] bool expects(bool open) const noexcept {
    return counts - static_cast<std::uint32_t>(open) * kOpen < limits::kTransitions;
  }
  /// The newest transition has this rank.
  void come_to(std::uint64_t rank) noexcept { later = ((rank | kBelow) + 1) | (later & kBelow); }
  /// The same of a plain one.
  void come_to_plain(std::uint64_t rank) noexcept { later = (rank | kBelow) + 1; }
  /// A registration or unregistration is known.
  void list() noexcept { later &= ~kUnlisted; }
  /// One transition more. Without a branch: whether somebody comes or goes cannot be foretold.
  void count(bool was_open, bool is_open) noexcept {
    counts += 1 + static_cast<std::uint32_t>(is_open) * kOpen - static_cast<std::uint32_t>(was_open) * kOpen;
  }
  /// The same of one that it `expects`: who was in the room is not, or the reverse.
  void count_expected() noexcept { counts = (counts + 1) ^ kOpen; }
};

/// Of Registrations. Nearly everybody registers once and never again. That one entry's rank is here; only a second one
/// makes a thread in the log, whose end and length are here then.
class RegistrationRow {
 public:
  [[nodiscard]] static RegistrationRow only(std::uint64_t rank) noexcept { return RegistrationRow{rank | kOnly}; }
  [[nodiscard]] static RegistrationRow thread(std::uint32_t last, std::uint32_t entries) noexcept {
    return RegistrationRow{std::uint64_t{last} << kInstantShift | entries};
  }
  RegistrationRow() = default;
  [[nodiscard]] bool any() const noexcept { return bits_ != 0; }
  [[nodiscard]] std::uint32_t entries() const noexcept {
    return (bits_ & kOnly) != 0 ? 1 : static_cast<std::uint32_t>(bits_ & (kOnly - 1));
  }
  [[nodiscard]] std::uint64_t rank() const noexcept { return bits_ & ~kOnly; }
  [[nodiscard]] std::uint32_t last() const noexcept { return static_cast<std::uint32_t>(bits_ >> kInstantShift); }

 private:
  static constexpr std::uint64_t kOnly = std::uint64_t{1} << (kInstantShift - 1);
  explicit RegistrationRow(std::uint64_t bits) noexcept : bits_(bits) {}
  std::uint64_t bits_ = 0;
};

/// Ids are found by their hash, model::hash_of(id), and numbered in the order of first sight. Views of them stay good.
class Attendees {
 public:
  static constexpr std::size_t kInRow = 39;  ///< bytes of an id

  struct alignas(64) Row {
    PresenceRow presence;
    RegistrationRow registrations;
    std::uint8_t id_size = 0;       ///< kLong: the id is elsewhere, at the place that `id` holds
    std::array<char, kInRow> id{};  ///< a UUID and some more
  };
  static_assert(sizeof(Row) == 64);

  /// kNobody where it has none.
  [[nodiscard]] AttendeeIndex find(std::string_view id, std::uint64_t hash) const noexcept {
    return AttendeeIndex{index_.find(hash, [&](std::uint32_t candidate) { return has_id(kept_.rows[candidate], id); })};
  }
  /// The same with the row.
  struct Found {
    AttendeeIndex attendee = kNobody;
    Row* row = nullptr;
  };
  [[nodiscard, gnu::always_inline]] inline Found find_row(std::string_view id, std::uint64_t hash) noexcept {
    const AttendeeIndex likely = this->likely(hash);
    if (likely != kNobody) [[likely]] {
      Row& row = (*this)[likely];
      if (has_id(row, id)) [[likely]] {
        return {likely, &row};
      }
    }
    return find_unlikely(id, hash);
  }
  /// The same where it is not who is likely.
  [[nodiscard, gnu::noinline]] Found find_unlikely(std::string_view id, std::uint64_t hash) noexcept {
    const AttendeeIndex found = find(id, hash);
    return {found, found != kNobody ? &(*this)[found] : nullptr};
  }
  [[nodiscard, gnu::always_inline]] inline bool has_id(const Row& row, std::string_view id) const noexcept {
    if (row.id_size == id.size() && model::fits_pairs(id.size())) [[likely]] {
      return model::same_pairs(row.id.data(), id.data(), id.size());
    }
    return kept_.text(row) == id;
  }
  /// Whom an id of this hash belongs to, if its text is the same; kNobody where that is not at hand.
  [[nodiscard, gnu::always_inline]] inline AttendeeIndex likely(std::uint64_t hash) const noexcept {
    return AttendeeIndex{index_.likely(hash)};
  }
  /// The index of `id`, which is not empty; a new one where it has none yet.
  AttendeeIndex intern(std::string_view id, std::uint64_t hash) {
    const AttendeeIndex known = find(id, hash);
    return known != kNobody ? known : AttendeeIndex{index_.add(kept_, id, hash)};
  }
  /// The next index, of somebody whose id nobody knows.
  void add_nameless() { kept_.add({}); }
  /// Removes all that the row holds; the index stays. O(1).
  void forget(AttendeeIndex attendee) noexcept { kept_.forget(attendee); }

  [[nodiscard, gnu::always_inline]] inline Row& operator[](AttendeeIndex attendee) noexcept {
    return kept_.rows[slot(attendee)];
  }
  [[nodiscard]] const Row& operator[](AttendeeIndex attendee) const noexcept { return kept_.rows[slot(attendee)]; }
  /// Empty for somebody forgotten.
  [[nodiscard]] std::string_view id(AttendeeIndex attendee) const noexcept {
    return kept_.text(static_cast<std::uint32_t>(attendee));
  }
  [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }

  /// Fetches what `find` will look at, in two steps: the places, and once they are there, the row of whom they may
  /// name, who is answered if at hand. Nobody is added in between.
  [[nodiscard, gnu::always_inline]] inline Places::Group prefetch(std::uint64_t hash) const noexcept {
    return index_.prefetch(hash);
  }
  [[nodiscard, gnu::always_inline]] inline Found prefetch_row(Places::Group place, std::uint64_t hash) noexcept {
    const AttendeeIndex likely{IdIndex::likely_in(place, hash)};
    if (likely == kNobody) return {};
    Row& row = (*this)[likely];
    attendance::prefetch(&row);
    return {likely, &row};
  }
  void prefetch(AttendeeIndex attendee) const noexcept { attendance::prefetch(&(*this)[attendee]); }

 private:
  static_assert(limits::kAttendees <= Places::kMostNumbers);
  static constexpr std::uint8_t kLong = 0xFF;
  static_assert(kLong > model::kThreePairs && kInRow <= model::kThreePairs);

  struct Kept {
    [[nodiscard, gnu::always_inline]] inline std::string_view text(const Row& row) const noexcept;
    [[nodiscard, gnu::noinline]] std::string_view long_text(const Row& row) const noexcept {
      return long_ids.at(long_place(row));
    }
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept { return text(rows[number]); }
    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
    void add(std::string_view id);
    void forget(AttendeeIndex attendee) noexcept;
    [[nodiscard]] static Texts::Place long_place(const Row& row) noexcept;

    Chunked<Row> rows;
    Texts long_ids;
  };

  IdIndex index_;
  Kept kept_;
};

inline Texts::Place Attendees::Kept::long_place(const Row& row) noexcept {
  Texts::Place place;
  std::memcpy(&place, row.id.data(), sizeof place);
  return place;
}

inline std::string_view Attendees::Kept::text(const Row& row) const noexcept {
  return row.id_size == kLong ? long_text(row) : std::string_view{row.id.data(), row.id_size};
}

}  // namespace usher::attendance
