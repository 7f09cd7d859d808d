// The searches of a moment: who is next to be called for, word-wise from due on, by staleness before; and the counts.
#include <algorithm>
#include <bit>

#include "decision/moment.hpp"

namespace usher::decision {

using attendance::Attendance;
using attendance::for_each_bit;
using attendance::kWordBits;
using attendance::Plane;
using attendance::StandingPlanes;
using attendance::Word;

namespace {

std::size_t words_for(const Attendance& attendance) {
  return (attendance.size() + kWordBits - 1) / kWordBits;
}

Word either(Word which, const Plane& yes, const Plane& no, std::size_t word) {
  return (which & yes.word(word)) | (~which & no.word(word));
}

/// Adds who stands at `place`. Whether that is the last one asked for: the next search begins with them, so that they
/// need not be remembered.
bool add_found(Staleness place, Member& member, std::size_t most, std::vector<Staleness>& found) {
  found.push_back(place);
  if (found.size() == most) return true;
  member.single.make().seen.insert(place);
  return false;
}

/// Who takes part as a member that is whole, but for those who have an instant of their own.
Word part_of(const Member& member, const RuleState& rule, std::size_t word) {
  return member.kind == Member::Kind::apart ? member.single->staying.word(word) : ~rule.pairs->apart.word(word);
}

}  // namespace

/// A tree of choices whose leaves are the eight standings.
Word audience_word(Audience audience, Word attended, Word participant, Word online) {
  const auto leaf = [audience](unsigned bits) { return Word{0} - ((audience.bits() >> bits) & Word{1}); };
  const auto choose = [](Word which, Word no, Word yes) { return no ^ (which & (no ^ yes)); };
  const auto by_attended = [&](unsigned bits) { return choose(attended, leaf(bits), leaf(bits + 1)); };
  const auto by_participant = [&](unsigned bits) {
    return choose(participant, by_attended(bits), by_attended(bits + 2));
  };
  return choose(online, by_participant(0), by_participant(4));
}

Word audience_word(Audience audience, const StandingPlanes& planes, std::size_t word) {
  return audience_word(audience, planes.attended.word(word), planes.participant.word(word), planes.online.word(word));
}

/// Who is taken from due on, but for those who have brought a decision along or have an instant of their own.
Word Moment::taken_word(const Member& member, const RuleState& rule, std::size_t word,
                        const Attendance& attendance) const {
  const Word open = part_of(member, rule, word) & ~rule.pairs->called.word(word);
  const Audience audience = rule.definition->audience;
  const Known& known = *known_;
  const auto belong = [&] { return known.eligible.word(word) & audience_word(audience, known.truth, word); };
  if (by_truth(rule, attendance.now())) return open & belong() & ~known.gone.word(word);
  const Word decided = known.decided.word(word);
  const Word eligible = (known.eligible.word(word) & ~decided) | (decided & ~known.gone.word(word));
  return open & eligible & (holds_back(rule) ? belong() : ~Word{0}) &
         audience_word(audience, either(decided, known.decided_on.attended, known.truth.attended, word),
                       either(decided, known.decided_on.participant, known.truth.participant, word),
                       either(decided, known.decided_on.online, known.truth.online, word));
}

/// The first of `member` at or after `from` whom `accepts` of the candidates that a word has.
template <class Candidates, class Accepts>
std::optional<AttendeeIndex> Moment::search(const Member& member, std::uint32_t from, std::size_t attendees,
                                            Candidates candidates, Accepts accepts) const {
  if (!member.whole()) {
    const auto& people = member.single->people;
    for (auto person = people.lower_bound(AttendeeIndex{from}); person != people.end(); ++person) {
      if (accepts(*person)) return *person;
    }
    return std::nullopt;
  }
  Word mask = ~Word{0} << (from % kWordBits);
  for (std::size_t word = from / kWordBits; word * kWordBits < attendees; ++word, mask = ~Word{0}) {
    for (Word left = candidates(word) & mask; left != 0; left &= left - 1) {
      const AttendeeIndex attendee{static_cast<std::uint32_t>(word * kWordBits) +
                                   static_cast<std::uint32_t>(std::countr_zero(left))};
      if (accepts(attendee)) return attendee;
    }
  }
  return std::nullopt;
}

std::optional<AttendeeIndex> Moment::first_taken(const Member& member, const RuleState& rule, std::uint32_t from,
                                                 const Attendance& attendance) const {
  if (!rule.active() || (closed_ && !by_truth(rule, attendance.now()))) return std::nullopt;
  // Who has brought a decision along, or has an instant of their own, is looked at one by one; they are few.
  bool exceptions = !member.whole();
  return search(
      member, from, attendance.size(),
      [&](std::size_t word) {
        exceptions = rule.pairs->carried_by.word(word) != 0 || !rule.pairs->personal.empty();
        return taken_word(member, rule, word, attendance) | rule.pairs->carried_by.word(word);
      },
      [&](AttendeeIndex attendee) { return !exceptions || takes(member, rule, attendee, attendance); });
}

std::optional<AttendeeIndex> Moment::first_correction(const Member& member, const RuleState& rule, std::uint32_t from,
                                                      const Attendance& attendance) const {
  if (!by_truth(rule, attendance.now())) return std::nullopt;
  return search(
      member, from, attendance.size(),
      [&](std::size_t word) {
        const Word belong = known_->eligible.word(word) & audience_word(rule.definition->audience, known_->truth, word);
        return rule.pairs->called.word(word) & (belong ^ rule.pairs->transferred.word(word));
      },
      [&](AttendeeIndex attendee) { return correction(member, rule, attendee, attendance).has_value(); });
}

std::optional<AttendeeIndex> Moment::advance_cursor(Member& member, const RuleState& rule,
                                                    const Attendance& attendance) const {
  if (member.next != 0) return AttendeeIndex{member.cursor};
  const auto next = first_taken(member, rule, member.cursor, attendance);
  member.cursor = next ? static_cast<std::uint32_t>(*next) : static_cast<std::uint32_t>(attendance.size());
  if (!next) return next;
  const std::size_t word = slot(*next) / kWordBits;
  const Word one = Word{1} << slot(*next) % kWordBits;
  // Where everybody is alike, the others of the word are found along with the first.
  const bool alike =
      member.whole() && rule.pairs->carried_by.word(word) == 0 && rule.pairs->personal.empty() && !rule.corrects();
  member.next = alike ? taken_word(member, rule, word, attendance) & ~(one - 1) : one;
  return next;
}

std::optional<AttendeeIndex> Moment::advance_correction_cursor(Member& member, const RuleState& rule,
                                                               const Attendance& attendance) const {
  const auto next = first_correction(member, rule, member.correction_cursor, attendance);
  member.correction_cursor = next ? static_cast<std::uint32_t>(*next) : static_cast<std::uint32_t>(attendance.size());
  return next;
}

void Moment::look_ahead(Member& member, const RuleState& rule, std::size_t most, const Attendance& attendance,
                        std::vector<Staleness>& found) const {
  if (!rule.active()) return;
  most += found.size();
  Member::Single& single = member.single.make();
  for (auto place = single.seen.begin(); place != single.seen.end() && found.size() < most;) {
    const AttendeeIndex attendee = attendee_of(*place, attendance);
    const Staleness present = staleness_of(attendee, attendance);
    const bool there = present == *place;
    if (there && takes(member, rule, attendee, attendance)) {
      found.push_back(*place++);
    } else if (there && !member.whole() && !rule.pairs->called.test(attendee)) {
      ++place;
    } else {
      // Whoever has changed stands further on; who does not match is seen again when that changes.
      if (!there && (present < single.unseen || !member.whole())) single.seen.insert(present);
      place = single.seen.erase(place);
    }
  }
  if (!member.whole() || found.size() == most) return;
  look_at_absent(member, rule, most, attendance, found);
  const Staleness end = kLogBegin + attendance.presence().entries();
  if (found.size() == most) return;
  const auto ends_with = [&](Staleness place) {
    const AttendeeIndex attendee = attendee_of(place, attendance);
    const bool there = staleness_of(attendee, attendance) == place;
    return there && takes(member, rule, attendee, attendance) && add_found(place, member, most, found);
  };
  while (single.unseen < end && !ends_with(single.unseen)) ++single.unseen;
}

/// Those who never joined nor left.
void Moment::look_at_absent(Member& member, const RuleState& rule, std::size_t most, const Attendance& attendance,
                            std::vector<Staleness>& found) const {
  Member::Single& single = member.single.make();
  if (single.unseen >= kLogBegin) return;
  const bool alike = rule.pairs->personal.empty();
  Word plain = 0;  // of the word that is looked at: who is taken without a look at anything else
  const auto first = search(
      member, static_cast<std::uint32_t>(single.unseen), attendance.size(),
      [&](std::size_t word) {
        const Word open = ~rule.pairs->called.word(word);
        const Word matching =
            attendance.registered().word(word) & audience_word(rule.definition->audience, attendance.head(), word);
        const Word decided = known_->decided.word(word) | rule.pairs->carried_by.word(word);
        plain = alike ? open & matching & ~decided & part_of(member, rule, word) : 0;
        return open & (matching | decided);
      },
      [&](AttendeeIndex attendee) {
        const auto place = static_cast<Staleness>(attendee);
        if (staleness_of(attendee, attendance) != place) return false;
        const bool taken = ((plain >> slot(attendee) % kWordBits) & 1U) != 0;
        return (taken || takes(member, rule, attendee, attendance)) && add_found(place, member, most, found);
      });
  single.unseen = first ? static_cast<Staleness>(*first) : kLogBegin;
}

Plane Moment::taken(const std::vector<RuleState>& rules, const Attendance& attendance) const {
  Plane everybody;
  for (const Member& member : members_) {
    const RuleState& rule = rules[slot(member.rule)];
    for (auto next = first_taken(member, rule, 0, attendance); next;
         next = first_taken(member, rule, static_cast<std::uint32_t>(*next) + 1, attendance)) {
      everybody.set(*next);
    }
  }
  return everybody;
}

bool Moment::has_work(const std::vector<RuleState>& rules, const Attendance& attendance) {
  bool any = false;
  for (Member& member : members_) {
    const RuleState& rule = rules[slot(member.rule)];
    if (advance_cursor(member, rule, attendance)) any = true;
  }
  return any;
}

bool Moment::may_differ(const RuleState& rule, AttendeeIndex attendee, const Attendance& attendance) const {
  if (rule.pairs->cancelled.test(attendee)) return false;
  const bool belongs = rule.definition->audience.contains(standing(attendee, attendance));
  if (!rule.pairs->called.test(attendee)) {
    return belongs && eligible(attendee, attendance) && keeps(rule, attendee, attendance);
  }
  return !belongs || !attendance.registrations().registered_as_of(attendee, due_);
}

std::uint64_t Moment::differences(const RuleState& rule, const Attendance& attendance) const {
  std::uint64_t count = 0;
  for (const Member& member : members_) {
    if (member.rule != rule.index || !rule.active()) continue;
    static_cast<void>(search(
        member, 0, attendance.size(),
        [&](std::size_t word) {
          const Word belong =
              known_->eligible.word(word) & audience_word(rule.definition->audience, known_->truth, word);
          return rule.pairs->called.word(word) ^ belong;
        },
        [&](AttendeeIndex attendee) {
          if (takes_part(member, rule, attendee) && may_differ(rule, attendee, attendance)) ++count;
          return false;
        }));
  }
  return count;
}

template <class Visit>
void Moment::count_one(AttendeeIndex attendee, const Attendance& attendance, Visit visit) {
  if (!counted_ || !wide_) return;
  Known& known = known_.make();
  if (known.decided.test(attendee)) {
    if (!known.gone.test(attendee)) visit(known.census, known.decided_on.at(attendee), true);
  } else if (eligible(attendee, attendance)) {
    visit(known.census, standing(attendee, attendance), false);
  }
}

void Moment::count_out(AttendeeIndex attendee, const Attendance& attendance) {
  count_one(attendee, attendance,
            [](Census& census, Standing standing, bool decided) { census.remove(standing, decided); });
}

void Moment::count_in(AttendeeIndex attendee, const Attendance& attendance) {
  count_one(attendee, attendance,
            [](Census& census, Standing standing, bool decided) { census.add(standing, decided); });
}

void Moment::count_changed(AttendeeIndex attendee, Standing before, const Attendance& attendance) {
  count_one(attendee, attendance, [&](Census& census, Standing standing, bool decided) {
    if (decided) return;
    census.remove(before, false);
    census.add(standing, false);
  });
}

void Moment::count(const Attendance& attendance) {
  counted_ = true;
  Known& known = known_.make();
  known.census = {};
  const Plane& eligible = reached_ ? known.eligible : attendance.registered();
  const StandingPlanes& planes = reached_ ? known.truth : attendance.head();
  for (std::size_t word = 0; wide_ && word < words_for(attendance); ++word) {
    const Word decided = known.decided.word(word);
    for_each_bit(decided, word, [&](AttendeeIndex attendee) { count_in(attendee, attendance); });
    for (unsigned bits = 0; bits < 8; ++bits) {
      const Standing standing = Standing::from_bits(bits);
      const Word of_it = audience_word(Audience::from_bits(static_cast<std::uint8_t>(1U << bits)), planes, word);
      known.census.add(standing, false,
                       static_cast<std::uint32_t>(std::popcount(eligible.word(word) & ~decided & of_it)));
    }
  }
}

bool Moment::count_is_right(const Attendance& attendance) const {
  if (!counted_) return true;
  Moment again{*this};
  again.count(attendance);
  return again.known_->census == known_->census;
}

/// How many more those are who have brought a decision along than the count has of them: it counts their standing.
std::int64_t Moment::carried_more(const RuleState& rule, const Attendance& attendance) const {
  std::int64_t more = 0;
  for (const auto& [attendee, decision] : rule.pairs->carried) {
    const Audience audience = rule.definition->audience;
    const bool is_counted =
        !decided(attendee) && eligible(attendee, attendance) && audience.contains(standing(attendee, attendance));
    const bool is_to_come =
        !rule.pairs->called.test(attendee) && audience.contains(decision.standing) && keeps(rule, attendee, attendance);
    more += static_cast<std::int64_t>(is_to_come) - static_cast<std::int64_t>(is_counted);
  }
  return more;
}

std::uint64_t Moment::expected(const RuleState& rule, const Attendance& attendance) const {
  std::int64_t all = 0;
  for (const Member& member : members_) {
    if (member.rule != rule.index || !rule.active()) continue;
    const auto taken = static_cast<std::int64_t>(member.taken);
    if (!member.whole()) {
      all += std::max<std::int64_t>(0, static_cast<std::int64_t>(member.single->people.size()) - taken);
    } else if (counted_) {
      const auto matching = static_cast<std::int64_t>(known_->census.count(rule.definition->audience));
      const std::int64_t carried = rule.pairs->carried.empty() ? 0 : carried_more(rule, attendance);
      all += std::max<std::int64_t>(0, matching - taken + carried);
    }
  }
  return static_cast<std::uint64_t>(all);
}

}  // namespace usher::decision
