// CRC-32C (Castagnoli), the checksum that goes with every row of a journal file: it finds every change of up to 32 bits
// in a row, and all but one in four thousand million others. Eight bytes a step, so that it costs less than reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace usher::journal {

/// Of `bytes` behind what `before` is the checksum of; 0 before all.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0) noexcept;

}  // namespace usher::journal
