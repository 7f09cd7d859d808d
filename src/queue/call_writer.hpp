// Fills a Call: the one place that writes what hosts read.
//
//   CallWriter writer{call, head};
//   writer.make_room(writer.room_for(attendee, profile) + ...);
//   for (...) writer.add(entry);
#pragma once

#include <cstddef>
#include <memory>
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

  /// Begins to overwrite `call`, whose buffers are used again.
  CallWriter(Call& call, const Head& head);
  /// The same with another call of the rule that `call` has been of.
  CallWriter(Call& call, CallId id, Instant started_at) noexcept;
  /// A call of one handover is to be another such call of the same rule.
  static void write_again(Call& call, CallId id, Instant started_at, const Entry& entry);
  /// The most bytes that the texts of an entry take.
  [[nodiscard]] std::size_t room_for(std::string_view attendee, std::string_view profile) const noexcept {
    return room_for(call_, attendee, profile);
  }
  /// For all entries that are to be added, before the first of them.
  void make_room(std::size_t bytes);
  void add(const Entry& entry);

 private:
  [[nodiscard]] static std::size_t room_for(const Call& call, std::string_view attendee,
                                            std::string_view profile) noexcept;
  /// Behind the key's prefix, which is there already; the end of what is written.
  [[nodiscard]] static char* write(Handover& handover, char* key, std::size_t prefix_size, const Entry& entry) noexcept;

  Call& call_;
  char* end_ = nullptr;  ///< of what is written
};

}  // namespace usher
