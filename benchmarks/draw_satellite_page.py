"""Draw the picture of docs/satellite.md from a genuine tile of NASA's Black Marble, in Dutch and English.

    python benchmarks/draw_satellite_page.py            writes docs/pictures/satellite-{nl,en}.png
    python benchmarks/draw_satellite_page.py TILE.h5    the same of another VNP46A2 tile

The tile is not in the repository: it stands beside the checkout, or comes from LAADS DAAC. The figures that the page
names are printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from seeingstars.products.map_frame import hatched_ground
from seeingstars.products.nightlights_map import outer_edges
from seeingstars.products.style import QUIET, add_footer, house_style, new_figure, wrapped
from seeingstars.products.words import Language, number
from seeingstars.science.comparison import minimum_detectable_effect
from seeingstars.sources.black_marble import read_tile

HERE = Path(__file__).resolve().parents[1]
TILE = HERE.parent / "shared/data/black_marble/VNP46A2.A2022290.h31v04.001.2022298114623.h5"
# Ussuriysk and the land round it: a town of which about half was under cloud that night.
BOX = (131.66, 43.62, 132.16, 43.98)
LIMIT_NW_CM2_SR = 0.5
NIGHTS = (3, 4, 5, 6, 8, 10, 15, 20, 30)
# Night-to-night scatter of the logarithm: of one pixel (usual, and at its steadiest), and an example of an area
# beside its control area; that of a real area stands in its result.
SCATTER = (0.20, 0.15, 0.05)

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "seen": "Wat de satelliet die nacht zag",
        "filled": "Dezelfde nacht, “opgevuld”",
        "drop": "Het kleinste verlies dat opvalt",
        "hatched": "geen helder beeld (wolken, of een twijfelachtige waarde)",
        "older": "waarden van oudere nachten",
        "nights": "aantal gewone nachten",
        "light": "minder licht (%)",
        "pixel": "één beeldpunt\n(spreiding 15–20 %)",
        "area": "een gebied naast\nzijn vergelijkings-\ngebied (voorbeeld: 5 %)",
        "footer": "Ussuriysk (Rusland), nacht van 17 oktober 2022. Gegevens: NASA Black Marble VNP46A2, collectie 1, tegel h31v04, LAADS DAAC, vrij te gebruiken met bronvermelding. Beeldpunten van 15 boogseconden, niet gladgestreken. Rechts gerekend: verschil dat in 4 van de 5 gevallen zou opvallen (5 % tweezijdig).",
    },
    "en": {
        "seen": "What the satellite saw that night",
        "filled": "The same night, “gap-filled”",
        "drop": "The smallest loss that shows",
        "hatched": "no clear view (cloud, or a doubtful value)",
        "older": "values of older nights",
        "nights": "number of ordinary nights",
        "light": "less light (%)",
        "pixel": "one pixel\n(scatter 15–20 %)",
        "area": "an area beside\nits control area\n(example: 5 %)",
        "footer": "Ussuriysk (Russia), night of 17 October 2022. Data: NASA Black Marble VNP46A2, collection 1, tile h31v04, LAADS DAAC, open, cite the source. Pixels of 15 arc-seconds, not smoothed. Worked out on the right: the difference that would show 4 times in 5 (5 % two-sided).",
    },
}


def detectable_percent(scatter: float, nights: int) -> float:
    """The loss of light [%] that four such nights in five would show, with that scatter of the logarithm."""
    return 100 * -np.expm1(-float(minimum_detectable_effect(scatter, nights)))


def draw(tile: xr.Dataset, filled: xr.Dataset, language: Language) -> Figure:
    """The three panels."""
    words = WORDS[language]
    figure = new_figure(width_in=12.5, height_in=5.6)
    seen = tile["radiance_nw_cm2_sr"].where(tile["clear"].astype(bool)).to_numpy()
    norm = LogNorm(vmin=LIMIT_NW_CM2_SR, vmax=60, clip=True)
    for index, (values, title) in enumerate(((seen, "seen"), (filled["radiance_nw_cm2_sr"].to_numpy(), "filled"))):
        axes = figure.add_axes((0.02 + 0.315 * index, 0.25, 0.30, 0.62))
        hatched_ground(axes, outer_edges(tile))
        shown = {"extent": outer_edges(tile), "origin": "upper", "interpolation": "nearest"}
        image = axes.imshow(np.ma.masked_invalid(np.maximum(values, LIMIT_NW_CM2_SR)), cmap="cividis", norm=norm, zorder=1, **shown)  # fmt: skip
        if index:  # what was not seen that night is crossed: it is another night
            older = np.isfinite(values) & ~tile["valid"].to_numpy().astype(bool)
            centres = tile["longitude_deg"].to_numpy(), tile["latitude_deg"].to_numpy()
            crossed = axes.contourf(*centres, older.astype(float), levels=[0.5, 1.5], colors="none", hatches=["xxx"], zorder=2)  # fmt: skip
            crossed.set_edgecolor("white")
            crossed.set_linewidth(0)
        axes.set_title(words[title], loc="left", fontsize=12, fontweight="bold")
        axes.set_aspect(1 / np.cos(np.radians(43.8)), anchor="NW")
        axes.set_xticks([])
        axes.set_yticks([])
        _scale_bar(axes)
    bar = figure.colorbar(image, cax=figure.add_axes((0.02, 0.20, 0.20, 0.02)), orientation="horizontal", extend="both")
    bar.set_ticks([0.5, 1, 3, 10, 30], labels=[number(v, language, decimals=1 if v < 1 else 0) for v in (0.5, 1, 3, 10, 30)])  # fmt: skip
    bar.ax.minorticks_off()
    bar.ax.tick_params(labelsize=9)
    figure.text(0.235, 0.205, "nW/cm²/sr", fontsize=9, va="center")
    handles = [
        Patch(facecolor="white", edgecolor="#808080", hatch="////", label=words["hatched"]),
        Patch(facecolor="#00224e", edgecolor="white", hatch="xxx", label=words["older"]),
    ]
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.30, 0.135), ncols=1, frameon=False, fontsize=9.5)
    _curves(figure, words, language)
    add_footer(figure, words["footer"])
    return figure


def _scale_bar(axes: object) -> None:
    length_deg = 10 / (111.2 * np.cos(np.radians(43.8)))
    west = BOX[2] - length_deg - 0.02
    axes.add_patch(Rectangle((west - 0.012, BOX[1] + 0.006), length_deg + 0.024, 0.036, facecolor="white", zorder=5))
    axes.plot([west, west + length_deg], [BOX[1] + 0.014] * 2, color="black", linewidth=3, zorder=6)
    axes.text(west + length_deg / 2, BOX[1] + 0.018, "10 km", ha="center", va="bottom", fontsize=9, zorder=6)


def _curves(figure: Figure, words: dict[str, str], language: Language) -> None:
    axes = figure.add_axes((0.70, 0.27, 0.27, 0.56))
    high, low, area = ([detectable_percent(scatter, n) for n in NIGHTS] for scatter in SCATTER)
    axes.fill_between(NIGHTS, low, high, color="#7c7b78", alpha=0.55)
    axes.plot(NIGHTS, area, color="#00224e", linewidth=2.2, marker="o", markersize=4)
    axes.text(12, 60, words["pixel"], fontsize=10, va="bottom")
    axes.text(12, 17, words["area"], fontsize=10, color="#00224e", va="bottom")
    axes.set_xlim(2, 31)
    axes.set_ylim(0, 100)
    axes.set_xlabel(words["nights"])
    axes.set_title(wrapped(words["drop"], width=40), loc="left", fontsize=12, fontweight="bold", pad=22)
    axes.text(0, 1.02, words["light"], transform=axes.transAxes, fontsize=9.5, color=QUIET)
    axes.spines[["top", "right"]].set_visible(False)


def main() -> None:
    """Read the tile, print the figures of the page and write both pictures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TILE
    if not path.is_file():
        sys.exit(f"the tile must be a file; there is none at {path}; fetch it from LAADS DAAC")
    tile = read_tile(path, box=BOX)
    filled = read_tile(path, box=BOX, layers=("Gap_Filled_DNB_BRDF-Corrected_NTL",), context_only=True)
    clear, full = tile["clear"].to_numpy().astype(bool), np.isfinite(filled["radiance_nw_cm2_sr"].to_numpy())
    print(f"pixels {clear.size}, clear {100 * clear.mean():.1f} %, gap-filled {100 * full.mean():.1f} %")
    print(f"pasted from older nights: {100 * (full & ~tile['valid'].to_numpy().astype(bool)).mean():.1f} %")
    weak = clear & (tile["radiance_nw_cm2_sr"].to_numpy() < LIMIT_NW_CM2_SR)
    print(f"clear and below 0.5 nW/cm²/sr: {100 * weak.sum() / clear.sum():.1f} % of the clear pixels")
    for scatter in SCATTER:
        print(f"scatter {scatter:.2f}:", *(f"{n}: {detectable_percent(scatter, n):.0f} %" for n in NIGHTS))
    for language in ("nl", "en"):
        with house_style():
            figure = draw(tile, filled, language)
            figure.savefig(HERE / f"docs/pictures/satellite-{language}.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
