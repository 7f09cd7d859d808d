// The judge: a queue that does what docs/semantics.md says in the most obvious way. Whatever can be found by looking
// at everything is found by looking at everything; nothing is prepared, indexed or frozen. Its face follows
// DispatchQueue's; what the contract leaves open is answered by "not compared".
//
//   NaiveQueue model{options};
//   model.add(connection);
//   const Answer answer = model.feed(happening, now);
//   while (const auto call = model.next(now)) model.complete(call->id, {Outcome::delivered()}, now);
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "call_image.hpp"
#include "naive_connection.hpp"
#include "naive_handover.hpp"
#include "naive_webinar.hpp"

namespace usher::property {

/// Of several mistakes in one entry any may be named: the contract gives no order.
using Refusals = std::set<ErrorCode>;

struct Answer {
  Refusals refusals{};       ///< empty: not refused
  std::optional<Fed> fed{};  ///< only where it is to be compared
};

class NaiveQueue {
 public:
  explicit NaiveQueue(const Options& options) : options_(options) {}
  void add(const Connection& connection) { connections_.emplace_back(connection); }
  void never_suspend() {
    for (NaiveConnection& each : connections_) each.never_suspend();
  }

  Answer feed(const Happening& happening, Instant now);
  std::optional<CallImage> next(Instant now) { return next_of({}, now); }
  std::optional<CallImage> next(const std::string& lane, Instant now) { return next_of(lane, now); }
  /// One outcome for all, or one for each.
  Refusals complete(std::uint64_t call, const std::vector<Outcome>& outcomes, Instant now);
  Refusals pause(const std::string& connection, Instant now);
  Refusals resume(const std::string& connection, Instant now);
  Refusals cancel(const std::string& webinar, const std::string& rule, const std::string& attendee, Instant now);
  Refusals resubmit(const std::string& key, Instant now);
  Refusals forget_dead_letter(const std::string& key);
  /// Empty: refused as unknown.
  std::optional<std::vector<std::string>> preview(const std::string& webinar, const std::string& rule, Instant now);

  [[nodiscard]] const std::vector<NaiveConnection>& connections() const noexcept { return connections_; }
  [[nodiscard]] std::vector<PendingImage> pending() const;  ///< by webinar, rule, attendee
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const;
  [[nodiscard]] const Counters& counters() const noexcept { return counters_; }
  [[nodiscard]] Instant now() const noexcept { return now_; }
  [[nodiscard]] const std::map<std::string, CallImage>& in_flight() const noexcept { return flights_; }
  /// When `next` will return a call if it is asked whenever something may have come, and nothing is fed or completed.
  [[nodiscard]] std::optional<Instant> next_call_at() const;

  /// The contract does not say to the millisecond when a webinar is freed (S28): while this one may or may not be
  /// held, nothing that names it can be compared.
  [[nodiscard]] bool in_doubt(const std::string& webinar, Instant now) const;
  /// A webinar that has been freed or may have been has had its differences counted, or may have (S17f).
  [[nodiscard]] bool differences_are_defined() const;
  /// Something has happened that the contract leaves open, so that nothing after it can be compared.
  [[nodiscard]] bool lost() const noexcept { return lost_; }
  [[nodiscard]] bool holds(const std::string& webinar) const { return held(webinar).has_value(); }

  [[nodiscard]] HardCases& cases() noexcept { return cases_; }

 protected:
  struct Held {
    NaiveWebinar webinar;
    bool freed = false;
    Instant busy_at{};                      ///< the latest entry at which it certainly could not be freed
    std::optional<Instant> settled_seen{};  ///< the `next` at which it certainly had nothing left
  };
  void advance(Instant now);
  void apply_ahead(const Happening& happening);
  Effect apply(std::size_t webinar, const Happening& happening);
  void check_values(const Happening& happening, Refusals& refusals) const;
  void check_definition(const Webinar& definition, Refusals& refusals) const;
  void tally_refusals(const Refusals& refusals);

  std::optional<CallImage> next_of(const std::optional<std::string>& lane, Instant now);
  /// What every `next` does before it looks for a call.
  void begin_next(Instant now);
  /// By lane, of those that are free: the call that is first of all that is not before due.
  std::map<std::string, std::vector<Ready>> first_calls(const std::optional<std::string>& lane);
  [[nodiscard]] std::vector<Ready> ready() const;
  [[nodiscard]] std::vector<Ready> ready_again() const;
  [[nodiscard]] bool before(const Ready& left, const Ready& right) const;
  [[nodiscard]] Instant ready_since(const Ready& item) const;
  [[nodiscard]] bool same_call(const Ready& left, const Ready& right) const;
  CallImage start(std::vector<Ready> members);
  std::size_t first_start(const Ready& member, const CallImage& call);
  std::size_t start_correction(const Ready& member, const CallImage& call);
  void tally_first_start(const Ready& member, const Decision& decision);
  void tally_early_start(const Ready& member, const Decision& decision);
  void tally_correction(const Ready& member);
  void tally_kept(const std::vector<Ready>& kept, const std::map<std::string, std::vector<Ready>>& calls);
  void tally_dead();
  void tally_call(const CallImage& call, const std::vector<Ready>& members);
  void finish(NaiveHandover& handover, const Outcome& outcome);
  void try_again(NaiveHandover& handover, Instant when, HardCase how);
  void bury(NaiveHandover& handover, const std::string& reason);

  [[nodiscard]] std::optional<std::size_t> held(const std::string& webinar) const;
  [[nodiscard]] std::optional<std::size_t> connection(const std::string& id) const;
  [[nodiscard]] std::optional<std::size_t> handover(std::size_t webinar, std::size_t slot, std::size_t attendee) const;
  [[nodiscard]] std::optional<Instant> over_at(const NaiveWebinar& webinar, Instant now) const;
  [[nodiscard]] bool certainly_busy(std::size_t webinar, Instant now) const;
  [[nodiscard]] bool held_for_corrections(std::size_t webinar, Instant now) const;
  [[nodiscard]] bool possibly_busy(std::size_t webinar) const;
  [[nodiscard]] bool in_work(std::size_t webinar) const;
  void note_keeping(bool by_next);

  Options options_;
  std::vector<NaiveConnection> connections_;
  std::vector<Held> webinars_;                                 ///< in the order of scheduling, the freed ones included
  std::vector<Happening> ahead_;                               ///< by `at`, then arrival
  std::vector<NaiveHandover> handovers_;                       ///< in the order of their first start
  std::map<std::string, CallImage> flights_;                   ///< by lane
  std::map<std::uint64_t, std::vector<std::size_t>> members_;  ///< of the calls in flight: positions in handovers_
  std::vector<std::pair<std::size_t, DeadLetter>> dead_;
  Counters counters_{};
  Instant now_ = kEarliestInstant;
  bool lost_ = false;
  HardCases cases_;
};

}  // namespace usher::property
