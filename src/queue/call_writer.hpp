// Fills a Call: the one place that writes what hosts read.
//
//   CallWriter writer{call, head, room};
//   for (...) writer.add(entry);
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "usher/call.hpp"
#include "usher/webinar.hpp"

namespace usher {

class CallWriter {
 public:
  /// What all handovers of the call share.
  struct Head {
    CallId id{};
    CallKind kind{};
    Instant started_at{};
    std::string_view lane;  ///< borrowed for as long as there is a call
    std::string_view webinar;
    const std::shared_ptr<const Rule>& rule;
  };
  /// One handover.
  struct Entry {
    std::string_view attendee, profile;
    Instant due{}, decided_at{};
    Standing standing{};
    std::int32_t attempt = 1;
    std::int32_t generation = 1;
    bool redelivery = false;
  };

  /// Begins to overwrite `call`, whose buffers are used again, with entries whose `room_for` adds up to `room` at most.
  CallWriter(Call& call, const Head& head, std::size_t room);
  void add(const Entry& entry);
  /// The most bytes that the texts of an entry take, without what a key has of webinar and rule, which comes once.
  [[nodiscard]] static std::size_t room_for(const Head& head, std::string_view attendee,
                                            std::string_view profile) noexcept;

 private:
  Call& call_;
};

/// "webinar/rule/attendee/generation", ids escaped.
[[nodiscard]] std::string key_of(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                 std::int32_t generation);

}  // namespace usher
