#include "values.hpp"

#include <cmath>

namespace usher_node {

Utf8::Utf8(napi_env env, napi_value value) {
  std::size_t size = 0;
  if (napi_get_value_string_utf8(env, value, inline_.data(), inline_.size(), &size) != napi_ok) return;
  data_ = inline_.data();
  size_ = size;
  // It may have been cut: four bytes less than there is room for could not have been.
  if (size + 4 < inline_.size()) return;
  napi_get_value_string_utf8(env, value, nullptr, 0, &size);
  heap_.resize(size + 1);
  napi_get_value_string_utf8(env, value, heap_.data(), heap_.size(), &size);
  data_ = heap_.data();
  size_ = size;
}

std::int64_t milliseconds(double number) {
  return std::isfinite(number) && std::abs(number) < 9e15 ? static_cast<std::int64_t>(std::floor(number)) : INT64_MIN;
}

std::uint64_t whole_number(double number) {
  return number >= 0 && number < 9e15 ? static_cast<std::uint64_t>(number) : 0;
}

std::int64_t milliseconds(napi_env env, napi_value value) {
  double number = NAN;
  napi_get_value_double(env, value, &number);
  return milliseconds(number);
}

std::uint64_t whole_number(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return whole_number(number);
}

Napi::Value text(Napi::Env env, usher_text value) {
  return Napi::String::New(env, value.size == 0 ? "" : value.data, value.size);
}

Napi::Value instant(Napi::Env env, std::int64_t value) {
  if (value == USHER_NONE) return env.Undefined();
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value fail(Napi::Env env, usher_status status, const std::string& message, const std::string& where) {
  const auto* const errors = env.GetInstanceData<Errors>();
  const Napi::Value error = errors->make.Call({Napi::String::New(env, usher_status_name(status)),
                                               Napi::String::New(env, message), Napi::String::New(env, where)});
  if (!env.IsExceptionPending()) napi_throw(env, error);
  return env.Undefined();
}

Napi::Value fail(Napi::Env env, usher_status status) {
  usher_error error{};
  error.size = sizeof error;
  usher_last_error(&error);
  return fail(env, status, {error.message.data, error.message.size}, {error.where.data, error.where.size});
}

namespace {

Napi::Value read_line(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  usher_line line{};
  line.size = sizeof line;
  if (const auto status = usher_read_line(json.data(), json.size(), &line)) return fail(info.Env(), status);
  Napi::Array told = Napi::Array::New(info.Env(), 4);
  told[0U] = Napi::Number::New(info.Env(), line.what);
  told[1U] = instant(info.Env(), line.at);
  told[2U] = instant(info.Env(), line.seen);
  told[3U] = text(info.Env(), line.notices);
  return told;
}

Napi::Value check_line(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  if (const auto status = usher_check_line(json.data(), json.size())) return fail(info.Env(), status);
  return info.Env().Undefined();
}

Napi::Value parse_instant(const Napi::CallbackInfo& info) {
  const Utf8 words{info.Env(), info[0]};
  std::int64_t value = 0;
  if (const auto status = usher_parse_instant(words.data(), words.size(), &value)) return fail(info.Env(), status);
  return instant(info.Env(), value);
}

Napi::Value parse_duration(const Napi::CallbackInfo& info) {
  const Utf8 words{info.Env(), info[0]};
  const bool signed_allowed = info[1].ToBoolean();
  std::int64_t value = 0;
  if (const auto status = usher_parse_duration(words.data(), words.size(), signed_allowed ? 1 : 0, &value)) {
    return fail(info.Env(), status);
  }
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

Napi::Value parse_local(const Napi::CallbackInfo& info) {
  const Utf8 words{info.Env(), info[0]};
  const Utf8 zone{info.Env(), info[1]};
  std::int64_t value = 0;
  std::int32_t kind = 0;
  if (const auto status = usher_parse_local(words.data(), words.size(), zone.data(), zone.size(), &value, &kind)) {
    return fail(info.Env(), status);
  }
  Napi::Array told = Napi::Array::New(info.Env(), 2);
  told[0U] = instant(info.Env(), value);
  told[1U] = Napi::Number::New(info.Env(), kind);
  return told;
}

Napi::Value format_duration(const Napi::CallbackInfo& info) {
  usher_text words{};
  if (const auto status = usher_format_duration(milliseconds(info.Env(), info[0]), &words)) {
    return fail(info.Env(), status);
  }
  return text(info.Env(), words);
}

Napi::Value backoff(const Napi::CallbackInfo& info) {
  const Utf8 key{info.Env(), info[0]};
  const auto attempt = static_cast<std::int32_t>(whole_number(info.Env(), info[1]));
  std::int64_t value = 0;
  if (const auto status = usher_backoff(key.data(), key.size(), attempt, &value)) return fail(info.Env(), status);
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

Napi::Value mark_distance(const Napi::CallbackInfo& info) {
  const auto hundredths = static_cast<std::int32_t>(whole_number(info.Env(), info[1]));
  std::int64_t value = 0;
  if (const auto status = usher_mark_distance(milliseconds(info.Env(), info[0]), hundredths, &value)) {
    return fail(info.Env(), status);
  }
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

Napi::Value expected_time(const Napi::CallbackInfo& info) {
  const Utf8 json{info.Env(), info[0]};
  std::int64_t value = 0;
  const auto status = usher_expected_time(json.data(), json.size(), whole_number(info.Env(), info[1]), &value);
  if (status != USHER_OK) return fail(info.Env(), status);
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

/// What a call over the border costs by itself: for the benchmark.
Napi::Value nothing(const Napi::CallbackInfo& info) {
  return info.Env().Undefined();
}

}  // namespace

void add_values(Napi::Env env, Napi::Object exports) {
  exports["version"] = Napi::String::New(env, usher_version_text());
  exports["readLine"] = Napi::Function::New<read_line>(env);
  exports["checkLine"] = Napi::Function::New<check_line>(env);
  exports["parseInstant"] = Napi::Function::New<parse_instant>(env);
  exports["parseDuration"] = Napi::Function::New<parse_duration>(env);
  exports["parseLocal"] = Napi::Function::New<parse_local>(env);
  exports["formatDuration"] = Napi::Function::New<format_duration>(env);
  exports["backoff"] = Napi::Function::New<backoff>(env);
  exports["markDistance"] = Napi::Function::New<mark_distance>(env);
  exports["expectedTime"] = Napi::Function::New<expected_time>(env);
  exports["nothing"] = Napi::Function::New<nothing>(env);
}

}  // namespace usher_node
