#!/usr/bin/env python3
"""Draws docs/lead.svg from the numbers of the simulator: lead_simulator --json FILE, then lead_picture.py FILE SVG.

Above, one evening: for each moment when its calls ran, before or after due, by three policies. Below, all evenings:
what was on time and what was decided wrongly. `tools/dev bench lead --picture` does both.
"""

import json
import pathlib
import sys
from xml.sax.saxutils import escape

POLICIES = {"cron": "starts at due", "P1": "starts as early as mean calls need", "usher": "plans backwards from due"}
CASES = ("200", "2000", "2000-batch", "20000-batch")
RULES = {"online": "online or offline", "participants": "participants or not", "all": "everybody"}
FIRST_HOUR = 18  # the evening's, as in the simulator

WIDTH, MARGIN, LABELS = 960, 24, 212
ROW, BLOCK = 20, 10
EARLIEST, LATEST = -12.5, 20.0  # minutes from due that the upper panels show

LIGHT = {"ground": "#fcfcfb", "ink": "#1d1d1b", "soft": "#63625d", "rule": "#e2e1dc", "early": "#2a78d6",
         "late": "#d9622b", "other": "#a9a8a2"}
DARK = {"ground": "#1a1a19", "ink": "#f2f1ec", "soft": "#b3b2aa", "rule": "#3a3a37", "early": "#4a92ea",
        "late": "#e8783f", "other": "#74736d"}


def colours(of):
    """Plain values, since not everything that shows an SVG knows variables."""
    filled = "".join(f" .{name} {{ fill: {of[name]} }}" for name in ("ground", "soft", "early", "late", "other"))
    return (f"text {{ fill: {of['ink']} }}{filled} .arrow {{ fill: {of['late']} }} .rule {{ stroke: {of['rule']} }} "
            f".due {{ stroke: {of['ink']} }}")


STYLE = f"""
  text {{ font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }}
  .title {{ font-size: 17px; font-weight: 600 }} .head {{ font-size: 13px; font-weight: 600 }}
  .small {{ font-size: 11px }} .right {{ text-anchor: end }} .middle {{ text-anchor: middle }}
  .strong {{ font-weight: 600 }} .rule {{ stroke-width: 1 }} .due {{ stroke-width: 1.5 }}
  {colours(LIGHT)}
  @media (prefers-color-scheme: dark) {{ {colours(DARK)} }}
"""


class Drawing:
    def __init__(self):
        self.parts = []

    def text(self, x, y, words, kind=""):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>')

    def box(self, x, y, width, height, kind, tip=""):
        title = f"<title>{escape(tip)}</title>" if tip else ""
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.8):.1f}" height="{height}" rx="1.5" '
                          f'class="{kind}">{title}</rect>')

    def line(self, x1, y1, x2, y2, kind):
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>')

    def arrow(self, x, y):
        self.parts.append(f'<path d="M{x:.1f} {y - 4:.1f} l7 4 l-7 4 z" class="arrow"/>')

    def svg(self, height, description):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
                f'height="{height:.0f}" role="img" aria-label="{escape(description)}">\n<style>{STYLE}</style>\n'
                f'<rect width="{WIDTH}" height="{height:.0f}" class="ground"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def mean(numbers):
    return sum(numbers) / len(numbers)


def clock(seconds):
    minutes = FIRST_HOUR * 60 + round(seconds / 60)
    return f"{minutes // 60 % 24}:{minutes % 60:02}"


def moment_label(time_line, moment):
    registrants = time_line["webinars"][moment["webinar"]]["registrants"]
    return f"{clock(moment['due'])} · {registrants:,} × {RULES[moment['rules'][0]]}"


def draw_blocks(drawing, panel, blocks, moments, top):
    """What ran before due in one colour, what ran after it in the other; an arrow where it goes on outside."""
    left, width = panel

    def place(minutes):
        return left + (min(max(minutes, EARLIEST), LATEST) - EARLIEST) / (LATEST - EARLIEST) * width

    for moment, start, end, handovers in blocks:
        due = moments[moment]["due"]
        first, last = (start - due) / 60, (end - due) / 60
        y = top + moment * ROW + (ROW - BLOCK) / 2
        tip = f"{handovers:,} handovers, from {first:+.1f} to {last:+.1f} min"
        if first < 0:
            drawing.box(place(first), y, place(min(last, 0)) - place(first), BLOCK, "early", tip)
        if last > 0:
            drawing.box(place(max(first, 0)), y, place(last) - place(max(first, 0)), BLOCK, "late", tip)
        if last > LATEST:
            drawing.arrow(left + width, y + BLOCK / 2)
    for minutes in (-10, 0, 10):
        drawing.text(place(minutes), top + ROW * len(moments) + 15, "due" if minutes == 0 else f"{minutes:+} min",
                     "small middle " + ("strong" if minutes == 0 else "soft"))
    return place


def draw_evening(drawing, time_line, top):
    moments, shown = time_line["moments"], [p for p in time_line["policies"] if p["name"] in POLICIES]
    gap = 22
    width = (WIDTH - 2 * MARGIN - LABELS - gap * (len(shown) - 1)) / len(shown)
    first_row, bottom = top + 44, top + 44 + ROW * len(moments)
    for index, moment in enumerate(moments):
        y = first_row + index * ROW
        drawing.text(MARGIN, y + ROW / 2 + 4, moment_label(time_line, moment), "small")
        drawing.line(MARGIN, y + ROW, WIDTH - MARGIN, y + ROW, "rule")
    for index, policy in enumerate(shown):
        left = MARGIN + LABELS + index * (width + gap)
        drawing.text(left, top + 14, policy["name"], "head")
        drawing.text(left, top + 30, POLICIES[policy["name"]], "small soft")
        drawing.text(left + width, top + 14, f"{policy['on_time']:.0f} % on time", "right strong")
        place = draw_blocks(drawing, (left, width), policy["blocks"], moments, first_row)
        drawing.line(place(0), first_row - 4, place(0), bottom + 3, "due")
    return bottom + 22


def draw_bars(drawing, left, top, width, case, measure, most):
    """A bar for each policy, with its number; a mark where no policy could do better."""
    scale = width / most
    by_name = {policy["name"]: mean(policy[measure]) for policy in case["policies"] if measure in policy}
    for index, name in enumerate(POLICIES):
        y = top + index * 16
        value = by_name.get(name, 0)
        drawing.text(left - 8, y + 9, name, "small right" + (" strong" if name == "usher" else ""))
        drawing.box(left, y, value * scale, BLOCK, "early" if name == "usher" else "other")
        number = f"{value:.1f} %" if measure == "on_time" else f"{value:.2f} %"
        drawing.text(left + (width if measure == "on_time" else value * scale) + 6, y + 9, number, "small" + (" strong" if name == "usher" else ""))
    feasible = by_name.get("clairvoyant", 100.0)
    if measure == "on_time" and feasible < 99.9:
        drawing.line(left + feasible * scale, top - 3, left + feasible * scale, top + 16 * len(POLICIES), "due")
        drawing.text(left + feasible * scale, top - 6, f"feasible {feasible:.1f} %", "small middle")


def draw_all_evenings(drawing, cases, top):
    bars, middle = 250, MARGIN + 210
    second = middle + bars + 165
    drawing.text(middle, top + 12, "on time: at the target by due + 1 s", "small soft")
    drawing.text(second, top + 12, "wrong: sent by another truth than that at due", "small soft")
    y = top + 38
    most_wrong = max(mean(p["wrong"]) for case in cases for p in case["policies"])
    for case in cases:
        title = case["title"].split(" (")[0]
        drawing.text(MARGIN, y + 9, title.split(", ")[0], "strong")
        drawing.text(MARGIN, y + 25, ", ".join(title.split(", ")[1:]), "small soft")
        draw_bars(drawing, middle, y, bars, case, "on_time", 100)
        draw_bars(drawing, second, y, 180, case, "wrong", max(most_wrong, 0.01))
        y += 72
    return y


def picture(numbers):
    drawing, time_line = Drawing(), numbers["time_line"]
    cases = [case for name in CASES for case in numbers["cases"] if case["name"] == name]
    seeds = len(cases[0]["policies"][0]["on_time"])
    drawing.text(MARGIN, 34, "When to call, so that the information is there when it is due", "title")
    drawing.text(MARGIN, 56, "One evening: three webinars on one lane, one call at a time. Each row is a moment: when its "
                 "information is due, how many × for whom.", "soft")
    drawing.box(MARGIN, 66, 12, BLOCK, "early")
    drawing.text(MARGIN + 18, 75, "calls before due", "small")
    drawing.box(MARGIN + 122, 66, 12, BLOCK, "late")
    drawing.text(MARGIN + 140, 75, "calls after due: late", "small")
    drawing.text(MARGIN + 270, 75, "Calls may begin up to 10 minutes before due; what does not fit into them must be late.",
                 "small soft")
    y = draw_evening(drawing, time_line, 92)
    drawing.text(MARGIN, y + 26, f"All evenings: means of {seeds} simulated ones for each size", "head")
    y = draw_all_evenings(drawing, cases, y + 34)
    return drawing.svg(y + 6, "When calls ran relative to due, and the shares on time and wrong, by policy")


def main(source, target):
    numbers = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    if missing := set(CASES) - {case["name"] for case in numbers["cases"]}:
        sys.exit(f"{source}: without the cases {', '.join(sorted(missing))}, which the picture shows")
    pathlib.Path(target).write_text(picture(numbers), encoding="utf-8")
    print(f"{target}: drawn from {source}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: lead_picture.py NUMBERS.json PICTURE.svg")
    main(sys.argv[1], sys.argv[2])
