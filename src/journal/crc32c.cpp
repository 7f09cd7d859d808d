#include "journal/crc32c.hpp"

#include <array>
#include <cstring>

namespace usher::journal {
namespace {

constexpr std::size_t kStep = 8;
constexpr std::uint32_t kPolynomial = 0x82F63B78;  // of Castagnoli, its bits reversed
using Table = std::array<std::uint32_t, 256>;

// tables[n][byte]: what `byte` does to the checksum when n more bytes follow it.
constexpr std::array<Table, kStep> make_tables() {
  std::array<Table, kStep> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? kPolynomial : 0U);
    tables[0][byte] = value;
  }
  for (std::size_t after = 1; after < kStep; ++after) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t value = tables[after - 1][byte];
      tables[after][byte] = (value >> 8U) ^ tables[0][value & 0xFFU];
    }
  }
  return tables;
}

constexpr std::array<Table, kStep> kTables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

#if defined(__x86_64__)
/// The processor's own.
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::string_view bytes, std::uint32_t value) noexcept {
  std::uint64_t sum = value;
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    std::uint64_t step = 0;
    std::memcpy(&step, bytes.data(), sizeof step);
    sum = __builtin_ia32_crc32di(sum, step);
  }
  auto last = static_cast<std::uint32_t>(sum);
  for (const char byte : bytes) last = __builtin_ia32_crc32qi(last, static_cast<unsigned char>(byte));
  return last;
}
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) noexcept {
  std::uint32_t value = ~before;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~by_instruction(bytes, value);
#endif
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    std::uint32_t next = 0;
    for (std::size_t place = 0; place < 4; ++place) {
      next ^= kTables[7 - place][((value >> (8 * place)) & 0xFFU) ^ byte_at(bytes, place)];
      next ^= kTables[3 - place][byte_at(bytes, place + 4)];
    }
    value = next;
  }
  for (std::size_t place = 0; place < bytes.size(); ++place)
    value = (value >> 8U) ^ kTables[0][(value & 0xFFU) ^ byte_at(bytes, place)];
  return ~value;
}

}  // namespace usher::journal
