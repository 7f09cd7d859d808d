#include "journal/wal.hpp"

#include <bit>
#include <optional>
#include <string_view>

#include "journal/sqlite.hpp"
#include "journal/vfs_file.hpp"

namespace usher::journal {
namespace {

constexpr std::size_t kWalHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kMagic = 0x377F0682;  // its last bit: sums are over big-endian words
constexpr std::uint32_t kFormat = 3007000;

struct Sums {
  std::uint32_t first = 0, second = 0;
  friend bool operator==(const Sums&, const Sums&) = default;
};

Sums sums_at(std::string_view bytes, std::size_t place) {
  return {number_at(bytes, place), number_at(bytes, place + 4)};
}

// SQLite's two sums, over pairs of words.
Sums summed(Sums sums, std::string_view bytes, bool big_endian) {
  for (std::size_t place = 0; place + 8 <= bytes.size(); place += 8) {
    Sums words = sums_at(bytes, place);
    if (!big_endian) words = {__builtin_bswap32(words.first), __builtin_bswap32(words.second)};
    sums.first += words.first + sums.second;
    sums.second += words.second + sums.first;
  }
  return sums;
}

struct Frame {
  std::uint32_t page = 0;
  std::uint32_t pages_after = 0;  ///< not 0: the last of a transaction
  std::uint32_t salt[2]{};
  std::string bytes;
};

class Reader {
 public:
  Reader(sqlite3_file* file, const std::string& name) : file_(file), name_(name) {}

  Result<Wal> read(AfterTorn after_torn) {
    const Result<std::int64_t> size = size_of(file_, name_);
    if (!size) return size.error();
    // The header is on the disk before the first frame is written: without one there is no transaction either.
    if (*size <= static_cast<std::int64_t>(kWalHeader)) return wal_;
    if (Result<void> header = read_header(); !header) return header.error();
    frames_ = (*size - static_cast<std::int64_t>(kWalHeader)) / frame_size();
    return read_frames(after_torn);
  }

 private:
  [[nodiscard]] std::int64_t frame_size() const { return static_cast<std::int64_t>(kFrameHeader) + wal_.page_size; }
  [[nodiscard]] std::int64_t place_of(std::int64_t frame) const {
    return static_cast<std::int64_t>(kWalHeader) + frame * frame_size();
  }

  Result<void> read_header() {
    const Result<std::string> header = read_at(file_, 0, kWalHeader, name_);
    if (!header) return header.error();
    const std::uint32_t magic = number_at(*header, 0);
    big_endian_ = (magic & 1U) != 0;
    const std::string_view summed_part = std::string_view{*header}.substr(0, kWalHeader - 8);
    wal_.page_size = number_at(*header, 8);
    sums_ = sums_at(*header, kWalHeader - 8);
    const bool good = (magic & ~1U) == kMagic && number_at(*header, 4) == kFormat && wal_.page_size >= 512 &&
                      std::has_single_bit(wal_.page_size) && summed({}, summed_part, big_endian_) == sums_;
    if (!good) return damaged(name_, "expected the head of a -wal, found another");
    salt_[0] = number_at(*header, 16);
    salt_[1] = number_at(*header, 20);
    return {};
  }

  Result<Wal> read_frames(AfterTorn after_torn) {
    std::unordered_map<std::uint32_t, std::int64_t> of_transaction;
    for (std::int64_t number = 0; number < frames_; ++number) {
      const Result<Frame> frame = read_frame(number);
      if (!frame) return frame.error();
      if (!is_good(*frame)) {
        if (after_torn == AfterTorn::anything) break;
        return without_torn(*frame, number);
      }
      of_transaction[frame->page] = place_of(number) + static_cast<std::int64_t>(kFrameHeader);
      if (frame->pages_after == 0) continue;
      for (const auto& [page, place] : of_transaction) wal_.newest[page] = place;
      of_transaction.clear();
      wal_.pages = frame->pages_after;
    }
    return wal_;
  }

  Result<Frame> read_frame(std::int64_t number) {
    Result<std::string> bytes = read_at(file_, place_of(number), static_cast<std::size_t>(frame_size()), name_);
    if (!bytes) return bytes.error();
    Frame frame;
    frame.page = number_at(*bytes, 0);
    frame.pages_after = number_at(*bytes, 4);
    frame.salt[0] = number_at(*bytes, 8);
    frame.salt[1] = number_at(*bytes, 12);
    frame.bytes = std::move(*bytes);
    return frame;
  }

  [[nodiscard]] Sums sums_of(const Frame& frame) const {
    const std::string_view bytes = frame.bytes;
    return summed(summed(sums_, bytes.substr(0, 8), big_endian_), bytes.substr(kFrameHeader), big_endian_);
  }

  // The frame goes on from the last one.
  bool is_good(const Frame& frame) {
    const Sums sums = sums_of(frame);
    if (frame.salt[0] != salt_[0] || frame.salt[1] != salt_[1] || frame.page == 0) return false;
    if (sums != sums_at(frame.bytes, 16)) return false;
    sums_ = sums;
    return true;
  }

  // Of this generation, even where one bit of the salt has flipped.
  [[nodiscard]] bool of_generation(const Frame& frame) const {
    return std::popcount(frame.salt[0] ^ salt_[0]) + std::popcount(frame.salt[1] ^ salt_[1]) <= 1;
  }

  // One bit in what the first bad frame says of itself has flipped: nothing that a torn write does.
  [[nodiscard]] bool is_flipped(Frame frame) const {
    for (std::size_t bit = 0; bit < 32; ++bit) {
      char& byte = frame.bytes[4 + bit / 8];
      const char before = byte;
      byte = static_cast<char>(before ^ (1 << (bit % 8)));
      if (sums_of(frame) == sums_at(frame.bytes, 16)) return true;
      byte = before;
    }
    return false;
  }

  // Everything from `bad` on must be of one transaction, the last: nothing follows a frame that ends one.
  Result<Wal> without_torn(const Frame& bad, std::int64_t number) {
    if (of_generation(bad) && is_flipped(bad)) return damage(number);
    bool ended = false;
    for (std::int64_t each = number; each < frames_; ++each) {
      const Result<Frame> frame = read_frame(each);
      if (!frame) return frame.error();
      if (!of_generation(*frame)) continue;
      if (ended) return damage(number);
      ended = frame->pages_after != 0;
    }
    return wal_;
  }

  [[nodiscard]] Error damage(std::int64_t number) const {
    return damaged(name_, "expected " + std::to_string(frames_) +
                              " frames as they were written, found the one at byte " +
                              std::to_string(place_of(number)) + " changed");
  }

  sqlite3_file* file_;
  const std::string& name_;
  Wal wal_;
  bool big_endian_ = false;
  std::uint32_t salt_[2]{};
  Sums sums_;
  std::int64_t frames_ = 0;
};

}  // namespace

Result<Wal> read_wal(sqlite3_file* file, const std::string& name, AfterTorn after_torn) {
  return Reader{file, name}.read(after_torn);
}

}  // namespace usher::journal
