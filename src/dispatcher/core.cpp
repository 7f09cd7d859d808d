#include "dispatcher/core.hpp"

#include "dispatcher/turn.hpp"

namespace usher {
namespace {

/// Before this there is nothing to be ready for.
constexpr Duration kTick{1};

Error stopped_already(std::string where) {
  return Error{ErrorCode::conflict, "expected a dispatcher that runs or is to start, found one that has stopped",
               std::move(where)};
}

}  // namespace

Dispatcher::Core::Core(dispatcher::AnyQueue queue, DispatcherOptions options)
    : options_([&] {
        if (options.clock == nullptr) options.clock = system_clock();
        return std::move(options);
      }()),
      clock_(*options_.clock),
      announcer_(options_.observer),
      queue_(std::move(queue)),
      time_(clock_, queue_.queue().now()) {}

Instant Dispatcher::Core::now() {
  const Instant now = time_.read();
  if (const auto put = time_.take_put(); put && announcer_.observer() != nullptr) {
    announcer_.post([put](Observer& observer) { observer.clock_put(*put); });
  }
  return now;
}

/// The queue may have a call now, or has to be asked earlier than it was.
void Dispatcher::Core::changed() {
  ++changes_;
  if (!started_ || stopping_ || work_ || journal_.rests_until()) return;
  const auto wake = queue_.wake_at();
  if (!wake) return;
  if (*wake <= queue_.queue().now() + kTick) return wake_a_worker();
  wake_time_before(wake, std::nullopt);
}

void Dispatcher::Core::wake_a_worker() {
  work_ = true;
  // One that is busy looks by itself when it is done.
  if (idle_ > 0) signals_.worker = true;
}

void Dispatcher::Core::wake_time_before(const std::optional<Instant>& instant,
                                        const std::optional<Clock::Steady>& steady) {
  if ((instant && *instant < armed_) || (steady && *steady < armed_steady_)) signals_.time = true;
}

Result<void> Dispatcher::Core::attach(const Connection& connection, std::shared_ptr<Connector> connector) {
  if (connector == nullptr) {
    return Error{ErrorCode::invalid, "expected a connector for the connection " + connection.id + ", found none",
                 "/connector"};
  }
  std::shared_ptr<Connector> before;  // ends without the lock, since it may answer in its destructor
  Turn turn{*this};
  if (stopping_) return stopped_already("/connector");
  if (auto added = queue_.add(connection); !added) return added;
  before = std::exchange(connectors_[connection.id], std::move(connector));
  changed();
  return {};
}

Result<void> Dispatcher::Core::start() {
  if (auto checked = check(options_); !checked) return checked;
  {
    Turn turn{*this};
    if (stopping_) return stopped_already("");
    if (started_) {
      return Error{ErrorCode::conflict, "expected a dispatcher that is to start, found one that has started", ""};
    }
    const auto connections = queue_.queue().connections();
    for (const ConnectionStatus& known : connections) {
      if (connectors_.contains(known.id)) continue;
      return Error{ErrorCode::unknown,
                   "expected a connector attached to each connection, found none for " + known.id +
                       "; attach one, that rejects if need be",
                   "/connector"};
    }
    started_ = true;
    work_ = true;
    if (announcer_.observer() != nullptr) {
      for (const ConnectionStatus& known : connections) note(watch_.know(known));
      static_cast<void>(now());
      if (const Duration ahead = time_.ahead(); ahead >= std::chrono::seconds{1}) {
        announcer_.post([ahead](Observer& observer) { observer.clock_put(-ahead); });
      }
    }
  }
  if (start_workers(options_.workers) && start_timekeeper()) return {};
  static_cast<void>(stop(Duration{0}));
  return Error{ErrorCode::unavailable, "expected " + std::to_string(options_.workers + 1) + " threads, found fewer",
               ""};
}

template <class Feed>
auto Dispatcher::Core::feed_in_turn(Feed feed) {
  ++arrived_;
  Turn turn{*this};
  ++entered_;
  if (syncing_ > 0) entered_change_.notify_all();
  auto fed = feed(now());
  changed();
  return fed;
}

Result<Fed> Dispatcher::Core::feed(const Event& event, std::string_view source_position) {
  return feed_in_turn([&](Instant now) { return queue_.feed(event, now, source_position); });
}

std::vector<Result<Fed>> Dispatcher::Core::feed(std::span<const Event> events, std::string_view source_position) {
  return feed_in_turn([&](Instant now) { return queue_.feed(events, now, source_position); });
}

Result<void> Dispatcher::Core::sync() {
  const std::uint64_t changes = changes_;
  Turn turn{*this};
  // Whoever asks while the journal fails wants to know whether it still does.
  const auto written = [&] { return !journal_.failing() && (written_ >= changes || queue_.unwritten() == 0); };
  if (written()) return {};
  ++syncing_;
  const std::uint64_t arrived = arrived_;
  turn.wait(entered_change_, [&] { return written() || entered_ >= arrived; });
  --syncing_;
  return written() ? Result<void>{} : write();
}

Result<void> Dispatcher::Core::write() {
  auto written = queue_.sync();
  if (written) {
    outcomes_unsynced_ = false;
    written_ = changes_;
  }
  note_journal(written);
  return written;
}

void Dispatcher::Core::note_journal(const Result<void>& written) {
  if (!written) {
    const bool news = journal_.failed(clock_.steady());
    wake_time_before(std::nullopt, journal_.rests_until());
    if (!news || announcer_.observer() == nullptr) return;
    announcer_.post([error = written.error()](Observer& observer) { observer.journal_failed(error); });
  } else if (journal_.worked()) {
    if (announcer_.observer() != nullptr) announcer_.post([](Observer& observer) { observer.journal_works(); });
    wake_a_worker();
  }
}

Result<void> Dispatcher::Core::pause(std::string_view connection) {
  Turn turn{*this};
  auto paused = queue_.ask([&](auto& queue) { return queue.pause(connection, now()); });
  if (paused && announcer_.observer() != nullptr) note(watch_.paused(connection));
  changed();
  return paused;
}

Result<void> Dispatcher::Core::resume(std::string_view connection) {
  Turn turn{*this};
  auto resumed = queue_.ask([&](auto& queue) { return queue.resume(connection, now()); });
  if (resumed && announcer_.observer() != nullptr) note(watch_.resumed(connection));
  changed();
  return resumed;
}

Result<void> Dispatcher::Core::forget(std::string_view webinar, std::string_view attendee) {
  Turn turn{*this};
  auto forgotten = queue_.ask([&](auto& queue) { return queue.forget(webinar, attendee, now()); });
  if (forgotten || forgotten.error().code != ErrorCode::unknown) note_journal(forgotten);
  changed();
  return forgotten;
}

void Dispatcher::Core::look_at(const std::function<void(const DispatchQueue&)>& look) {
  const std::lock_guard lock{mutex_};
  look(queue_.queue());
}

DispatcherStatus Dispatcher::Core::status() {
  const std::lock_guard lock{mutex_};
  std::size_t stuck = 0;
  for (const auto& [id, out] : out_) stuck += out.stuck ? 1 : 0;
  return {running_, begun_.size(), out_.size(), stuck, queue_.unwritten(), journal_.failing()};
}

void Dispatcher::Core::note(std::optional<dispatcher::ConnectionWatch::Change> change) {
  if (!change) return;
  announcer_.post([change = *std::move(change)](Observer& observer) {
    observer.connection_changed({change.connection, change.state, change.until, change.reason});
  });
}

CallOut Dispatcher::Core::named(CallId id, const Call& call) {
  CallOut out{id,
              std::string{call.lane()},
              std::string{call.connection()},
              std::string{call.webinar()},
              std::string{call.rule()},
              {}};
  for (const Handover& handover : call.handovers()) out.keys.emplace_back(handover.key);
  return out;
}

}  // namespace usher
