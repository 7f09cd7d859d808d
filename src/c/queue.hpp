// What stands behind a usher_queue, and the way in that every function with a queue takes.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "c/arguments.hpp"
#include "c/error.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/json.hpp"
#include "usher/sqlite_journal.hpp"
#include "usher/usher.h"

/// Without a journal the queue is a DispatchQueue, with one a JournaledQueue.
struct usher_queue {
  std::unique_ptr<usher::SqliteJournal> journal;
  std::variant<usher::DispatchQueue, usher::JournaledQueue> face;
  std::vector<const usher::Call*> in_flight;  ///< handed out and not completed, by number
  usher::LineParser parser;
  std::string text;             ///< what was given out last
  std::string source_position;  ///< for the next event
  std::atomic<bool> in_use{false};

  explicit usher_queue(const usher::Options& options) : face(std::in_place_type<usher::DispatchQueue>, options) {}
  usher_queue(std::unique_ptr<usher::SqliteJournal> kept, usher::JournaledQueue queue)
      : journal(std::move(kept)), face(std::move(queue)) {}

  /// Calls `what` with the queue, whichever it is.
  template <class What>
  decltype(auto) with(What&& what) {
    auto* const journaled = std::get_if<usher::JournaledQueue>(&face);
    return journaled != nullptr ? what(*journaled) : what(std::get<usher::DispatchQueue>(face));
  }
  [[nodiscard]] usher::JournaledQueue* journaled() { return std::get_if<usher::JournaledQueue>(&face); }
  /// For all that only looks.
  [[nodiscard]] const usher::DispatchQueue& seen() const {
    const auto* const journaled = std::get_if<usher::JournaledQueue>(&face);
    return journaled != nullptr ? journaled->queue() : std::get<usher::DispatchQueue>(face);
  }
  /// Keeps the text until the next function.
  [[nodiscard]] usher_text give_out(std::string given) {
    text = std::move(given);
    return usher::c::given_out(text);
  }
};

namespace usher::c {

/// One user at a time. A second thread is noticed, though not always: that is a help, not a lock.
class Use {
 public:
  explicit Use(usher_queue& queue) noexcept : queue_(queue), alone_(!queue.in_use.load(std::memory_order_relaxed)) {
    if (alone_) queue_.in_use.store(true, std::memory_order_relaxed);
  }
  ~Use() {
    if (alone_) queue_.in_use.store(false, std::memory_order_relaxed);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  [[nodiscard]] bool alone() const noexcept { return alone_; }

 private:
  usher_queue& queue_;
  bool alone_;
};

/// Runs `body(queue, arguments)`, and lets nothing else out than a status.
template <class Body>
usher_status enter(usher_queue* queue, Body&& body) noexcept {
  if (queue == nullptr) return misused("a queue", "NULL", "/queue");
  const Use use{*queue};
  if (!use.alone()) return misused("one thread at a time", "another one in the same queue", "/queue");
  try {
    Arguments given;
    return body(*queue, given);
  } catch (...) {
    return refuse_exception();
  }
}

/// The same without a queue.
template <class Body>
usher_status enter(Body&& body) noexcept {
  try {
    Arguments given;
    return body(given);
  } catch (...) {
    return refuse_exception();
  }
}

}  // namespace usher::c
