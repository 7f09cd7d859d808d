"""The picture of docs/performance.md: what one event, look-up or decision costs, by how many attendees there are."""

import math

from lead_picture import Drawing, WIDTH

LEFT, RIGHT, TOP, HEIGHT = 70, 250, 56, 320
SIZES, TIMES = (3, 7), (-2, 3)  # powers of ten that the axes show: attendees, nanoseconds
LINES = ("early", "late", "soft", "ink", "other")


def drawn(series):
    """`series` is {name: {attendees: nanoseconds}}; logarithmic both ways, so that a flat line does not grow."""
    drawing = Drawing()
    drawing.text(LEFT, 30, "What one costs, by how many attendees there are", "title")

    def across(attendees):
        return LEFT + (math.log10(attendees) - SIZES[0]) / (SIZES[1] - SIZES[0]) * (WIDTH - LEFT - RIGHT)

    def down(nanoseconds):
        return TOP + (TIMES[1] - math.log10(nanoseconds)) / (TIMES[1] - TIMES[0]) * HEIGHT

    for power in range(SIZES[0], SIZES[1] + 1):
        drawing.line(across(10 ** power), TOP, across(10 ** power), TOP + HEIGHT, "rule")
        drawing.text(across(10 ** power), TOP + HEIGHT + 18, f"{10 ** power:,}", "small middle")
    for power in range(TIMES[0], TIMES[1] + 1):
        drawing.line(LEFT, down(10 ** power), WIDTH - RIGHT, down(10 ** power), "rule")
        drawing.text(LEFT - 8, down(10 ** power) + 4, f"{10.0 ** power:g} ns", "small right")
    for (name, times), kind in zip(series.items(), LINES):
        points = [(across(size), down(time)) for size, time in sorted(times.items())]
        for (x1, y1), (x2, y2) in zip(points, points[1:]):
            drawing.line(x1, y1, x2, y2, f"due {kind}")
        for x, y in points:
            drawing.box(x - 3, y - 3, 6, 6, kind)
        drawing.text(points[-1][0] + 10, points[-1][1] + 4, name, "small")
    return drawing.svg(TOP + HEIGHT + 40, "What one event, look-up or decision costs by the number of attendees")
