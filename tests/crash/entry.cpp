#include "entry.hpp"

namespace usher::crash {
namespace {

void write(record::ByteWriter& out, const std::vector<std::uint64_t>& calls) {
  out.number(std::uint64_t{calls.size()});
  for (const std::uint64_t call : calls) out.number(call);
}

std::vector<std::uint64_t> read_calls(record::ByteReader& in) {
  std::vector<std::uint64_t> calls;
  for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) calls.push_back(in.number());
  return calls;
}

}  // namespace

void write(record::ByteWriter& out, const Entry& entry) {
  out.byte(static_cast<std::uint8_t>(entry.kind));
  out.instant(entry.now);
  out.number(entry.call);
  for (const std::string* text : {&entry.lane, &entry.connection, &entry.person, &entry.position}) out.text(*text);
  out.byte(entry.retraction ? 1 : 0);
  write(out, entry.started);
  write(out, entry.completed);
  out.number(std::uint64_t{entry.given.size()});
  for (const Given& given : entry.given) {
    out.text(given.key);
    out.instant(given.due);
    out.instant(given.decided_at);
    out.byte(given.standing);
    out.number(std::int64_t{given.attempt});
    out.byte(given.redelivery ? 1 : 0);
    out.byte(static_cast<std::uint8_t>(given.outcome));
  }
}

Entry read_entry(record::ByteReader& in) {
  Entry entry;
  entry.kind = Entry::Kind{in.byte()};
  entry.now = in.instant();
  entry.call = in.number();
  for (std::string* text : {&entry.lane, &entry.connection, &entry.person, &entry.position}) *text = in.text();
  entry.retraction = in.flag();
  entry.started = read_calls(in);
  entry.completed = read_calls(in);
  for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) {
    Given given;
    given.key = in.text();
    given.due = in.instant();
    given.decided_at = in.instant();
    given.standing = in.byte();
    given.attempt = static_cast<std::int32_t>(in.signed_number());
    given.redelivery = in.flag();
    given.outcome = Outcome::Kind{in.byte()};
    entry.given.push_back(std::move(given));
  }
  return entry;
}

}  // namespace usher::crash
