"""The picture of the simulation: how often each method's interval holds the truth, and what ours can see."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from scipy.stats import nct

from seeingstars.products.style import (
    INK,
    PALE,
    QUIET,
    add_footer,
    add_header,
    house_style,
    new_figure,
    stamp_simulated,
)
from seeingstars.science.comparison import t_quantile

Language = Literal["nl", "en"]
OURS_COLOUR, OTHER_COLOUR = "#00224e", "#b8860b"
OURS = "difference in differences over nights, t(B-1)"
# Name in the benchmark: words, marker, ours or not. What is not named here is printed and not drawn.
METHOD_WORDS = {
    OURS: ({"nl": "verschil per nacht, t (onze)", "en": "difference by night, t (ours)"}, "o", True),
    "permutation over nights": (
        {"nl": "permutatie van nachten (onze)", "en": "permutation of nights (ours)"},
        "D",
        True,
    ),
    "mixed, night x area, z": (
        {"nl": "gemengd model, nacht × gebied, z", "en": "mixed model, night × area, z"},
        "^",
        False,
    ),
    "Welch on readings": ({"nl": "Welch op losse metingen", "en": "Welch on single readings"}, "v", False),
    "mixed, night only, z": ({"nl": "gemengd model, nacht, z", "en": "mixed model, night only, z"}, "s", False),
    "bootstrap pairs x nights": (
        {"nl": "bootstrap paren × nachten", "en": "bootstrap of pairs × nights"},
        "P",
        False,
    ),
    "bootstrap over pairs": ({"nl": "bootstrap van paren", "en": "bootstrap of pairs"}, "X", False),
}
WORDS = {
    "title": {"nl": "Is 95 % zekerheid ook 95 %?", "en": "Is a 95 % interval a 95 % interval?"},
    "what": {
        "nl": "Verzonnen nachten waarvan het antwoord bekend is: één donkere nacht, {n} keer overgedaan",
        "en": "Made-up nights with a known answer: one dark night, done over {n} times",
    },
    "reading": {
        "nl": "Wie nacht met nacht vergelijkt, krijgt een interval dat 95 van de 100 keer de waarheid bevat, zoals het belooft. Wie elke meting als een los bewijs telt, is te zeker van zijn zaak.",
        "en": "Comparing night with night gives an interval that holds the truth 95 times in 100, as it promises. Counting each reading as evidence of its own makes one too sure.",
    },
    "coverage": {"nl": "Hoe vaak het interval de waarheid bevat", "en": "How often the interval holds the truth"},
    "power": {
        "nl": "Hoe vaak 0,3 mag donkerder opvalt",
        "en": "How often 0.3 mag darker shows",
    },
    "nights": {"nl": "aantal vergelijkbare nachten", "en": "number of similar nights"},
    "quiet": {
        "nl": "gebieden lijken op elkaar\n(schokken van 0,05 mag)",
        "en": "areas behave alike\n(shocks of 0.05 mag)",
    },
    "unruly": {"nl": "losse wolken\n(schokken van 0,15 mag)", "en": "patchy cloud\n(shocks of 0.15 mag)"},
    "exact": {
        "nl": "lijn: exact; stip: simulatie",
        "en": "line: exact; dot: simulation",
    },
    "footer": {
        "nl": "Simulatie: 10 meetpunten per gebied; hemel per nacht ±0,25, meting ±0,1, schok per nacht en gebied ±0,05 mag/arcsec². Grijze band: 0,938 tot 0,962. benchmarks/bench_inference.py",
        "en": "Simulation: 10 sites an area; sky of the night ±0.25, reading ±0.1, shock by night and area ±0.05 mag/arcsec². Grey band: 0.938 to 0.962. benchmarks/bench_inference.py",
    },
}


class Curves:
    """What the picture shows: coverage by method and number of nights, power by shock and number of nights."""

    def __init__(self) -> None:
        self.coverage: dict[str, dict[int, float]] = {}
        self.power: dict[float, dict[int, float]] = {}

    def add(self, method: str, nights: int, value: float) -> None:
        self.coverage.setdefault(method, {})[nights] = value

    def add_power(self, shock_mag: float, nights: int, value: float) -> None:
        self.power.setdefault(shock_mag, {})[nights] = value


def draw(curves: Curves, folder: Path, *, repetitions: int) -> list[Path]:
    """Write inference-nl.png and inference-en.png; the same curves give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_draw(curves, folder / f"inference-{language}.png", language, repetitions) for language in ("en", "nl")]


def _draw(curves: Curves, path: Path, language: Language, repetitions: int) -> Path:
    thousands = f"{repetitions:,}" if language == "en" else f"{repetitions:,}".replace(",", ".")
    with house_style():
        figure = new_figure(width_in=12, height_in=6.4)
        what = WORDS["what"][language].format(n=thousands)
        add_header(figure, title=WORDS["title"][language], event=what, verdict=WORDS["reading"][language])
        left, right = figure.add_axes((0.06, 0.16, 0.34, 0.57)), figure.add_axes((0.75, 0.16, 0.235, 0.57))
        _coverage_panel(left, curves.coverage, language)
        _power_panel(right, curves.power, language)
        add_footer(figure, WORDS["footer"][language])
        stamp_simulated(figure, simulated=True, language=language)
        figure.savefig(path, format="png", dpi=110, metadata={"Software": None})
    return path


def _coverage_panel(axes: Axes, coverage: dict[str, dict[int, float]], language: Language) -> None:
    nights = sorted(coverage[OURS])
    places = np.log2(nights)
    axes.axhspan(0.938, 0.962, color=PALE, zorder=0)
    ends = []
    for name, (words, marker, ours) in METHOD_WORDS.items():
        values = [coverage[name][b] for b in nights]
        colour, width = (OURS_COLOUR, 2.2) if ours else (OTHER_COLOUR, 1.3)
        style = "-" if ours else "--"
        axes.plot(places, values, color=colour, marker=marker, linestyle=style, linewidth=width, markersize=7)
        ends.append((values[-1], words[language], colour))
    for place, (value, words, colour) in zip(_apart([end[0] for end in ends]), ends, strict=True):
        label = f"{words}: {_percent(value, language)}"
        axes.annotate(
            label,
            (places[-1], value),
            (places[-1] + 0.25, place),
            va="center",
            fontsize=10,
            color=INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.8,
                "shrinkA": 1,
                "shrinkB": 5,
                "relpos": (0, 0.5),
            },
        )
    axes.set_ylim(0.6, 1.015)
    _finish(axes, nights, WORDS["coverage"][language], language)


def _power_panel(axes: Axes, power: dict[float, dict[int, float]], language: Language) -> None:
    nights = sorted(power[min(power)])
    fine = np.arange(nights[0], nights[-1] + 1)
    for shock_mag, key, marker, height in ((0.05, "quiet", "o", 0.62), (0.15, "unruly", "s", 0.34)):
        exact = [_exact_power(shock_mag, int(b)) for b in fine]
        axes.plot(np.log2(fine), exact, color=OURS_COLOUR, linewidth=1.5)
        values = [power[shock_mag][b] for b in nights]
        axes.plot(np.log2(nights), values, color=OURS_COLOUR, marker=marker, linestyle="none", markersize=7)
        axes.text(np.log2(20), height, WORDS[key][language], va="center", ha="right", fontsize=10, color=INK)
    axes.text(0.98, 0.02, WORDS["exact"][language], transform=axes.transAxes, ha="right", fontsize=9, color=QUIET)
    axes.set_ylim(0, 1.015)
    _finish(axes, nights, WORDS["power"][language], language)


def _exact_power(shock_mag: float, baseline_nights: int) -> float:
    """Power for 0.3 mag from the non-central t, both sides."""
    spread = np.sqrt(2 * shock_mag**2 + 2 * 0.1**2 / 10)
    shift = 0.3 / (spread * np.sqrt(1 + 1 / baseline_nights))
    df, critical = baseline_nights - 1, float(t_quantile(baseline_nights - 1))
    # Far tails come out as NaN; they are nothing.
    return float(nct.sf(critical, df, shift) + np.nan_to_num(nct.cdf(-critical, df, shift)))


def _finish(axes: Axes, nights: list[int], title: str, language: Language) -> None:
    axes.set_title(title, loc="left", fontsize=12)
    axes.set_xticks(np.log2(nights), [str(b) for b in nights])
    axes.set_xlabel(WORDS["nights"][language])
    axes.set_xlim(np.log2(nights[0]) - 0.15, np.log2(nights[-1]) + 0.1)
    axes.yaxis.set_major_formatter(lambda value, _place: _percent(value, language, decimals=0))
    axes.grid(axis="y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _percent(value: float, language: Language, *, decimals: int = 1) -> str:
    text = f"{100 * value:.{decimals}f} %"
    return text.replace(".", ",") if language == "nl" else text


def _apart(values: list[float], *, gap: float = 0.026) -> list[float]:
    """Heights of the labels: in the order of the values, none nearer to the next than the gap."""
    order = np.argsort(values)
    places = np.array(values)[order]
    for _ in range(100):
        for i in range(len(places) - 1):
            short = gap - (places[i + 1] - places[i])
            if short > 0:
                places[i] -= short / 2
                places[i + 1] += short / 2
    answer = np.empty(len(values))
    answer[order] = places
    return answer.tolist()
