// Threads that ask for calls, make them by a connector, and take the answers.
#include <algorithm>
#include <exception>
#include <system_error>

#include "dispatcher/outcomes.hpp"
#include "dispatcher/turn.hpp"

namespace usher {
namespace {

/// What this thread's connector is doing.
struct Beginning {
  const void* core = nullptr;
  CallId call{};
  int exceptions = 0;
};
thread_local Beginning* beginning = nullptr;

}  // namespace

/// Behind a Reply. It keeps the dispatcher's memory, so that an answer that comes too late finds something to say no.
class Dispatcher::Core::Asker final : public Reply::Asker {
 public:
  Asker(std::shared_ptr<Core> core, CallId call) : core_(std::move(core)), call_(call) {}
  void answer(Answer answer) override { core_->answer(call_, std::move(answer)); }

 private:
  std::shared_ptr<Core> core_;
  CallId call_;
};

bool Dispatcher::Core::start_workers(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t number = ++threads_started_;
    {
      const std::lock_guard lock{mutex_};
      ++running_;
    }
    try {
      threads_[number] = std::thread{[core = shared_from_this(), number] { core->work(number); }};
    } catch (const std::system_error&) {
      threads_.erase(number);
      const std::lock_guard lock{mutex_};
      --running_;
      return false;
    }
  }
  return true;
}

/// More threads than `workers` and those that replace hung ones.
bool Dispatcher::Core::surplus() const {
  return running_ > std::min(options_.workers + hung_.size(), options_.most_workers);
}

void Dispatcher::Core::work(std::uint64_t number) {
  while (const auto job = wait_for_job(number)) make(*job);
}

/// None where the thread is to end.
std::optional<Dispatcher::Core::Job> Dispatcher::Core::wait_for_job(std::uint64_t number) {
  for (;;) {
    Turn turn{*this};
    ++idle_;
    turn.wait(work_to_do_, [&] { return work_ || stopping_ || surplus(); });
    --idle_;
    if (stopping_ || surplus()) {
      gone_.push_back(number);
      --running_;
      if (stopping_) signals_.time = true;
      // One that is not needed any longer may have been woken in the place of another.
      if (work_) wake_a_worker();
      return std::nullopt;
    }
    if (auto job = next_job()) return job;
  }
}

std::optional<Dispatcher::Core::Job> Dispatcher::Core::next_job() {
  work_ = false;
  if (journal_.failing() && !write()) return std::nullopt;
  const auto next = queue_.next(now());
  if (!next) {
    note_journal(next.error());
    return std::nullopt;
  }
  if (const Call* const call = *next) {
    outcomes_unsynced_ = false;
    out_.emplace(call->id(), Out{.call = call, .since = clock_.steady()});
    begun_.insert(call->id());
    wake_time_before(std::nullopt, clock_.steady() + options_.stuck_after);
    changed();
    return Job{call->id(), call, connectors_.find(call->connection())->second, is_first(*call)};
  }
  // There is time: nobody has to wait for a call to follow until it is known what became of this one.
  if (outcomes_unsynced_ && !write()) return std::nullopt;
  wake_time_before(queue_.wake_at(), std::nullopt);
  return std::nullopt;
}

void Dispatcher::Core::make(const Job& job) {
  announcer_.deliver();
  if (announcer_.observer() != nullptr) tell_start(job);
  Beginning here{this, job.id, std::uncaught_exceptions()};
  std::string thrown;
  beginning = &here;
  try {
    job.connector->begin(*job.call, Reply{std::make_unique<Asker>(shared_from_this(), job.id), stop_.get_token()});
  } catch (const std::exception& exception) {
    thrown = std::string{"the connector has thrown: "} + exception.what();
  } catch (...) {
    thrown = "the connector has thrown";
  }
  beginning = nullptr;
  if (!thrown.empty()) answer(job.id, Outcome::retry(std::move(thrown)));
  returned(job.id);
}

bool Dispatcher::Core::is_first(const Call& call) {
  const Handover& one = call.handovers().front();
  if (announcer_.observer() == nullptr || one.attempt > 1 || one.redelivery) return false;
  bool first = true;
  for (const Handover& handover : call.handovers()) {
    const auto put_off = put_off_.find(handover.key);
    if (put_off == put_off_.end()) continue;
    put_off_.erase(put_off);
    first = false;
  }
  return first;
}

void Dispatcher::Core::tell_start(const Job& job) noexcept {
  Observer& observer = *announcer_.observer();
  for (const Handover& handover : job.call->handovers()) {
    if (job.first) observer.decided(*job.call, handover);
  }
  observer.started(*job.call);
}

void Dispatcher::Core::answer(CallId id, Answer given) {
  if (beginning != nullptr && beginning->core == this && beginning->call == id &&
      std::uncaught_exceptions() > beginning->exceptions) {
    return;  // an exception has destroyed the reply; `make` answers, since it will know why
  }
  const Call* call = nullptr;
  Clock::Steady took{};
  std::vector<Outcome> outcomes;
  {
    Turn turn{*this};
    const auto found = out_.find(id);
    if (closed_ || found == out_.end() || found->second.stage != Out::Stage::open) return;
    call = found->second.call;
    took = clock_.steady() - found->second.since;
    outcomes = dispatcher::outcomes_of(std::move(given), *call);
    const bool lost = giving_up_ && std::all_of(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
                        return outcome.kind == Outcome::Kind::retry;
                      });
    found->second.stage = lost ? Out::Stage::lost : Out::Stage::ending;
    if (stopping_) signals_.time = true;
    if (lost) return;
  }
  if (announcer_.observer() != nullptr) tell_end(*call, outcomes, took);
  conclude(id, outcomes);
}

/// Before the queue knows of it, so that nothing of the lane is told before.
void Dispatcher::Core::tell_end(const Call& call, std::span<const Outcome> outcomes, Clock::Steady took) noexcept {
  Observer& observer = *announcer_.observer();
  const Instant ended = clock_.now();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Handover& handover = call.handovers()[i];
    if (outcomes[i].kind == Outcome::Kind::delivered && ended > handover.due) {
      observer.late(call, handover, ended - handover.due);
    }
  }
  observer.completed(call, outcomes, std::chrono::floor<Duration>(took));
}

void Dispatcher::Core::note_outcomes(const Call& call, std::span<const Outcome> outcomes, Instant ended) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Handover& handover = call.handovers()[i];
    if (outcomes[i].kind == Outcome::Kind::throttled && handover.attempt == 1) put_off_.emplace(handover.key);
  }
  note(watch_.answered(call.connection(), outcomes, ended));
}

void Dispatcher::Core::conclude(CallId id, std::span<const Outcome> outcomes) {
  Turn turn{*this};
  const auto found = out_.find(id);
  if (closed_ || found == out_.end()) return;
  const Instant ended = now();
  if (announcer_.observer() != nullptr) note_outcomes(*found->second.call, outcomes, ended);
  out_.erase(found);
  // One usable outcome for each handover of a call in flight is what `complete` takes.
  static_cast<void>(queue_.ask([&](auto& queue) { return queue.complete(id, outcomes, ended); }));
  outcomes_unsynced_ = true;
  if (stopping_) signals_.time = true;
  changed();
  if (work_ || stopping_ || journal_.rests_until() || queue_.unwritten() == 0) return;
  // Whoever asks and finds nothing makes the outcome durable. This thread does, if it is a worker.
  work_ = true;
  if (beginning == nullptr) wake_a_worker();
}

/// The connector has come back, with an answer or to give one later.
void Dispatcher::Core::returned(CallId id) {
  Turn turn{*this};
  begun_.erase(id);
  if (hung_.erase(id) > 0) short_of_workers_ = options_.workers + hung_.size() > options_.most_workers;
}

}  // namespace usher
