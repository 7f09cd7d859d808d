// What steers the queue, its journal, and looking in.
#include "queue.hpp"

namespace usher_node {

Napi::Value Queue::cancel(const Napi::CallbackInfo& info) {
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 rule{info.Env(), info[1]};
  const Utf8 attendee{info.Env(), info[2]};
  return done(info.Env(), usher_cancel(queue_, webinar.data(), webinar.size(), rule.data(), rule.size(),
                                       attendee.data(), attendee.size(), milliseconds(info.Env(), info[3])));
}

Napi::Value Queue::resubmit(const Napi::CallbackInfo& info) {
  const Utf8 key{info.Env(), info[0]};
  return done(info.Env(), usher_resubmit(queue_, key.data(), key.size(), milliseconds(info.Env(), info[1])));
}

Napi::Value Queue::forget_dead_letter(const Napi::CallbackInfo& info) {
  const Utf8 key{info.Env(), info[0]};
  return done(info.Env(), usher_forget_dead_letter(queue_, key.data(), key.size()));
}

Napi::Value Queue::forget(const Napi::CallbackInfo& info) {
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 attendee{info.Env(), info[1]};
  return done(info.Env(), usher_forget(queue_, webinar.data(), webinar.size(), attendee.data(), attendee.size(),
                                       milliseconds(info.Env(), info[2])));
}

Napi::Value Queue::sync(const Napi::CallbackInfo& info) {
  return done(info.Env(), usher_sync(queue_));
}

Napi::Value Queue::source_position(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_source_position(queue_, &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::unwritten(const Napi::CallbackInfo& info) {
  std::uint64_t bytes = 0;
  const auto status = usher_unwritten(queue_, &bytes);
  return status == USHER_OK ? Napi::Number::New(info.Env(), static_cast<double>(bytes)) : done(info.Env(), status);
}

Napi::Value Queue::backup(const Napi::CallbackInfo& info) {
  const Utf8 path{info.Env(), info[0]};
  return done(info.Env(), usher_journal_backup(queue_, path.data(), path.size()));
}

Napi::Value Queue::plan(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_plan(queue_, milliseconds(info.Env(), info[0]), whole_number(info.Env(), info[1]), &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::pending(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_pending(queue_, whole_number(info.Env(), info[0]), &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::dead_letters(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_dead_letters(queue_, &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::connections(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_connections(queue_, &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::preview(const Napi::CallbackInfo& info) {
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 rule{info.Env(), info[1]};
  usher_text words{};
  const auto status = usher_preview(queue_, webinar.data(), webinar.size(), rule.data(), rule.size(),
                                    milliseconds(info.Env(), info[2]), &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::explain(const Napi::CallbackInfo& info) {
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 rule{info.Env(), info[1]};
  const Utf8 attendee{info.Env(), info[2]};
  usher_text words{};
  const auto status = usher_explain(queue_, webinar.data(), webinar.size(), rule.data(), rule.size(), attendee.data(),
                                    attendee.size(), &words);
  return told(info.Env(), status, words);
}

Napi::Value Queue::counters(const Napi::CallbackInfo& info) {
  usher_counters found{};
  found.size = sizeof found;
  if (const auto status = usher_counters_of(queue_, &found)) return done(info.Env(), status);
  Napi::Object counters = Napi::Object::New(info.Env());
  const auto add = [&](const char* name, std::uint64_t value) {
    counters[name] = Napi::Number::New(info.Env(), static_cast<double>(value));
  };
  add("applied", found.applied);
  add("late", found.late);
  add("ahead", found.ahead);
  add("duplicate", found.duplicate);
  add("ignored", found.ignored);
  add("refused", found.refused);
  add("unpaired_leaves", found.unpaired_leaves);
  add("calls", found.calls);
  add("delivered", found.delivered);
  add("retried", found.retried);
  add("rejected", found.rejected);
  add("gave_up", found.gave_up);
  add("cancelled", found.cancelled);
  add("throttled", found.throttled);
  add("decided_early", found.decided_early);
  add("retractions", found.retractions);
  add("corrections", found.corrections);
  add("differences", found.differences);
  add("webinars_freed", found.webinars_freed);
  add("webinars", found.webinars);
  add("in_flight", found.in_flight);
  add("dead_letters", found.dead_letters);
  return counters;
}

Napi::Value Queue::now(const Napi::CallbackInfo& info) {
  std::int64_t at = 0;
  const auto status = usher_now(queue_, &at);
  return status == USHER_OK ? instant(info.Env(), at) : done(info.Env(), status);
}

Napi::Value Queue::check_invariants(const Napi::CallbackInfo& info) {
  usher_text words{};
  const auto status = usher_check_invariants(queue_, &words);
  return told(info.Env(), status, words);
}

}  // namespace usher_node
