// Numbers for Prometheus, in its text form, version 0.0.4. docs/operating.md says what each means.
#pragma once

#include <algorithm>
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "usher/dispatcher.hpp"

namespace host {

class Metrics {
 public:
  void late(usher::Duration by) {
    const std::lock_guard lock{mutex_};
    const auto* const bound = std::find_if(kBounds.begin(), kBounds.end(), [&](int s) { return by <= Seconds{s}; });
    ++by_lateness_[static_cast<std::size_t>(bound - kBounds.begin())];
    --by_lateness_[0];  // `completed` counts it as on time
    lateness_ += Seconds{by}.count();
  }
  void completed(std::size_t delivered, usher::Duration took) {
    const std::lock_guard lock{mutex_};
    by_lateness_[0] += delivered;
    call_time_ += Seconds{took}.count();
    ++calls_;
  }

  [[nodiscard]] std::string text(const usher::Dispatcher& dispatcher) {
    const std::lock_guard lock{mutex_};
    std::ostringstream page;
    const auto counters = dispatcher.look([](const usher::DispatchQueue& queue) { return queue.counters(); });
    for (const auto& [name, labels, type, member] : kCounters) show(page, name, type, labels, counters.*member);
    for (const auto& one : dispatcher.look([](const auto& queue) { return queue.connections(); })) {
      const std::string id = nlohmann::json(one.id).dump(), state = nlohmann::json(to_string(one.state)).dump();
      show(page, "usher_connection_state", "gauge", "{connection=" + id + ",state=" + state + "}", 1);
    }
    const usher::DispatcherStatus status = dispatcher.status();
    show(page, "usher_workers", "gauge", "", status.workers);
    show(page, "usher_stuck_calls", "gauge", "", status.stuck);
    show(page, "usher_journal_failing", "gauge", "", status.journal_failing ? 1 : 0);
    show(page, "usher_journal_unwritten_bytes", "gauge", "", status.unwritten);
    page << "# TYPE usher_call_seconds summary\nusher_call_seconds_sum " << call_time_ << "\nusher_call_seconds_count "
         << calls_ << "\n# TYPE usher_lateness_seconds histogram\n";
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < by_lateness_.size(); ++i) {
      so_far += by_lateness_[i];
      const std::string bound = i < kBounds.size() ? std::to_string(kBounds[i]) : "+Inf";
      page << "usher_lateness_seconds_bucket{le=\"" << bound << "\"} " << so_far << '\n';
    }
    page << "usher_lateness_seconds_sum " << lateness_ << "\nusher_lateness_seconds_count " << so_far << '\n';
    return page.str();
  }

 private:
  using Seconds = std::chrono::duration<double>;
  using Counters = usher::Counters;
  struct Counter {
    const char* name;
    const char* labels;
    const char* type;
    std::uint64_t Counters::*member;
  };
  static constexpr Counter kCounters[] = {
      {"usher_events_total", "{fed=\"applied\"}", "counter", &Counters::applied},
      {"usher_events_total", "{fed=\"late\"}", "counter", &Counters::late},
      {"usher_events_total", "{fed=\"ahead\"}", "counter", &Counters::ahead},
      {"usher_events_total", "{fed=\"duplicate\"}", "counter", &Counters::duplicate},
      {"usher_events_total", "{fed=\"ignored\"}", "counter", &Counters::ignored},
      {"usher_events_total", "{fed=\"refused\"}", "counter", &Counters::refused},
      {"usher_calls_total", "", "counter", &Counters::calls},
      {"usher_handovers_total", "{outcome=\"delivered\"}", "counter", &Counters::delivered},
      {"usher_handovers_total", "{outcome=\"retried\"}", "counter", &Counters::retried},
      {"usher_handovers_total", "{outcome=\"throttled\"}", "counter", &Counters::throttled},
      {"usher_handovers_total", "{outcome=\"rejected\"}", "counter", &Counters::rejected},
      {"usher_handovers_total", "{outcome=\"gave_up\"}", "counter", &Counters::gave_up},
      {"usher_decided_early_total", "", "counter", &Counters::decided_early},
      {"usher_corrections_total", "", "counter", &Counters::corrections},
      {"usher_differences_total", "", "counter", &Counters::differences},
      {"usher_webinars", "", "gauge", &Counters::webinars},
      {"usher_in_flight", "", "gauge", &Counters::in_flight},
      {"usher_dead_letters", "", "gauge", &Counters::dead_letters},
  };
  static constexpr std::array<int, 7> kBounds{0, 1, 5, 15, 60, 300, 3600};  ///< seconds late

  /// The type is told before the first line of a name.
  template <class Value>
  void show(std::ostringstream& page, const char* name, const char* type, const std::string& labels, Value value) {
    if (name != std::exchange(last_, name)) page << "# TYPE " << name << ' ' << type << '\n';
    page << name << labels << ' ' << value << '\n';
  }

  std::mutex mutex_;
  std::array<std::uint64_t, kBounds.size() + 1> by_lateness_{};  ///< delivered handovers, by the first bound they keep
  double lateness_ = 0, call_time_ = 0;                          ///< seconds, of all
  std::uint64_t calls_ = 0;
  std::string last_;
};

}  // namespace host
