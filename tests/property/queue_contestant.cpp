#include <algorithm>
#include <map>

#include "contestant.hpp"

namespace usher::property {
namespace {

void overwrite(std::string& text) {
  std::fill(text.begin(), text.end(), '#');
}

class QueueContestant : public Contestant {
 public:
  QueueContestant(const Options& options, const std::vector<Connection>& connections) : queue_(options) {
    for (const Connection& connection : connections) {
      const auto added = queue_.add(connection);
      if (!added) complaint_ = "a connection was refused: " + added.error().message;
    }
  }

  Result<Fed> feed(const Happening& happening, Instant now) override {
    Happening borrowed = happening;
    const auto fed = queue_.feed(event_of(borrowed), now);
    overwrite(borrowed.webinar);
    overwrite(borrowed.attendee);
    overwrite(borrowed.session);
    overwrite(borrowed.profile);
    overwrite(borrowed.marker);
    return fed;
  }

  std::optional<CallImage> next(const std::optional<std::string>& lane, Instant now) override {
    const Call* call = lane ? queue_.next(*lane, now) : queue_.next(now);
    if (call == nullptr) return std::nullopt;
    const CallImage image = image_of(*call);
    for (const auto& other : in_flight_)
      if (other.second.second.lane == image.lane) complaint_ = "two calls in flight on lane " + image.lane;
    in_flight_[image.id] = {call, image};
    return image;
  }

  Result<void> complete(std::uint64_t call, const std::vector<Outcome>& outcomes, Instant now) override {
    look_at_calls();
    const CallId id{call};
    const auto completed =
        outcomes.size() == 1 ? queue_.complete(id, outcomes.front(), now) : queue_.complete(id, outcomes, now);
    if (!completed) return completed;
    const CallImage image = in_flight_.at(call).second;
    in_flight_.erase(call);
    for (std::size_t each = 0; each < image.handovers.size(); ++each)
      look_at_explanation(image, image.handovers[each], outcomes[outcomes.size() == 1 ? 0 : each].kind);
    return completed;
  }

  Result<void> pause(const std::string& connection, Instant now) override { return queue_.pause(connection, now); }
  Result<void> resume(const std::string& connection, Instant now) override { return queue_.resume(connection, now); }
  Result<void> cancel(const std::string& webinar, const std::string& rule, const std::string& attendee,
                      Instant now) override {
    return queue_.cancel(webinar, rule, attendee, now);
  }
  Result<void> resubmit(const std::string& key, Instant now) override { return queue_.resubmit(key, now); }
  Result<void> forget_dead_letter(const std::string& key) override { return queue_.forget_dead_letter(key); }
  Result<std::vector<std::string>> preview(const std::string& webinar, const std::string& rule, Instant now) override {
    return queue_.preview(webinar, rule, now);
  }

  [[nodiscard]] std::optional<Instant> wake_at() const override { return queue_.wake_at(); }
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const override { return queue_.dead_letters(); }
  [[nodiscard]] std::vector<ConnectionStatus> connections() const override { return queue_.connections(); }
  [[nodiscard]] Counters counters() const override { return queue_.counters(); }

  [[nodiscard]] std::vector<PendingImage> pending() const override {
    std::vector<PendingImage> all;
    for (const PendingHandover& each : queue_.pending(1'000'000))
      all.push_back({each.webinar, each.rule, each.attendee, each.kind, each.due, each.state, each.attempts});
    std::sort(all.begin(), all.end(), in_order);
    return all;
  }

  [[nodiscard]] std::string check_invariants() const override {
    if (!complaint_.empty()) return complaint_;
    return queue_.check_invariants();
  }

 private:
  void look_at_calls() {
    for (const auto& [id, call] : in_flight_)
      if (!(image_of(*call.first) == call.second)) complaint_ = "call " + std::to_string(id) + " changed in flight";
  }

  /// What has been called is what is explained, whatever has been learnt meanwhile; save on what it was called, where
  /// the rule has moved on.
  void look_at_explanation(const CallImage& call, const HandoverImage& handover, Outcome::Kind outcome) {
    using Verdict = Explanation::Verdict;
    const auto explained = queue_.explain(call.webinar, call.rule, handover.attendee);
    if (!explained || explained->verdict == Verdict::waiting || outcome != Outcome::Kind::delivered) return;
    const bool transfer = call.kind == CallKind::transfer;
    const bool as_decided = explained->due != handover.due ||
                            (explained->decided_at == handover.decided_at && explained->standing == handover.standing);
    const bool as_called = explained->verdict == (transfer ? Verdict::done : Verdict::taken_back) &&
                           explained->kind == call.kind && as_decided;
    if (!as_called) complaint_ = "not what was called for " + handover.key + ": " + explained->sentence;
  }

  DispatchQueue queue_;
  std::map<std::uint64_t, std::pair<const Call*, CallImage>> in_flight_;
  std::string complaint_;
};

}  // namespace

std::unique_ptr<Contestant> dispatch_queue(const Options& options, const std::vector<Connection>& connections) {
  return std::make_unique<QueueContestant>(options, connections);
}

}  // namespace usher::property
