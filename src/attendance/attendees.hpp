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

/// Of Presence: what an event in order has to know of those before it. That one is as expected is one comparison: the
/// less waits for the row to come from memory, the further the processor gets with the next event meanwhile.
struct PresenceRow {
  static constexpr std::uint64_t kBelow = (std::uint64_t{1} << kInstantShift) - 1;
  static constexpr std::uint64_t kInRoom = 1;
  static constexpr std::uint64_t kSession = 2;
  static constexpr std::uint64_t kUnlisted = std::uint64_t{1} << (kInstantShift - 1);
  static constexpr std::uint64_t kFull = kUnlisted / 2;
  static constexpr std::uint32_t kOpen = std::uint32_t{1} << 16U;
  static_assert(limits::kTransitions < kOpen && limits::kTransitions * kSession + kInRoom < kFull);

  /// As in a rank, above: one millisecond later than the newest transition, 0 without one. Below, where a rank has its
  /// session and kind: as many kSession as sessions have names; where none has, kInRoom if the attendee is there after
  /// all transitions there are; kUnlisted while nothing is known of a registration; kFull if there is no more room.
  std::uint64_t later = kUnlisted;
  std::uint32_t last = kNoEntry;  ///< the newest transition
  /// How many transitions more there is room for; where sessions have names, and as many kOpen as are `open`.
  std::uint32_t counts = limits::kTransitions;

  [[nodiscard]] std::uint32_t sessions() const noexcept {
    return static_cast<std::uint32_t>((later & (kFull - 1)) / kSession);
  }
  [[nodiscard]] bool has_room() const noexcept { return (later & kFull) == 0; }
  /// Sessions that are joined after all transitions there are.
  [[nodiscard]] std::uint32_t open() const noexcept {
    return sessions() == 0 ? static_cast<std::uint32_t>(later & kInRoom) : counts / kOpen;
  }
  /// All transitions there are are earlier.
  [[nodiscard]] bool precedes(Instant at) const noexcept { return rank_of(at, kBelow) >= later; }
  /// The unnamed session's transition of that rank is later than all there are, there is room for it, no session has a
  /// name, a registration is known, and the attendee is in the room if they leave, or is not if they join.
  [[nodiscard]] bool expects(std::uint64_t rank) const noexcept {
    const std::uint64_t after = std::rotl(rank - later, 1);  // the sign, and what is below an instant
    return (after & (kBelow << 1U | 1U)) == 0;
  }
  /// It has come.
  void come_to_expected(std::uint64_t rank) noexcept {
    later = (rank ^ kInRoom) + (kBelow + 1);
    if (--counts == 0) [[unlikely]] {
      asm volatile("");  // else GCC asks no question, and works out for each event what `later` would be here
      later |= kFull;
    }
  }
  /// The newest transition has this rank.
  void come_to(std::uint64_t rank) noexcept { later = ((rank | kBelow) + 1) | (later & kBelow); }
  /// A registration or unregistration is known.
  void list() noexcept { later &= ~kUnlisted; }
  /// One session more has a name.
  void add_session() noexcept {
    if (sessions() == 0) {
      counts += open() * kOpen;
      later &= ~kInRoom;
    }
    later += kSession;
  }
  /// One transition more, of a session that was open or not, and is or is not.
  void count(bool was_open, bool is_open) noexcept {
    --counts;
    if (sessions() == 0) {
      later = (later & ~kInRoom) | static_cast<std::uint64_t>(is_open);
    } else {
      counts += static_cast<std::uint32_t>(is_open) * kOpen - static_cast<std::uint32_t>(was_open) * kOpen;
    }
    if (counts % kOpen == 0) later |= kFull;
  }
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

/// Ids are found by their hash, model::hash_of(id), and numbered in the order of first sight. Views of them, and rows,
/// stay where they are until somebody is added.
class Attendees {
 public:
  static constexpr std::size_t kInRow = 39;  ///< bytes of an id

  struct alignas(64) Row {
    std::array<char, kInRow> id{};  ///< a UUID and some more; first, where it can be compared by aligned pairs
    std::uint8_t id_size = 0;       ///< kLong: the id is elsewhere, at the place that `id` holds
    RegistrationRow registrations;
    PresenceRow presence;
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
  [[nodiscard]] Found find_row(std::string_view id, std::uint64_t hash) noexcept {
    const AttendeeIndex found = find(id, hash);
    return {found, found != kNobody ? &(*this)[found] : nullptr};
  }
  /// The same of an id that fits model::Pairs, if it is who is likely; else no row.
  [[nodiscard, gnu::always_inline]] inline Found find_likely(const model::Pairs& id) noexcept {
    const AttendeeIndex likely{index_.likely(model::hash_of(id))};
    if (likely == kNobody) [[unlikely]]
      return {};
    Row& row = (*this)[likely];
    if (row.id_size != id.size() || !id.same_as(row.id.data())) [[unlikely]]
      return {};
    return {likely, &row};
  }
  [[nodiscard, gnu::always_inline]] inline bool has_id(const Row& row, std::string_view id) const noexcept {
    if (row.id_size == id.size() && model::fits_pairs(id.size())) [[likely]] {
      return model::Pairs{id}.same_as(row.id.data());
    }
    return kept_.text(row) == id;
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
    const AttendeeIndex likely{index_.likely_in(place, hash)};
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

    Chunked<Row, Left::wiped> rows;  // who is forgotten later may have moved before
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
