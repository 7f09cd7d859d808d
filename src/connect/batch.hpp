// A call of many handovers: each its own outcome, and one bad one costs nobody else theirs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "usher/call.hpp"

namespace usher::connect {

/// Handovers of a call by their places.
using Places = std::span<const std::size_t>;

/// Hands `places` to `many` at once. Where that says that the target has refused them as a whole, it gets each half,
/// and so on; fewer than `least` go to `one`, each for itself. At most twice as many requests as places.
template <class Many, class One>
void send_halving(Places places, std::size_t least, const Many& many, const One& one) {
  if (places.size() < least) {
    for (const std::size_t place : places) one(place);
  } else if (!many(places)) {
    const std::size_t half = places.size() / 2;
    send_halving(places.first(half), least, many, one);
    send_halving(places.subspan(half), least, many, one);
  }
}

}  // namespace usher::connect
