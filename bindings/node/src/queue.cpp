#include "queue.hpp"

#include <vector>

namespace usher_node {

Napi::Function Queue::define(Napi::Env env) {
  return DefineClass(env, "NativeQueue",
                     {InstanceMethod<&Queue::close>("close"),
                      InstanceMethod<&Queue::add_connection>("addConnection"),
                      InstanceMethod<&Queue::change_connection>("changeConnection"),
                      InstanceMethod<&Queue::pause>("pause"),
                      InstanceMethod<&Queue::resume>("resume"),
                      InstanceMethod<&Queue::feed_json>("feedJson"),
                      InstanceMethod<&Queue::registered>("registered"),
                      InstanceMethod<&Queue::joined>("joined"),
                      InstanceMethod<&Queue::left>("left"),
                      InstanceMethod<&Queue::resolve>("resolve"),
                      InstanceMethod<&Queue::attendee_joined>("attendeeJoined"),
                      InstanceMethod<&Queue::attendee_left>("attendeeLeft"),
                      InstanceMethod<&Queue::feed_moves>("feedMoves"),
                      InstanceMethod<&Queue::set_source_position>("setSourcePosition"),
                      InstanceMethod<&Queue::next>("next"),
                      InstanceMethod<&Queue::complete>("complete"),
                      InstanceMethod<&Queue::delivered>("delivered"),
                      InstanceMethod<&Queue::wake_at>("wakeAt"),
                      InstanceMethod<&Queue::cancel>("cancel"),
                      InstanceMethod<&Queue::resubmit>("resubmit"),
                      InstanceMethod<&Queue::forget_dead_letter>("forgetDeadLetter"),
                      InstanceMethod<&Queue::forget>("forget"),
                      InstanceMethod<&Queue::sync>("sync"),
                      InstanceMethod<&Queue::source_position>("sourcePosition"),
                      InstanceMethod<&Queue::unwritten>("unwritten"),
                      InstanceMethod<&Queue::backup>("backup"),
                      InstanceMethod<&Queue::plan>("plan"),
                      InstanceMethod<&Queue::pending>("pending"),
                      InstanceMethod<&Queue::dead_letters>("deadLetters"),
                      InstanceMethod<&Queue::connections>("connections"),
                      InstanceMethod<&Queue::preview>("preview"),
                      InstanceMethod<&Queue::explain>("explain"),
                      InstanceMethod<&Queue::counters>("counters"),
                      InstanceMethod<&Queue::now>("now"),
                      InstanceMethod<&Queue::check_invariants>("checkInvariants")});
}

Queue::Queue(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Queue>(info) {
  const Utf8 options{info.Env(), info[0]};
  if (info.Length() < 2) {
    done(info.Env(), usher_queue_create(options.data(), options.size(), &queue_));
    return;
  }
  const Utf8 path{info.Env(), info[1]};
  usher_journal_options journal{};
  journal.size = sizeof journal;
  journal.durability = static_cast<std::int32_t>(whole_number(info.Env(), info[2]));
  journal.must_exist = info[3].ToBoolean() ? 1 : 0;
  journal.max_unsynced = info[4].ToNumber();
  journal.most_unwritten = whole_number(info.Env(), info[5]);
  const auto status = usher_queue_open(path.data(), path.size(), options.data(), options.size(), &journal, &queue_);
  if (status != USHER_OK) fail(info.Env(), status);
}

Napi::Value Queue::done(Napi::Env env, usher_status status) {
  if (status == USHER_OK) return env.Undefined();
  if (status == USHER_MISUSED && queue_ == nullptr) {
    return fail(env, status, "expected an open queue, found one that is closed", "");
  }
  return fail(env, status);
}

Napi::Value Queue::told(Napi::Env env, usher_status status, usher_text words) {
  return status == USHER_OK ? text(env, words) : done(env, status);
}

Napi::Value Queue::answered(Napi::Env env, usher_status status, std::int32_t fed) {
  return status == USHER_OK ? Napi::Number::New(env, fed) : done(env, status);
}

Napi::Value Queue::close(const Napi::CallbackInfo& info) {
  usher_queue_destroy(queue_);
  queue_ = nullptr;
  return info.Env().Undefined();
}

Napi::Value Queue::add_connection(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  return done(info.Env(), usher_add_connection(queue_, json.data(), json.size()));
}

Napi::Value Queue::change_connection(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  return done(info.Env(), usher_change_connection(queue_, json.data(), json.size()));
}

Napi::Value Queue::pause(const Napi::CallbackInfo& info) {
  const Utf8 id{info.Env(), info[0]};
  return done(info.Env(), usher_pause(queue_, id.data(), id.size(), milliseconds(info.Env(), info[1])));
}

Napi::Value Queue::resume(const Napi::CallbackInfo& info) {
  const Utf8 id{info.Env(), info[0]};
  return done(info.Env(), usher_resume(queue_, id.data(), id.size(), milliseconds(info.Env(), info[1])));
}

Napi::Value Queue::feed_json(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  std::int32_t fed = 0;
  const auto status = usher_feed_json(queue_, json.data(), json.size(), milliseconds(info.Env(), info[1]), &fed);
  return answered(info.Env(), status, fed);
}

namespace {

/// (webinar, attendee, session or profile, at, now)
template <class Feed>
usher_status feed_ids(const Napi::CallbackInfo& info, usher_queue* queue, Feed feed, std::int32_t& fed) {
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 attendee{info.Env(), info[1]};
  const Utf8 detail{info.Env(), info[2]};
  return feed(queue, webinar.data(), webinar.size(), attendee.data(), attendee.size(), detail.data(), detail.size(),
              milliseconds(info.Env(), info[3]), milliseconds(info.Env(), info[4]), &fed);
}

}  // namespace

Napi::Value Queue::registered(const Napi::CallbackInfo& info) {
  std::int32_t fed = 0;
  const auto status = feed_ids(info, queue_, usher_registered, fed);
  return answered(info.Env(), status, fed);
}

Napi::Value Queue::joined(const Napi::CallbackInfo& info) {
  std::int32_t fed = 0;
  const auto status = feed_ids(info, queue_, usher_joined, fed);
  return answered(info.Env(), status, fed);
}

Napi::Value Queue::left(const Napi::CallbackInfo& info) {
  std::int32_t fed = 0;
  const auto status = feed_ids(info, queue_, usher_left, fed);
  return answered(info.Env(), status, fed);
}

Napi::Value Queue::resolve(const Napi::CallbackInfo& info) {
  constexpr usher_attendee kMost = usher_attendee{1} << 53U;  // whole numbers that JavaScript tells apart
  const Utf8 webinar{info.Env(), info[0]};
  const Utf8 attendee{info.Env(), info[1]};
  usher_attendee who = 0;
  const auto status = usher_resolve(queue_, webinar.data(), webinar.size(), attendee.data(), attendee.size(), &who);
  if (status != USHER_OK) return done(info.Env(), status);
  if (who >= kMost) {
    return fail(info.Env(), USHER_LIMIT, "expected at most 268435454 webinars in a queue's life, found one more",
                "/webinar");
  }
  return Napi::Number::New(info.Env(), static_cast<double>(who));
}

Napi::Value Queue::attendee_joined(const Napi::CallbackInfo& info) {
  std::int32_t fed = 0;
  const auto status = usher_attendee_joined(queue_, whole_number(info.Env(), info[0]),
                                            milliseconds(info.Env(), info[1]), milliseconds(info.Env(), info[2]), &fed);
  return answered(info.Env(), status, fed);
}

Napi::Value Queue::attendee_left(const Napi::CallbackInfo& info) {
  std::int32_t fed = 0;
  const auto status = usher_attendee_left(queue_, whole_number(info.Env(), info[0]), milliseconds(info.Env(), info[1]),
                                          milliseconds(info.Env(), info[2]), &fed);
  return answered(info.Env(), status, fed);
}

/// (who: Float64Array, at: Float64Array, left: Uint8Array, now) -> Int32Array. The lengths were compared before.
Napi::Value Queue::feed_moves(const Napi::CallbackInfo& info) {
  const auto who = info[0].As<Napi::Float64Array>();
  const auto at = info[1].As<Napi::Float64Array>();
  const auto left = info[2].As<Napi::Uint8Array>();
  const std::size_t count = who.ElementLength();
  std::vector<usher_attendee> handles(count);
  std::vector<std::int64_t> instants(count);
  for (std::size_t i = 0; i < count; ++i) {
    handles[i] = whole_number(who.Data()[i]);
    instants[i] = milliseconds(at.Data()[i]);
  }
  Napi::Int32Array answers = Napi::Int32Array::New(info.Env(), count);
  const auto status = usher_feed_moves(queue_, handles.data(), instants.data(), left.Data(), count,
                                       milliseconds(info.Env(), info[3]), answers.Data());
  bool told = status == USHER_OK;
  for (std::size_t i = 0; !told && i < count; ++i) told = answers.Data()[i] < 0;
  return told ? answers : done(info.Env(), status);
}

Napi::Value Queue::set_source_position(const Napi::CallbackInfo& info) {
  const Utf8 position{info.Env(), info[0]};
  return done(info.Env(), usher_set_source_position(queue_, position.data(), position.size()));
}

/// (now) or (now, lane) -> null, or what copied() gives.
Napi::Value Queue::next(const Napi::CallbackInfo& info) {
  usher_call call{};
  call.size = sizeof call;
  const std::int64_t now = milliseconds(info.Env(), info[0]);
  usher_status status = USHER_OK;
  if (info[1].IsString()) {
    const Utf8 lane{info.Env(), info[1]};
    status = usher_next_on_lane(queue_, lane.data(), lane.size(), now, &call);
  } else {
    status = usher_next(queue_, now, &call);
  }
  if (status != USHER_OK) return done(info.Env(), status);
  return call.id == 0 ? info.Env().Null() : copied(info.Env(), call);
}

/// [id, kind, lane, connection, webinar, rule, action, started_at, then eight values for each handover].
Napi::Value Queue::copied(Napi::Env env, const usher_call& call) {
  std::vector<usher_handover> handovers(call.handover_count);
  handovers[0].size = sizeof handovers[0];
  const auto status = usher_handovers(queue_, call.id, 0, handovers.data(), handovers.size());
  if (status != USHER_OK) return done(env, status);
  Napi::Array told = Napi::Array::New(env, 8 + 8 * handovers.size());
  std::uint32_t place = 0;
  const auto add = [&](const Napi::Value& value) { told[place++] = value; };
  add(Napi::Number::New(env, static_cast<double>(call.id)));
  add(Napi::Number::New(env, call.kind));
  for (const usher_text& words : {call.lane, call.connection, call.webinar, call.rule, call.action}) {
    add(text(env, words));
  }
  add(instant(env, call.started_at));
  for (const usher_handover& handover : handovers) {
    for (const usher_text& words : {handover.attendee, handover.profile, handover.key}) add(text(env, words));
    add(instant(env, handover.due));
    add(instant(env, handover.decided_at));
    add(Napi::Number::New(env, handover.standing));
    add(Napi::Number::New(env, handover.attempt));
    add(Napi::Boolean::New(env, handover.redelivery != 0));
  }
  return told;
}

/// (call, [kind, timed, time, reason, ...], now), one or more outcomes in fours.
Napi::Value Queue::complete(const Napi::CallbackInfo& info) {
  const auto given = info[1].As<Napi::Array>();
  const std::uint32_t count = given.Length() / 4;
  std::vector<std::string> reasons(count);
  std::vector<usher_outcome> outcomes(count == 0 ? 1 : count);
  outcomes[0].size = sizeof outcomes[0];
  for (std::uint32_t i = 0; i < count; ++i) {
    reasons[i] = Napi::Value{given[4 * i + 3]}.ToString().Utf8Value();
    outcomes[i].kind = Napi::Value{given[4 * i]}.ToNumber().Int32Value();
    outcomes[i].timed = Napi::Value{given[4 * i + 1]}.ToBoolean() ? 1 : 0;
    outcomes[i].time = milliseconds(info.Env(), Napi::Value{given[4 * i + 2]});
    outcomes[i].reason = {reasons[i].data(), reasons[i].size()};
  }
  return done(info.Env(), usher_complete(queue_, whole_number(info.Env(), info[0]), outcomes.data(), count,
                                         milliseconds(info.Env(), info[2])));
}

Napi::Value Queue::delivered(const Napi::CallbackInfo& info) {
  return done(info.Env(),
              usher_delivered(queue_, whole_number(info.Env(), info[0]), milliseconds(info.Env(), info[1])));
}

Napi::Value Queue::wake_at(const Napi::CallbackInfo& info) {
  std::int64_t at = 0;
  const auto status = usher_wake_at(queue_, &at);
  return status == USHER_OK ? instant(info.Env(), at) : done(info.Env(), status);
}

}  // namespace usher_node
