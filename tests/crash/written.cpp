#include "written.hpp"

#include <stdexcept>

#include "queue/recorder.hpp"
#include "record/definitions.hpp"

namespace usher::crash {
namespace {

using record::ByteReader;
using record::Kind;

void pass_numbers(ByteReader& in, std::uint64_t count) {
  for (; count != 0 && !in.failed(); --count) (void)in.number();
}

void pass_checkpoint(ByteReader& in) {
  constexpr std::uint64_t kNumbersBeforeConnections = 2 + 17;
  pass_numbers(in, kNumbersBeforeConnections);
  for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) {
    pass_numbers(in, 2);
    (void)in.optional_instant();
    (void)in.signed_number();
    (void)in.flag();
    for (int real = 0; real < 4; ++real) (void)in.word();
    (void)in.number();
  }
}

void pass_started(ByteReader& in) {
  pass_numbers(in, 2);
  (void)in.byte();
  for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) {
    const bool again = static_cast<queue::Origin>(in.byte() >> 3U) == queue::Origin::retry;
    pass_numbers(in, again ? 1 : 3);
  }
}

void pass_completed(ByteReader& in) {
  for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) {
    const std::uint8_t bits = in.byte();
    if (Outcome::Kind(bits >> 2U) == Outcome::Kind::throttled) (void)in.instant();
    if (queue::Ending::Kind(bits & 3U) == queue::Ending::Kind::again) (void)in.instant();
  }
}

void pass_planes(ByteReader& in) {
  (void)in.instant();
  for (int plane = 0; plane < 4; ++plane)
    for (std::uint64_t left = in.number(); left != 0 && !in.failed(); --left) (void)in.word();
}

void pass_registered(ByteReader& in) {
  pass_numbers(in, 2);
  (void)in.flag();
}

Written read_about_queue(Kind kind, ByteReader& in) {
  Written written{.kind = kind};
  switch (kind) {
    case Kind::opened:
      (void)in.number();
      (void)record::read_options(in);
      break;
    case Kind::connection:
      (void)record::read_connection(in);
      break;
    case Kind::position:
      written.position = in.text();
      break;
    case Kind::checkpoint:
      pass_checkpoint(in);
      break;
    default:
      pass_numbers(in, 1);
  }
  return written;
}

void pass_about_people(Kind kind, ByteReader& in) {
  switch (kind) {
    case Kind::attendee:
    case Kind::profile:
    case Kind::reason:
      (void)in.text();
      break;
    case Kind::session:
      (void)in.number();
      (void)in.text();
      break;
    case Kind::registered:
      return pass_registered(in);
    case Kind::joined:
    case Kind::left:
      return pass_numbers(in, 3);
    case Kind::forgotten:
      return pass_numbers(in, 1);
    default:
      return pass_numbers(in, 2);
  }
}

void pass_about_webinar(Kind kind, ByteReader& in) {
  (void)in.instant();
  if (kind == Kind::scheduled || kind == Kind::edited) (void)record::read_webinar(in);
  if (kind == Kind::moved) (void)in.instant();
  if (kind == Kind::marker) (void)in.text();
}

Written read_one(Kind kind, ByteReader& in) {
  if (kind < Kind::scheduled) return read_about_queue(kind, in);
  Written written{.kind = kind};
  if (kind == Kind::call_started || kind == Kind::call_completed) {
    written.call = in.number();
    kind == Kind::call_started ? pass_started(in) : pass_completed(in);
  } else if (kind == Kind::planes) {
    pass_planes(in);
  } else if (kind == Kind::claimed) {
    pass_numbers(in, 2);
    pass_numbers(in, in.number());
  } else if (kind == Kind::settled) {
    pass_numbers(in, in.number());
  } else if (kind < Kind::attendee) {
    pass_about_webinar(kind, in);
  } else {
    pass_about_people(kind, in);
  }
  return written;
}

}  // namespace

std::vector<Written> written_in(const JournalRow& row) {
  std::vector<Written> all;
  ByteReader in{row.data};
  (void)in.instant();
  while (!in.empty()) {
    const Kind kind{in.byte()};
    (void)in.number();
    all.push_back(read_one(kind, in));
  }
  if (in.failed()) throw std::runtime_error{"a row that cannot be read: " + std::to_string(row.sequence)};
  return all;
}

}  // namespace usher::crash
