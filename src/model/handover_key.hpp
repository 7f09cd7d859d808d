// The key of a handover, "webinar/rule/attendee/generation", and what it names (Handover::key).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher::model {

struct HandoverKey {
  std::string webinar, rule, attendee;
  std::int32_t generation = 1;
};

[[nodiscard]] std::string to_text(const HandoverKey& key);
/// Nothing where no handover has such a key: there is one way to write each.
[[nodiscard]] std::optional<HandoverKey> parse_handover_key(std::string_view text);

}  // namespace usher::model
