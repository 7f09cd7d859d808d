#include "lane/dead_letters.hpp"

#include "attendance/attendance.hpp"
#include "model/hash.hpp"

namespace usher::lane {
namespace {

std::uint64_t hash_of(std::string_view webinar, std::string_view attendee) {
  return model::hash_of(webinar) * 31 + model::hash_of(attendee);
}

PairOf pair_of(const Attempt& attempt) {
  return {attempt.webinar, attempt.rule_index, attempt.attendee};
}

bool has_webinar(const std::shared_ptr<const OwnTexts>& texts) {
  return texts != nullptr && texts->webinar != nullptr;
}

}  // namespace

void DeadLetters::add(Attempt attempt, const std::string& reason, Instant died_at) {
  const std::uint64_t death = next_++;
  if (has_webinar(attempt.texts)) outlived_.emplace(hash_of(*attempt.texts->webinar, attempt.texts->attendee), death);
  pairs_.put(pair_of(attempt), death);
  Kept kept;
  kept.texts = std::move(attempt.texts);
  kept.alike = alike_.take(attempt);
  kept.reason = reasons_.take(reason);
  kept.died_at = died_at;
  kept.order = attempt.order;
  kept.attendee = attempt.attendee;
  kept.standing = attempt.decision.standing;
  letters_.put(death / kBlock, death % kBlock, std::move(kept));
  ++size_;
}

DeadLetters::Letter DeadLetters::shown(std::uint64_t death, const Kept& kept) {
  Letter letter{death, *kept.alike, kept.died_at, *kept.reason};
  letter.attempt.texts = kept.texts;
  letter.attempt.order = kept.order;
  letter.attempt.attendee = kept.attendee;
  letter.attempt.decision.standing = kept.standing;
  return letter;
}

std::optional<DeadLetters::Letter> DeadLetters::find(const PairOf& pair) const {
  const std::uint64_t* const death = pairs_.find(pair);
  if (death == nullptr) return std::nullopt;
  return shown(*death, *letters_.find(*death / kBlock, *death % kBlock));
}

std::optional<Attempt> DeadLetters::take(const PairOf& pair) {
  const auto death = pairs_.take(pair);
  if (!death) return std::nullopt;
  const auto kept = letters_.take(*death / kBlock, *death % kBlock);
  Attempt attempt = shown(*death, *kept).attempt;
  if (has_webinar(kept->texts)) {
    auto one = outlived_.find(hash_of(*kept->texts->webinar, kept->texts->attendee));
    while (one->second != *death) ++one;
    outlived_.erase(one);
  }
  alike_.give_back(kept->alike);
  reasons_.give_back(kept->reason);
  --size_;
  return attempt;
}

void DeadLetters::keep_profile(WebinarNumber webinar, AttendeeIndex attendee, std::string_view profile) {
  for (const RuleIndex rule : rules_of(webinar, attendee)) {
    auto& texts = kept(*pairs_.find({webinar, rule, attendee})).texts;
    if (texts == nullptr) texts = std::make_shared<OwnTexts>(OwnTexts{{}, {}, std::string{profile}});
  }
}

void DeadLetters::outlive(WebinarNumber webinar, const std::string& id, const attendance::Attendance& attendance) {
  if (!any_of(webinar)) return;
  const auto shared_id = std::make_shared<const std::string>(id);
  pairs_.for_each_of(webinar, [&](const PairOf& pair, std::uint64_t death) {
    auto& texts = kept(death).texts;
    const std::string_view attendee = attendance.id(pair.attendee);
    const std::string_view profile =
        texts != nullptr ? std::string_view{texts->profile} : attendance.registrations().profile(pair.attendee);
    texts = std::make_shared<OwnTexts>(OwnTexts{shared_id, std::string{attendee}, std::string{profile}});
    outlived_.emplace(hash_of(id, attendee), death);
  });
}

template <class Visit>
void DeadLetters::for_each_outlived(std::string_view webinar, std::string_view attendee, Visit visit) const {
  const auto [first, last] = outlived_.equal_range(hash_of(webinar, attendee));
  for (auto one = first; one != last; ++one) {
    const Letter letter = shown(one->second, *letters_.find(one->second / kBlock, one->second % kBlock));
    const OwnTexts& texts = *letter.attempt.texts;
    if (*texts.webinar == webinar && texts.attendee == attendee) visit(letter);
  }
}

std::optional<DeadLetters::Letter> DeadLetters::find_outlived(const model::HandoverKey& key) const {
  std::optional<Letter> oldest;
  for_each_outlived(key.webinar, key.attendee, [&](const Letter& letter) {
    if (letter.attempt.rule->id != key.rule || letter.attempt.generation != key.generation) return;
    if (!oldest || letter.death < oldest->death) oldest = letter;
  });
  return oldest;
}

void DeadLetters::find_outlived(std::string_view webinar, std::string_view attendee, Outlived& found) const {
  for_each_outlived(webinar, attendee,
                    [&](const Letter& letter) { found.emplace_back(letter.attempt.webinar, letter.attempt.attendee); });
}

}  // namespace usher::lane
