// Definitions from the fields of their objects. Errors point relative to the object read; where there is one, the value
// is worthless.
#pragma once

#include <optional>
#include <vector>

#include "text/scope.hpp"

namespace usher::text {

/// The objects of which a rule is made; those inside count where the field that holds them is an object.
struct RuleScopes {
  const Scope& rule;
  const Scope& when;
  const Scope& anchor;
};
[[nodiscard]] Rule read_rule(const RuleScopes& scopes, Audience audience, std::optional<Error>& error);

/// All but the rules.
[[nodiscard]] Webinar read_webinar(const Scope& webinar, const Scope& threshold, std::vector<Notice>& notices,
                                   std::optional<Error>& error);

[[nodiscard]] Options read_options(const Scope& line, std::optional<Error>& error);
[[nodiscard]] Connection read_connection(const Scope& line, std::optional<Error>& error);

}  // namespace usher::text
