// The queue as a JavaScript object. lib/index.js gives it a face; what it gets here is numbers and strings.
#pragma once

#include "values.hpp"

namespace usher_node {

class Queue : public Napi::ObjectWrap<Queue> {
 public:
  static Napi::Function define(Napi::Env env);
  /// (options) or (options, path, durability, must_exist, max_unsynced, most_unwritten)
  explicit Queue(const Napi::CallbackInfo& info);
  ~Queue() override { usher_queue_destroy(queue_); }

 private:
  Napi::Value close(const Napi::CallbackInfo& info);

  Napi::Value add_connection(const Napi::CallbackInfo& info);
  Napi::Value change_connection(const Napi::CallbackInfo& info);
  Napi::Value pause(const Napi::CallbackInfo& info);
  Napi::Value resume(const Napi::CallbackInfo& info);

  Napi::Value feed_json(const Napi::CallbackInfo& info);
  Napi::Value registered(const Napi::CallbackInfo& info);
  Napi::Value joined(const Napi::CallbackInfo& info);
  Napi::Value left(const Napi::CallbackInfo& info);
  Napi::Value resolve(const Napi::CallbackInfo& info);
  Napi::Value attendee_joined(const Napi::CallbackInfo& info);
  Napi::Value attendee_left(const Napi::CallbackInfo& info);
  Napi::Value feed_moves(const Napi::CallbackInfo& info);
  Napi::Value set_source_position(const Napi::CallbackInfo& info);

  Napi::Value next(const Napi::CallbackInfo& info);
  Napi::Value complete(const Napi::CallbackInfo& info);
  Napi::Value delivered(const Napi::CallbackInfo& info);
  Napi::Value wake_at(const Napi::CallbackInfo& info);

  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value resubmit(const Napi::CallbackInfo& info);
  Napi::Value forget_dead_letter(const Napi::CallbackInfo& info);
  Napi::Value forget(const Napi::CallbackInfo& info);

  Napi::Value sync(const Napi::CallbackInfo& info);
  Napi::Value source_position(const Napi::CallbackInfo& info);
  Napi::Value unwritten(const Napi::CallbackInfo& info);
  Napi::Value backup(const Napi::CallbackInfo& info);

  Napi::Value plan(const Napi::CallbackInfo& info);
  Napi::Value pending(const Napi::CallbackInfo& info);
  Napi::Value dead_letters(const Napi::CallbackInfo& info);
  Napi::Value connections(const Napi::CallbackInfo& info);
  Napi::Value preview(const Napi::CallbackInfo& info);
  Napi::Value explain(const Napi::CallbackInfo& info);
  Napi::Value counters(const Napi::CallbackInfo& info);
  Napi::Value now(const Napi::CallbackInfo& info);
  Napi::Value check_invariants(const Napi::CallbackInfo& info);

  /// Undefined, or the exception.
  Napi::Value done(Napi::Env env, usher_status status);
  Napi::Value told(Napi::Env env, usher_status status, usher_text words);
  Napi::Value answered(Napi::Env env, usher_status status, std::int32_t fed);
  Napi::Value copied(Napi::Env env, const usher_call& call);

  usher_queue* queue_ = nullptr;
};

}  // namespace usher_node
