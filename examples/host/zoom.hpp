// Zoom's webhooks: whether it is Zoom that speaks, and what it says.
#pragma once

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "usher/event.hpp"
#include "usher/json.hpp"

namespace host {

/// How far the time of a signature may be from ours: nobody sends an old message again.
inline constexpr std::chrono::seconds kTolerance = std::chrono::minutes{5};

/// In hexadecimal.
inline std::string hmac_sha256(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4U];
    hex += "0123456789abcdef"[digest[i] & 15U];
  }
  return hex;
}
/// In a time that does not tell how much of it is right.
inline bool same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

class ZoomMessage {
 public:
  /// `timestamp` and `signature` as in the headers x-zm-request-timestamp and x-zm-signature.
  static bool is_signed(const std::string& secret, const std::string& timestamp, const std::string& signature,
                        const std::string& body, usher::Instant now) {
    const usher::Instant sent{std::chrono::seconds{std::strtoll(timestamp.c_str(), nullptr, 10) % 10'000'000'000}};
    return std::chrono::abs(now - sent) <= kTolerance &&
           same(signature, "v0=" + hmac_sha256(secret, "v0:" + timestamp + ":" + body));
  }

  explicit ZoomMessage(const std::string& body) : json_(nlohmann::json::parse(body, nullptr, false)) {
    const nlohmann::json::json_pointer participant{"/payload/object/participant"};
    const bool present = json_.is_object() && json_.contains(participant);
    const std::string person = present ? participant.to_string() : "/payload/object/registrant";
    webinar_ = text("/payload/object/id");
    for (const char* const id : {"/email", "/registrant_id", "/id", "/user_id"}) {
      if (attendee_.empty()) attendee_ = text(person + id);
    }
    for (char& c : attendee_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    session_ = text(person + "/participant_uuid");
    nlohmann::json profile = nlohmann::json::object();
    for (const char* const name : {"email", "first_name", "last_name"}) profile[name] = text(person + "/" + name);
    profile["name"] = text(person + "/first_name") + " " + text(person + "/last_name");
    profile_ = profile.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    status_ = text(person + "/status");
  }

  /// Zoom wants to see that we know the secret: the body that shows it. Empty: it does not.
  [[nodiscard]] std::string challenge_answer(const std::string& secret) const {
    const std::string token = text("/payload/plainToken");
    if (text("/event") != "endpoint.url_validation" || token.empty()) return {};
    return nlohmann::json{{"plainToken", token}, {"encryptedToken", hmac_sha256(secret, token)}}.dump();
  }
  /// None for what does not matter here, or is not of Zoom's form. Borrows from the message.
  [[nodiscard]] std::optional<usher::Event> event() const {
    const std::string type = text("/event");
    const auto at = [this](const char* place) { return instant("/payload/object" + std::string{place}); };
    if (type == "webinar.started") return usher::WebinarStarted{at("/start_time"), webinar_};
    if (type == "webinar.ended") return usher::WebinarEnded{at("/end_time"), webinar_};
    if (attendee_.empty() || status_ == "pending") return std::nullopt;
    if (type == "webinar.participant_joined")
      return usher::AttendeeJoined{at("/participant/join_time"), webinar_, attendee_, session_};
    if (type == "webinar.participant_left")
      return usher::AttendeeLeft{at("/participant/leave_time"), webinar_, attendee_, session_};
    if (type == "webinar.registration_created" || type == "webinar.registration_approved")
      return usher::AttendeeRegistered{at(""), webinar_, attendee_, profile_};
    if (type == "webinar.registration_cancelled" || type == "webinar.registration_denied")
      return usher::AttendeeUnregistered{at(""), webinar_, attendee_};
    return std::nullopt;
  }

 private:
  /// Text, or a number as it is written: ids come as either. Empty: not there.
  [[nodiscard]] std::string text(const std::string& pointer) const {
    const nlohmann::json::json_pointer place{pointer};
    if (!json_.is_object() || !json_.contains(place)) return {};
    const nlohmann::json& value = json_.at(place);
    return value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : "";
  }
  /// When it happened; where that is not said, when Zoom sent it.
  [[nodiscard]] usher::Instant instant(const std::string& pointer) const {
    if (const auto said = usher::parse_instant(text(pointer)); said) return *said;
    return usher::Instant{usher::Duration{std::strtoll(text("/event_ts").c_str(), nullptr, 10)}};
  }

  nlohmann::json json_;
  std::string webinar_, attendee_, session_, profile_, status_;
};

}  // namespace host
