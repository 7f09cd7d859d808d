// Fills a Call: the one place that writes what hosts read.
//
//   CallWriter writer{call, head};
//   writer.make_room(writer.room_for(attendee, profile) + ...);
//   for (...) writer.add(entry);
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "decision/rule_state.hpp"
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
  /// A first call of one handover is to be another such call, of another attendee of the same rule and moment.
  static void write_again(Call& call, CallId id, Instant started_at, std::string_view attendee,
                          std::string_view profile, const decision::Decision& decision) {
    Handover& handover = call.handovers_.front();
    call.id_ = id;
    call.started_at_ = started_at;
    handover.decided_at = decision.decided_at;
    handover.standing = decision.standing;
    write_texts_again(call, attendee, profile);
  }
  /// The most bytes that the texts of an entry take.
  [[nodiscard]] std::size_t room_for(std::string_view attendee, std::string_view profile) const noexcept;
  /// For all entries that are to be added, before the first of them.
  void make_room(std::size_t bytes);
  void add(const Entry& entry);

 private:
  [[nodiscard]] static std::size_t room_for(const Call& call, std::string_view attendee,
                                            std::string_view profile) noexcept;
  static void write_texts_again(Call& call, std::string_view attendee, std::string_view profile);
  [[gnu::noinline]] static void write_any_texts_again(Call& call, std::string_view attendee, std::string_view profile);
  /// Behind the key's prefix, which is there already; the end of what is written.
  static char* write_texts(Handover& handover, char* key, std::size_t prefix_size, std::string_view attendee,
                           std::string_view profile, std::int32_t generation) noexcept;

  Call& call_;
  char* end_ = nullptr;  ///< of what is written
};

}  // namespace usher
