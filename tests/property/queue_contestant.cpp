#include <algorithm>
#include <map>
#include <utility>

#include "contestant.hpp"
#include "usher/json.hpp"
#include "usher/keeping.hpp"

namespace usher::property {
namespace {

void overwrite(std::string& text) {
  std::fill(text.begin(), text.end(), '#');
}

/// What differs between the answers of the queue and of the one that came back from its records, or empty.
template <class Answer>
std::string difference(const char* what, const Answer& one, const Answer& other) {
  return one == other ? std::string{} : std::string{"restored from its records, the queue differs in "} + what;
}

template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional{result.error().code};
}

std::vector<std::string> lines_of(const std::vector<ConnectionStatus>& all) {
  std::vector<std::string> lines;
  for (const ConnectionStatus& one : all) lines.push_back(to_json(one));
  return lines;
}

bool leads(const Connection& connection) {
  return connection.max_lead != Duration{0};
}

/// All but `refused`, which is not recorded.
std::vector<std::uint64_t> numbers_of(const Counters& c) {
  return {c.applied,   c.late,          c.ahead,       c.duplicate,   c.ignored,     c.unpaired_leaves,
          c.calls,     c.delivered,     c.retried,     c.rejected,    c.gave_up,     c.cancelled,
          c.throttled, c.decided_early, c.retractions, c.corrections, c.differences, c.webinars_freed,
          c.webinars,  c.in_flight,     c.dead_letters};
}

/// The queue, and from time to time a second one beside it that was made from the records of the first: from then on
/// both are asked the same, and must answer the same (S27). A `now` that came with something refused is not recorded,
/// so the second is given the first one's.
class QueueContestant : public Contestant {
 public:
  QueueContestant(const Options& options, const std::vector<Connection>& connections)
      : options_(options), queue_(options), is_planned_(std::any_of(connections.begin(), connections.end(), leads)) {
    queue_.keeping().open(options, 0);
    for (const Connection& connection : connections) {
      const auto added = queue_.add(connection);
      if (!added) complaint_ = "a connection was refused: " + added.error().message;
    }
  }

  Result<Fed> feed(const Happening& happening, Instant now) override {
    Happening borrowed = happening;
    const auto fed = queue_.feed(event_of(borrowed), now);
    if (shadow_) {
      const auto again = shadow_->feed(event_of(borrowed), queue_.now());
      compare("what became of an event", std::pair{code_of(fed), fed ? *fed : Fed{}},
              std::pair{code_of(again), again ? *again : Fed{}});
    }
    overwrite(borrowed.webinar);
    overwrite(borrowed.attendee);
    overwrite(borrowed.session);
    overwrite(borrowed.profile);
    overwrite(borrowed.marker);
    return fed;
  }

  std::optional<CallImage> next(const std::optional<std::string>& lane, Instant now) override {
    restore_now_and_then();
    const auto ask = [&](DispatchQueue& queue, Instant at) { return lane ? queue.next(*lane, at) : queue.next(at); };
    const Call* call = ask(queue_, now);
    if (shadow_) {
      const Call* again = ask(*shadow_, queue_.now());
      compare("the next call", call != nullptr ? image_of(*call) : CallImage{},
              again != nullptr ? image_of(*again) : CallImage{});
    }
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
    const auto completed = on_both("completing a call", now, [&](DispatchQueue& queue, Instant at) {
      return outcomes.size() == 1 ? queue.complete(id, outcomes.front(), at) : queue.complete(id, outcomes, at);
    });
    if (!completed) return completed;
    const CallImage image = in_flight_.at(call).second;
    in_flight_.erase(call);
    for (std::size_t each = 0; each < image.handovers.size(); ++each)
      look_at_explanation(image, image.handovers[each], outcomes[outcomes.size() == 1 ? 0 : each].kind);
    return completed;
  }

  Result<void> pause(const std::string& connection, Instant now) override {
    return on_both("pausing", now, [&](DispatchQueue& queue, Instant at) { return queue.pause(connection, at); });
  }
  Result<void> resume(const std::string& connection, Instant now) override {
    return on_both("resuming", now, [&](DispatchQueue& queue, Instant at) { return queue.resume(connection, at); });
  }
  Result<void> cancel(const std::string& webinar, const std::string& rule, const std::string& attendee,
                      Instant now) override {
    return on_both("cancelling", now,
                   [&](DispatchQueue& queue, Instant at) { return queue.cancel(webinar, rule, attendee, at); });
  }
  Result<void> resubmit(const std::string& key, Instant now) override {
    return on_both("resubmitting", now, [&](DispatchQueue& queue, Instant at) { return queue.resubmit(key, at); });
  }
  Result<void> forget_dead_letter(const std::string& key) override {
    return on_both("forgetting a letter", queue_.now(),
                   [&](DispatchQueue& queue, Instant) { return queue.forget_dead_letter(key); });
  }
  Result<std::vector<std::string>> preview(const std::string& webinar, const std::string& rule, Instant now) override {
    auto seen = queue_.preview(webinar, rule, now);
    if (!shadow_) return seen;
    const auto again = shadow_->preview(webinar, rule, queue_.now());
    compare("a preview", seen ? *seen : std::vector<std::string>{}, again ? *again : std::vector<std::string>{});
    return seen;
  }

  [[nodiscard]] std::optional<Instant> wake_at() const override { return queue_.wake_at(); }
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const override { return queue_.dead_letters(); }
  [[nodiscard]] std::vector<ConnectionStatus> connections() const override { return queue_.connections(); }
  [[nodiscard]] Counters counters() const override { return queue_.counters(); }
  [[nodiscard]] std::vector<PendingImage> pending() const override { return pending_of(queue_); }

  [[nodiscard]] std::string check_invariants() const override {
    if (!complaint_.empty()) return complaint_;
    if (std::string wrong = queue_.check_invariants(); !wrong.empty()) return wrong;
    if (!shadow_) return {};
    if (std::string wrong = shadow_->check_invariants(); !wrong.empty()) return "restored: " + wrong;
    for (const std::string& wrong :
         {difference("its counters", numbers_of(queue_.counters()), numbers_of(shadow_->counters())),
          difference("what is pending", pending_of(queue_), pending_of(*shadow_)),
          difference("its connections", lines_of(queue_.connections()), lines_of(shadow_->connections())),
          difference("its dead letters", keys_of(queue_), keys_of(*shadow_))}) {
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

 private:
  template <class Do>
  Result<void> on_both(const char* what, Instant now, Do do_it) {
    auto done = do_it(queue_, now);
    if (shadow_) compare(what, code_of(done), code_of(do_it(*shadow_, queue_.now())));
    return done;
  }

  template <class Answer>
  void compare(const char* what, const Answer& one, const Answer& other) {
    if (complaint_.empty()) complaint_ = difference(what, one, other);
  }

  static std::vector<PendingImage> pending_of(const DispatchQueue& queue) {
    std::vector<PendingImage> all;
    for (const PendingHandover& each : queue.pending(1'000'000))
      all.push_back({each.webinar, each.rule, each.attendee, each.kind, each.due, each.state, each.attempts});
    std::sort(all.begin(), all.end(), in_order);
    return all;
  }

  static std::vector<std::string> keys_of(const DispatchQueue& queue) {
    std::vector<std::string> keys;
    for (const DeadLetter& letter : queue.dead_letters()) keys.push_back(letter.key + ": " + letter.reason);
    return keys;
  }

  /// Takes the records so far; at every so many questions a new queue is made of them.
  void restore_now_and_then() {
    if (is_planned_ || ++asked_ % kAskedBetween != 0) return;
    auto keeping = queue_.keeping();
    for (const JournalRow& row : keeping.rows()) kept_.push_back({row, std::string{row.data}});
    keeping.saved();
    shadow_.emplace(options_);
    shadow_->keeping().collect();
    std::uint64_t sequence = 0;
    for (Kept& row : kept_) {
      row.head.sequence = ++sequence;
      row.head.data = row.data;
      const auto restored = shadow_->keeping().restore(row.head);
      if (!restored && complaint_.empty()) {
        complaint_ = "restored from its records: " + restored.error().message + " " + restored.error().where;
      }
    }
    shadow_->keeping().end_restoring();
    const auto& contradiction = shadow_->keeping().contradiction();
    if (contradiction && complaint_.empty()) complaint_ = contradiction->message + " " + contradiction->where;
  }

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

  static constexpr int kAskedBetween = 17;
  struct Kept {
    JournalRow head;
    std::string data;
  };

  Options options_;
  DispatchQueue queue_;
  bool is_planned_;  ///< early starts: a plan that is made anew is made with what is measured by then
  std::optional<DispatchQueue> shadow_;
  std::vector<Kept> kept_;
  int asked_ = 0;
  std::map<std::uint64_t, std::pair<const Call*, CallImage>> in_flight_;
  std::string complaint_;
};

}  // namespace

std::unique_ptr<Contestant> dispatch_queue(const Options& options, const std::vector<Connection>& connections) {
  return std::make_unique<QueueContestant>(options, connections);
}

}  // namespace usher::property
