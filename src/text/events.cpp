#include "text/events.hpp"

#include "text/definitions.hpp"
#include "usher/limits.hpp"

namespace usher::text {
namespace {

/// The fields that a line of this type has, no other, and each of the right JSON type where that depends on the line's.
void check_fields(FieldReader& fields, const Scope& line, LineType type, std::optional<Error>& error) {
  const LineFields& known = fields_of_line(type);
  if (const FieldSet unknown = line.present.without(known.allowed); !unknown.empty()) {
    fields.refuse(unknown.first(), expected(ErrorCode::malformed, "one of " + names_of(known.allowed),
                                            in_quotes(name_of(unknown.first()))));
    return;
  }
  fields.require(known.required);
  if (error || !fields.has(Field::webinar)) return;
  const bool defines = type == LineType::scheduled || type == LineType::edited;
  if (fields.json(Field::webinar).starts_with('{') != defines) {
    fields.refuse(Field::webinar, expected(ErrorCode::malformed, defines ? "a webinar object" : "a webinar's id",
                                           shown(fields.json(Field::webinar))));
  }
}

std::string_view read_profile(FieldReader& fields) {
  const std::string_view profile = fields.json(Field::profile);
  if (profile.size() > limits::kPayloadBytes) {
    fields.refuse(Field::profile, expected(ErrorCode::limit, "at most 262144 bytes", std::to_string(profile.size())));
  }
  return profile;
}

Event read_event(FieldReader& fields, LineType type, Webinar& webinar, std::vector<Notice>& notices) {
  const Instant at = fields.instant(Field::at);
  if (type == LineType::scheduled) return WebinarScheduled{at, std::move(webinar)};
  if (type == LineType::edited) return WebinarEdited{at, std::move(webinar)};
  const std::string_view id = fields.id(Field::webinar);
  switch (type) {
    case LineType::moved:
      return WebinarMoved{at, id, fields.start(Field::start, Field::zone, notices)};
    case LineType::started:
      return WebinarStarted{at, id};
    case LineType::ended:
      return WebinarEnded{at, id};
    case LineType::cancelled:
      return WebinarCancelled{at, id};
    case LineType::marker:
      return WebinarMarker{at, id, fields.id(Field::marker)};
    case LineType::registered:
      return AttendeeRegistered{at, id, fields.id(Field::attendee), read_profile(fields)};
    case LineType::unregistered:
      return AttendeeUnregistered{at, id, fields.id(Field::attendee)};
    case LineType::joined:
      return AttendeeJoined{at, id, fields.id(Field::attendee), fields.id(Field::session)};
    default:
      return AttendeeLeft{at, id, fields.id(Field::attendee), fields.id(Field::session)};
  }
}

/// What the definition itself says is wrong with it, as seen from the line.
template <class Definition>
void check_definition(const Definition& definition, std::string_view where, std::optional<Error>& error) {
  if (error) return;
  if (auto checked = check(definition); !checked) {
    error = std::move(checked).error();
    error->where.insert(0, where);
  }
}

}  // namespace

Result<Line> read_line(const Scope& line, Webinar& webinar) {
  std::optional<Error> error;
  FieldReader fields{line, error};
  fields.require({Field::type});
  if (error) return *std::move(error);
  const LineType* type = line_type_named(fields.text(Field::type));
  if (type == nullptr) {
    return expected(ErrorCode::invalid, line_type_names(), shown(fields.json(Field::type)),
                    fields.pointer_to(Field::type));
  }
  check_fields(fields, line, *type, error);
  if (error) return *std::move(error);

  Line read;
  if (*type == LineType::queue) {
    const Options options = read_options(line, error);
    check_definition(options, {}, error);
    read.what = options;
  } else if (*type == LineType::connection) {
    Connection connection = read_connection(line, error);
    check_definition(connection, {}, error);
    read.what = std::move(connection);
  } else {
    if (fields.json(Field::webinar).starts_with('{')) check_definition(webinar, "/webinar", error);
    read.what = read_event(fields, *type, webinar, read.notices);
    if (fields.has(Field::seen)) read.seen = fields.instant(Field::seen);
  }
  if (error) return *std::move(error);
  return read;
}

}  // namespace usher::text
