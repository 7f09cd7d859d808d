// Sixteen bytes in a register, beside the same done by numbers.
#include "model/pair.hpp"

#include <cstring>

#include "property/random.hpp"
#include "support/catch.hpp"

using usher::model::Pair;

namespace {

std::uint64_t product(std::uint64_t number) {
  return (number & 0xFFFF'FFFFU) * (number >> 32U);
}

bool is(Pair pair, std::uint64_t lower, std::uint64_t upper) {
  return pair.lower() == lower && pair.upper() == upper;
}

}  // namespace

TEST_CASE("a pair is two numbers, on which it works one by one") {
  usher::property::Random random{1};
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t a = random.next(), b = random.next(), c = random.next(), d = random.next();
    const Pair one{a, b};
    const Pair other{c, d};
    REQUIRE(is(one, a, b));
    REQUIRE(is(one & other, a & c, b & d));
    REQUIRE(is(one ^ other, a ^ c, b ^ d));
    REQUIRE(is(one + other, a + c, b + d));
    REQUIRE(is(one.product_of_halves(), product(a), product(b)));
    REQUIRE(alike(one, one).has_all());
    REQUIRE_FALSE(alike(one, other).has_all());
    alignas(Pair::kBytes) char bytes[Pair::kBytes + 1];
    std::memcpy(bytes, &a, sizeof a);
    std::memcpy(bytes + sizeof a, &b, sizeof b);
    REQUIRE(is(Pair::aligned_at(bytes), a, b));
    std::memmove(bytes + 1, bytes, Pair::kBytes);
    REQUIRE(is(Pair::at(bytes + 1), a, b));
  }
}
