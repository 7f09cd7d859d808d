// What a rule's action says to a platform: docs/connectors.md has it as tables.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/connect.hpp"

namespace usher::connect {

/// Either what it is, or where in the profile it stands.
struct Source {
  std::string text{};
  std::string place{};  ///< empty: `text` is it
};

/// Of GetResponse or ActiveCampaign. Places are JSON pointers or names of members of the profile.
struct Action {
  Source campaign{};                 ///< GetResponse
  std::vector<std::string> lists{};  ///< ActiveCampaign
  std::vector<std::string> tags{};   ///< names
  std::string email = "/email";
  std::string name = "/name";              ///< GetResponse
  std::string first_name = "/first_name";  ///< ActiveCampaign, and the two below
  std::string last_name = "/last_name";
  std::string phone = "/phone";
  std::vector<std::pair<std::string, std::string>> fields{};  ///< the platform's id, and the place in the profile
};

/// Errors: malformed, invalid, limit; `where` is a JSON pointer relative to the action.
[[nodiscard]] Result<Action> read_action(Platform platform, std::string_view text);

}  // namespace usher::connect
