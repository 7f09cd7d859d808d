#include "cli/chart.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace usher::cli {
namespace {

constexpr std::size_t kLabel = 6;
constexpr std::size_t kBars = 72;
constexpr std::size_t kRows = 8;
constexpr std::size_t kSteps = 8;  ///< of a bar within one row
constexpr std::array<std::string_view, kSteps + 1> kBlocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// The stretch of time that the bars cover: the webinar and a tenth of it on either side.
struct Window {
  Instant from{}, to{};

  [[nodiscard]] Instant middle_of(std::size_t column) const {
    return from + (to - from) * static_cast<int>(2 * column + 1) / static_cast<int>(2 * kBars);
  }
  [[nodiscard]] bool contains(Instant instant) const { return from <= instant && instant < to; }
  [[nodiscard]] std::size_t column_of(Instant instant) const {
    return static_cast<std::size_t>((instant - from) * static_cast<int>(kBars) / (to - from));
  }
};

Window window_of(const Chart& chart) {
  const Duration margin = std::max((chart.end - chart.start) / 10, Duration{1'000});
  return {chart.start - margin, chart.end + margin};
}

bool online(const std::vector<Stay>& stays, Instant instant) {
  return std::any_of(stays.begin(), stays.end(),
                     [&](const Stay& stay) { return stay.joined <= instant && (!stay.left || instant < *stay.left); });
}

std::vector<std::size_t> heights(const Chart& chart, const Window& window) {
  std::vector<std::size_t> result(kBars);
  for (std::size_t column = 0; column < kBars; ++column) {
    const Instant instant = window.middle_of(column);
    result[column] = static_cast<std::size_t>(std::count_if(chart.people.begin(), chart.people.end(),
                                                            [&](const auto& stays) { return online(stays, instant); }));
  }
  return result;
}

Ink ink_at(const Chart& chart, Instant instant) {
  if (instant < chart.start || instant >= chart.end) return Ink::faint;
  return instant < chart.mark ? Ink::cyan : Ink::green;
}

/// The part of a bar of `height` that stands in the row which begins at `floor`, both in steps.
std::string_view block(std::size_t height, std::size_t floor) {
  return kBlocks[height <= floor ? 0 : std::min(height - floor, kSteps)];
}

void draw_bars(const Chart& chart, const Window& window, const Paint& paint, std::ostream& out) {
  const auto counts = heights(chart, window);
  const std::size_t most = std::max<std::size_t>(*std::max_element(counts.begin(), counts.end()), 1);
  for (std::size_t row = kRows; row-- > 0;) {
    const bool labelled = row == kRows - 1 || row == kRows / 2 - 1;
    out << fit_right(labelled ? std::to_string(most * (row + 1) / kRows) : "", kLabel) << (labelled ? " ┤" : " │");
    std::string run;
    Ink ink = Ink::plain;
    for (std::size_t column = 0; column < kBars; ++column) {
      const Ink next = ink_at(chart, window.middle_of(column));
      if (next != ink) out << paint(ink, run);
      if (next != ink) run.clear();
      ink = next;
      run += block((counts[column] * kRows * kSteps + most - 1) / most, row * kSteps);
    }
    out << paint(ink, run) << '\n';
  }
}

void draw_axis(const Chart& chart, const Window& window, const Paint& paint, std::ostream& out) {
  std::array<char, kBars> letters{};
  for (const auto& mark : chart.marks) {
    if (!window.contains(mark.at)) continue;
    std::size_t column = window.column_of(mark.at);
    while (column < kBars && letters[column] != 0) ++column;
    if (column < kBars) letters[column] = mark.letter;
  }
  out << fit_right("0", kLabel) << " └";
  for (const char letter : letters) {
    if (letter == 0) {
      out << "─";
    } else {
      out << paint(Ink::bold, std::string_view{&letter, 1});
    }
  }
  out << '\n';
}

void draw_legend(const Chart& chart, const Paint& paint, std::ostream& out) {
  for (const auto& mark : chart.marks) {
    out << std::string(kLabel + 2, ' ') << paint(Ink::bold, std::string_view{&mark.letter, 1}) << ' '
        << clock_of(mark.at) << ' ' << cut(mark.name, kColumns - kLabel - 13) << '\n';
  }
}

}  // namespace

void draw(const Chart& chart, const Paint& paint, std::ostream& out) {
  const Window window = window_of(chart);
  out << fit_right("online", kLabel) << '\n';
  draw_bars(chart, window, paint, out);
  draw_axis(chart, window, paint, out);
  draw_legend(chart, paint, out);
}

}  // namespace usher::cli
