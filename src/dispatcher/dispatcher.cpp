#include "usher/dispatcher.hpp"

#include "dispatcher/turn.hpp"

namespace usher {
namespace {

constexpr std::size_t kMostWorkers = 1000;
constexpr std::size_t kMostThreads = 10'000;
constexpr Duration kLongestStuck = std::chrono::hours{24};
constexpr Duration kLongestGiveUp = std::chrono::hours{1};

Error invalid(const std::string& expected, const std::string& found, std::string where) {
  return {ErrorCode::invalid, "expected " + expected + ", found " + found, std::move(where)};
}

}  // namespace

Result<void> check(const DispatcherOptions& options) {
  if (options.workers < 1 || options.workers > kMostWorkers) {
    return invalid("1 to 1000 workers", std::to_string(options.workers), "/workers");
  }
  if (options.most_workers < options.workers || options.most_workers > kMostThreads) {
    return invalid("`workers` to 10000 threads", std::to_string(options.most_workers), "/most_workers");
  }
  if (options.stuck_after < Duration{1} || options.stuck_after > kLongestStuck) {
    return invalid("PT0.001S to P1D", to_string(options.stuck_after), "/stuck_after");
  }
  if (options.give_up_within < Duration{0} || options.give_up_within > kLongestGiveUp) {
    return invalid("PT0S to PT1H", to_string(options.give_up_within), "/give_up_within");
  }
  return {};
}

Dispatcher::Dispatcher(DispatchQueue queue, DispatcherOptions options)
    : core_(std::make_shared<Core>(dispatcher::AnyQueue{std::move(queue)}, std::move(options))) {}
Dispatcher::Dispatcher(JournaledQueue queue, DispatcherOptions options)
    : core_(std::make_shared<Core>(dispatcher::AnyQueue{std::move(queue)}, std::move(options))) {}
Dispatcher::~Dispatcher() {
  static_cast<void>(core_->stop(kDestructorWaits));
}

Result<void> Dispatcher::attach(const Connection& connection, std::shared_ptr<Connector> connector) {
  return core_->attach(connection, std::move(connector));
}
Result<void> Dispatcher::start() {
  return core_->start();
}
Stopped Dispatcher::stop(Duration finish) {
  return core_->stop(finish);
}

Result<Fed> Dispatcher::feed(const Event& event, std::string_view source_position) {
  return core_->feed(event, source_position);
}
std::vector<Result<Fed>> Dispatcher::feed(std::span<const Event> events, std::string_view source_position) {
  return core_->feed(events, source_position);
}
Result<void> Dispatcher::sync() {
  return core_->sync();
}

Result<void> Dispatcher::pause(std::string_view connection) {
  return core_->pause(connection);
}
Result<void> Dispatcher::resume(std::string_view connection) {
  return core_->resume(connection);
}
Result<void> Dispatcher::cancel(std::string_view webinar, std::string_view rule, std::string_view attendee) {
  return core_->ask_queue([&](auto& queue, Instant now) { return queue.cancel(webinar, rule, attendee, now); });
}
Result<void> Dispatcher::resubmit(std::string_view key) {
  return core_->ask_queue([&](auto& queue, Instant now) { return queue.resubmit(key, now); });
}
Result<void> Dispatcher::forget_dead_letter(std::string_view key) {
  return core_->ask_queue([&](auto& queue, Instant) { return queue.forget_dead_letter(key); });
}
Result<void> Dispatcher::forget(std::string_view webinar, std::string_view attendee) {
  return core_->forget(webinar, attendee);
}

std::vector<PlannedMoment> Dispatcher::plan(std::size_t most) {
  return core_->ask_queue([&](auto& queue, Instant now) { return queue.plan(now, most); });
}
Result<std::vector<std::string>> Dispatcher::preview(std::string_view webinar, std::string_view rule) {
  return core_->ask_queue([&](auto& queue, Instant now) { return queue.preview(webinar, rule, now); });
}
Result<Explanation> Dispatcher::explain(std::string_view webinar, std::string_view rule,
                                        std::string_view attendee) const {
  return look([&](const DispatchQueue& queue) { return queue.explain(webinar, rule, attendee); });
}
void Dispatcher::look_at(const std::function<void(const DispatchQueue&)>& look) const {
  core_->look_at(look);
}
DispatcherStatus Dispatcher::status() const {
  return core_->status();
}

}  // namespace usher
