// The connectors file: for each connection its platform, where that is, and the name of its secret.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "connect/object_reader.hpp"
#include "usher/connect.hpp"
#include "usher/json.hpp"
#include "usher/limits.hpp"

namespace usher {
namespace {

using connect::ObjectReader;
using nlohmann::json;

constexpr std::size_t kTextBytes = 4096;
constexpr std::array kPlatforms{Platform::webhook, Platform::getresponse, Platform::activecampaign};
/// What an entry may say of its connection, in the words of a line that defines one.
constexpr std::array kOfConnection{"lane",     "batch",        "spacing",       "call_time",
                                   "max_lead", "max_attempts", "give_up_after", "on_unknown"};

/// Accounts share one pace.
using Paces = std::map<std::array<std::string, 3>, std::shared_ptr<RequestPace>>;

Platform read_platform(ObjectReader& reader) {
  reader.require("platform", "webhook, getresponse or activecampaign");
  const auto name = reader.text("platform", limits::kIdBytes);
  const auto* const found =
      std::find_if(kPlatforms.begin(), kPlatforms.end(), [&](Platform each) { return to_string(each) == name; });
  if (found != kPlatforms.end()) return *found;
  reader.fail(connect::expected("webhook, getresponse or activecampaign", name, reader.where("platform")));
  return {};
}

/// Read as a line of definitions is, over the platform's own limits.
Connection read_connection(ObjectReader& reader, const std::string& id, Platform platform, const std::string& where) {
  auto otherwise = connection_for(platform, id);
  json line = json::parse(to_json(otherwise));
  for (const char* const name : kOfConnection) {
    if (const auto* const value = reader.member(name)) line[name] = *value;
  }
  LineParser parser;
  const auto text = line.dump(-1, ' ', false, json::error_handler_t::replace);
  const auto read = parser.parse(text);
  if (!read) {
    reader.fail({read.error().code, read.error().message, where + read.error().where});
    return otherwise;
  }
  auto connection = std::get<Connection>(read->what);
  if (auto checked = check(connection); !checked) {
    reader.fail({checked.error().code, checked.error().message, where + checked.error().where});
  }
  return connection;
}

void read_timeout(ObjectReader& reader, const char* name, Duration& timeout) {
  const auto* const value = reader.member(name);
  if (value == nullptr) return;
  const auto text = reader.text(name, kTextBytes);
  const auto duration = parse_duration(text);
  if (duration) {
    timeout = *duration;
  } else if (!text.empty()) {
    reader.fail({duration.error().code, duration.error().message, reader.where(name)});
  }
}

void read_secret(ObjectReader& reader, const SecretSource& secrets, ConnectorSettings& settings) {
  reader.require("secret_from", "the name of a secret, such as of an environment variable");
  const auto name = reader.text("secret_from", limits::kIdBytes);
  if (name.empty()) return;
  auto secret = secrets ? secrets(name) : std::nullopt;
  if (secret && !secret->empty()) {
    settings.http.secret = Secret{std::move(*secret)};
  } else {
    reader.fail(
        {ErrorCode::unknown, "expected a secret of the name " + name + ", found none", reader.where("secret_from")});
  }
}

ConnectorSettings read_entry(const json& entry, const std::string& where, const SecretSource& secrets,
                             std::optional<Error>& error) {
  ObjectReader reader{entry, where, error};
  ConnectorSettings settings;
  reader.require("id", "the id of a connection");
  const auto id = reader.text("id", limits::kIdBytes);
  settings.platform = read_platform(reader);
  settings.connection = read_connection(reader, id, settings.platform, where);
  settings.http.url = reader.text("url", kTextBytes);
  settings.http.ca_file = reader.text("ca_file", kTextBytes);
  read_timeout(reader, "connect_timeout", settings.http.connect_timeout);
  read_timeout(reader, "request_timeout", settings.http.request_timeout);
  read_timeout(reader, "call_timeout", settings.http.call_timeout);
  read_secret(reader, secrets, settings);
  reader.finish("a field of a connector");
  // What is wrong with the rest only its connector knows.
  if (error) return settings;
  if (const auto made = make_connector(settings.platform, settings.http); !made) {
    const auto& of_secret = made.error().where == "/secret" ? "/secret_from" : made.error().where;
    reader.fail({made.error().code, made.error().message, where + of_secret});
  }
  return settings;
}

}  // namespace

Result<std::vector<ConnectorSettings>> load_connectors(std::string_view text, const SecretSource& secrets) {
  if (text.size() > limits::kConnectorsBytes) {
    return Error{
        ErrorCode::limit,
        "expected at most " + std::to_string(limits::kConnectorsBytes) + " bytes, found " + std::to_string(text.size()),
        {}};
  }
  const auto file = connect::parse_object(text, "a connectors file, a JSON object");
  if (!file) return file.error();
  std::optional<Error> error;
  ObjectReader reader{*file, "", error};
  reader.require("connectors", "a list of connectors");
  const auto* const entries = reader.member("connectors");
  reader.finish("connectors");
  if (entries != nullptr && !entries->is_array()) {
    reader.fail(connect::expected("a list of connectors", *entries, "/connectors"));
  }
  if (error) return std::move(*error);

  std::vector<ConnectorSettings> all;
  Paces paces;
  std::set<std::string, std::less<>> ids;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const auto where = "/connectors/" + std::to_string(i);
    const auto& entry = (*entries)[i];
    if (!entry.is_object()) return connect::expected("a connector, an object", entry, where);
    auto settings = read_entry(entry, where, secrets, error);
    if (!error && !ids.insert(settings.connection.id).second) {
      error = Error{ErrorCode::duplicate, "expected an id of its own, found one that another has", where + "/id"};
    }
    if (error) return std::move(*error);
    auto& pace = paces[{std::string{to_string(settings.platform)}, settings.http.url, settings.http.secret.reveal()}];
    if (!pace) pace = pace_for(settings.platform);
    settings.http.pace = pace;
    all.push_back(std::move(settings));
  }
  return all;
}

}  // namespace usher
