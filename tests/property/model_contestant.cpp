#include "model_contestant.hpp"

#include <algorithm>

#include "leader.hpp"

namespace usher::property {
namespace {

Result<void> result_of(const Refusals& refusals) {
  if (refusals.empty()) return {};
  return Error{*refusals.begin(), "refused by the model", ""};
}

class ModelContestant : public Contestant {
 public:
  ModelContestant(const Options& options, const std::vector<Connection>& connections, Fault fault)
      : model_(options, kEarliestInstant), fault_(fault) {
    for (Connection connection : connections) {
      if (fault == Fault::ignores_spacing) connection.spacing = Duration{0};
      if (fault == Fault::leads_too_far) connection.max_lead += std::chrono::minutes{1};
      model_.add(connection);
    }
    if (fault == Fault::never_suspends) model_.never_suspend();
  }

  Result<Fed> feed(const Happening& happening, Instant now) override {
    const bool late = happening.at < now;
    if (fault_ == Fault::loses_late_leaves && happening.kind == Happening::Kind::left && late) return Fed::late;
    if (fault_ == Fault::forgets_unregistering && happening.kind == Happening::Kind::unregistered && late)
      return Fed::late;
    const Answer answer = model_.feed(with_fault(happening), now);
    if (!answer.refusals.empty()) return Error{*answer.refusals.begin(), "refused by the model", ""};
    return answer.fed.value_or(Fed::applied);
  }

  std::optional<CallImage> next(const std::optional<std::string>& lane, Instant now) override {
    const bool leads = std::any_of(model_.connections().begin(), model_.connections().end(),
                                   [](const auto& each) { return each.settings().max_lead > Duration{0}; });
    auto call = leads ? model_.lead(lane, now, fault_) : lane ? model_.next(*lane, now) : model_.next(now);
    if (call && fault_ == Fault::decides_early_as_of_due)
      for (HandoverImage& each : call->handovers) each.decided_at = each.due;
    if (call && fault_ == Fault::decides_at_the_start)
      for (HandoverImage& each : call->handovers) each.decided_at = call->started_at;
    if (call && fault_ == Fault::calls_all_transfers) call->kind = CallKind::transfer;
    return call;
  }

  Result<void> complete(std::uint64_t call, const std::vector<Outcome>& reported, Instant now) override {
    std::vector<Outcome> outcomes = reported;
    if (fault_ == Fault::repeats_throttled_at_once)
      for (Outcome& outcome : outcomes)
        if (outcome.until) outcome.until = now;
    return result_of(model_.complete(call, outcomes, now));
  }
  Result<void> pause(const std::string& connection, Instant now) override {
    if (fault_ == Fault::ignores_pauses) return {};
    return result_of(model_.pause(connection, now));
  }
  Result<void> resume(const std::string& connection, Instant now) override {
    return result_of(model_.resume(connection, now));
  }
  Result<void> cancel(const std::string& webinar, const std::string& rule, const std::string& attendee,
                      Instant now) override {
    return result_of(model_.cancel(webinar, rule, attendee, now));
  }
  Result<void> resubmit(const std::string& key, Instant now) override { return result_of(model_.resubmit(key, now)); }
  Result<void> forget_dead_letter(const std::string& key) override { return result_of(model_.forget_dead_letter(key)); }
  Result<std::vector<std::string>> preview(const std::string& webinar, const std::string& rule, Instant now) override {
    const auto taken = model_.preview(webinar, rule, now);
    if (!taken) return Error{ErrorCode::unknown, "refused by the model", ""};
    return *taken;
  }

  [[nodiscard]] std::optional<Instant> wake_at() const override {
    const auto instant = model_.next_call_at();
    if (instant && fault_ == Fault::serves_lanes_late) return *instant + Duration{1};
    return instant;
  }
  [[nodiscard]] std::vector<PendingImage> pending() const override { return model_.pending(); }
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const override { return model_.dead_letters(); }
  [[nodiscard]] std::vector<ConnectionStatus> connections() const override {
    std::vector<ConnectionStatus> all;
    for (const NaiveConnection& each : model_.connections()) all.push_back(each.status(model_.now()));
    return all;
  }
  [[nodiscard]] Counters counters() const override {
    Counters counters = model_.counters();
    counters.dead_letters = model_.dead_letters().size();
    return counters;
  }
  [[nodiscard]] std::string check_invariants() const override { return {}; }

 private:
  [[nodiscard]] Happening with_fault(Happening happening) const {
    for (Rule& rule : happening.definition.rules) {
      if (fault_ == Fault::never_corrects) rule.correct = false;
      if (fault_ == Fault::corrects_for_ever) rule.correct_for = kLongestDuration;
    }
    return happening;
  }

  Leader model_;
  Fault fault_;
};

}  // namespace

MakeContestant model_with(Fault fault) {
  return [fault](const Options& options, const std::vector<Connection>& connections) {
    return std::make_unique<ModelContestant>(options, connections, fault);
  };
}

}  // namespace usher::property
