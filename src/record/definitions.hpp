// Options, connections and webinars as bytes, and back.
#pragma once

#include "record/bytes.hpp"
#include "usher/connection.hpp"
#include "usher/options.hpp"
#include "usher/webinar.hpp"

namespace usher::record {

void write(ByteWriter& out, const Options& options);
void write(ByteWriter& out, const Connection& connection);
void write(ByteWriter& out, const Webinar& webinar);

/// What was written; the reader has failed where it was not. Whether the values are allowed is `check`'s to say.
[[nodiscard]] Options read_options(ByteReader& in);
[[nodiscard]] Connection read_connection(ByteReader& in);
[[nodiscard]] Webinar read_webinar(ByteReader& in);

}  // namespace usher::record
