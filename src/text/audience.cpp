#include "text/audience.hpp"

#include <bit>
#include <cstdint>
#include <vector>

#include "text/keywords.hpp"

namespace usher::text {
namespace {

constexpr Keywords<Audience, 7> kNames{{{
    {"all", Audience::all()},
    {"participants", Audience::participants()},
    {"non_participants", Audience::non_participants()},
    {"online", Audience::online()},
    {"offline", Audience::offline()},
    {"attended", Audience::attended()},
    {"absent", Audience::absent()},
}}};

constexpr std::array kAnswers{Audience::attended(), Audience::participants(), Audience::online()};
constexpr int kCubes = 27;

/// What has up to three fixed answers: of number 0 to 26, written with base 3, a digit says of one answer whether it
/// must be yes (1), no (2), or may be either (0).
struct Cube {
  std::vector<Audience> answers;
  Audience members = Audience::all();
};

Cube cube_of(int number) {
  Cube cube;
  for (const Audience answer : kAnswers) {
    if (number % 3 != 0) {
      cube.answers.push_back(number % 3 == 1 ? answer : ~answer);
      cube.members = cube.members & cube.answers.back();
    }
    number /= 3;
  }
  return cube;
}

/// Cubes that together are the audience: each time the one that adds most.
std::vector<Cube> cover(Audience audience) {
  std::vector<Cube> cubes;
  Audience missing = audience;
  while (missing.bits() != 0) {
    Cube best;
    int most = 0;
    for (int number = 0; number < kCubes; ++number) {
      Cube cube = cube_of(number);
      const int added = std::popcount((cube.members & missing).bits());
      if ((cube.members & ~audience).bits() == 0 && added > most) {
        best = std::move(cube);
        most = added;
      }
    }
    missing = missing & ~best.members;
    cubes.push_back(std::move(best));
  }
  return cubes;
}

std::string listed(std::string_view operation, const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts.front();
  std::string out = "{\"";
  out += operation;
  out += "\":[";
  for (const std::string& part : parts) {
    if (&part != &parts.front()) out += ',';
    out += part;
  }
  return out += "]}";
}

std::string named(Audience audience) {
  return '"' + std::string{kNames.word_for(audience)} + '"';
}

/// The union of cubes; or, `complemented`, the intersection of their complements.
std::string expression(const std::vector<Cube>& cubes, bool complemented) {
  std::vector<std::string> parts;
  for (const Cube& cube : cubes) {
    std::vector<std::string> answers;
    for (const Audience answer : cube.answers) answers.push_back(named(complemented ? ~answer : answer));
    parts.push_back(listed(complemented ? "any_of" : "all_of", answers));
  }
  return listed(complemented ? "all_of" : "any_of", parts);
}

}  // namespace

const Audience* audience_named(std::string_view name) noexcept {
  return kNames.find(name);
}

std::string audience_names() {
  std::string list;
  for (const auto& [name, audience] : kNames.words()) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

void append_audience(std::string& out, Audience audience) {
  if (!kNames.word_for(audience).empty()) {
    out += named(audience);
    return;
  }
  const std::string whom = expression(cover(audience), false);
  const std::string all_but = expression(cover(~audience), true);
  out += all_but.size() < whom.size() ? all_but : whom;
}

}  // namespace usher::text
