// What Node loads: init(makeError) gives the queue's class and the functions that need none.
#include "queue.hpp"
#include "values.hpp"

namespace {

Napi::Value init(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto* const errors = new usher_node::Errors{Napi::Persistent(info[0].As<Napi::Function>())};
  env.SetInstanceData(errors);  // which deletes it with the environment
  Napi::Object native = Napi::Object::New(env);
  native["Queue"] = usher_node::Queue::define(env);
  usher_node::add_values(env, native);
  return native;
}

Napi::Object load(Napi::Env env, Napi::Object exports) {
  exports["init"] = Napi::Function::New<init>(env);
  return exports;
}

}  // namespace

NODE_API_MODULE(usher, load)
