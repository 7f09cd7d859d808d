#include "allocation/counting_allocator.hpp"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

usher::allocation::Heap counted;
std::string_view watched;
std::uint64_t with_watched = 0;

/// What glibc keeps before each block.
constexpr std::int64_t kHeader = sizeof(std::size_t);

void* keep(void* block) {
  if (block == nullptr) throw std::bad_alloc{};
  ++counted.allocations;
  counted.bytes += static_cast<std::int64_t>(malloc_usable_size(block)) + kHeader;
  return block;
}

void give_back(void* block) noexcept {
  if (block == nullptr) return;
  const std::size_t size = malloc_usable_size(block);
  counted.bytes -= static_cast<std::int64_t>(size) + kHeader;
  if (!watched.empty() && std::string_view{static_cast<const char*>(block), size}.find(watched) != watched.npos) {
    ++with_watched;
  }
  std::free(block);
}

}  // namespace

namespace usher::allocation {

Heap heap() noexcept {
  return counted;
}

void watch_for(std::string_view text) noexcept {
  watched = text;
  with_watched = 0;
}

std::uint64_t seen() noexcept {
  return with_watched;
}

}  // namespace usher::allocation

// The other forms that the library calls come down to these.
void* operator new(std::size_t size) {
  return keep(std::malloc(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto whole = static_cast<std::size_t>(alignment);
  return keep(std::aligned_alloc(whole, (size + whole - 1) / whole * whole));
}
void operator delete(void* block) noexcept {
  give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
  give_back(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  give_back(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  give_back(block);
}
