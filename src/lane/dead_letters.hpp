// Handovers that ended without being delivered, in the order in which they died (S25).
//
// While its webinar is there, a letter has no texts but those that may become others there. When the webinar is freed
// its letters take over what only it knew.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lane/attempt.hpp"
#include "lane/packed.hpp"
#include "lane/pair_map.hpp"
#include "lane/shared.hpp"
#include "model/handover_key.hpp"

namespace usher::attendance {
class Attendance;
}

namespace usher::lane {

class DeadLetters {
 public:
  /// One, as it is looked at.
  struct Letter {
    std::uint64_t death = 0;  ///< greater than that of all that died before
    Attempt attempt;
    Instant died_at{};
    std::string_view reason;  ///< while the letter is there
  };

  /// Its pair has none yet. It has `texts` where the webinar is gone, or now has another profile than was called with.
  void add(Attempt attempt, const std::string& reason, Instant died_at);
  [[nodiscard]] std::optional<Letter> find(const PairOf& pair) const;
  /// Takes that of the pair off the list.
  std::optional<Attempt> take(const PairOf& pair);
  [[nodiscard]] bool any_of(WebinarNumber webinar) const { return pairs_.any_of(webinar); }
  /// Those of one attendee, by rule.
  [[nodiscard]] std::vector<RuleIndex> rules_of(WebinarNumber webinar, AttendeeIndex attendee) const {
    return pairs_.rules_of(webinar, attendee);
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Calls `visit(letter)` for each.
  template <class Visit>
  void for_each(Visit visit) const {
    letters_.for_each_from(0, [&](std::uint64_t block, std::size_t number, const Kept& kept) {
      visit(shown(block * kBlock + number, kept));
      return true;
    });
  }

  /// The attendee gets another profile: letters show the one that they were called with, which was `profile`.
  void keep_profile(WebinarNumber webinar, AttendeeIndex attendee, std::string_view profile);
  /// The webinar of that id is about to be freed.
  void outlive(WebinarNumber webinar, const std::string& id, const attendance::Attendance& attendance);
  /// Of letters whose webinar is gone: the oldest of that key, as its id may have come again; those of a person.
  [[nodiscard]] std::optional<Letter> find_outlived(const model::HandoverKey& key) const;
  using Outlived = std::vector<std::pair<WebinarNumber, AttendeeIndex>>;
  void find_outlived(std::string_view webinar, std::string_view attendee, Outlived& found) const;

 private:
  using Alike = Shared<Attempt, AlikeOrder>;
  using Reasons = Shared<std::string>;
  struct Kept {
    Alike::Place alike;
    Reasons::Place reason;
    std::shared_ptr<const OwnTexts> texts;
    Instant died_at{};
    std::uint64_t order = 0;
    AttendeeIndex attendee{};
    Standing standing{};
  };
  static constexpr std::uint64_t kBlock = 64;

  [[nodiscard]] static Letter shown(std::uint64_t death, const Kept& kept);
  [[nodiscard]] Kept& kept(std::uint64_t death) { return *letters_.find(death / kBlock, death % kBlock); }
  /// Calls `visit(letter)` for those of gone webinars of that id, of attendees of that id.
  template <class Visit>
  void for_each_outlived(std::string_view webinar, std::string_view attendee, Visit visit) const;

  Packed<std::uint64_t, Kept, kBlock> letters_;                     ///< by death
  PairMap<std::uint64_t> pairs_;                                    ///< the death
  std::unordered_multimap<std::uint64_t, std::uint64_t> outlived_;  ///< deaths, by a hash of webinar and attendee
  Alike alike_;
  Reasons reasons_;
  std::uint64_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace usher::lane
