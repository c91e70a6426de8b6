"""Products: one look for every picture: sizes, colours, footer, the word SIMULATED, and files with the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from PIL import Image

from seeingstars.columns import Role, Stream
from seeingstars.products.words import Language, say

INK = "#1a1a1a"
QUIET = "#595959"  # 7:1 on white
PALE = "#d9d9d9"

# Ends and middle of cividis: told apart by the colour-blind, and in grey by their lightness.
ROLE_COLOURS = {Role.LIGHTS_OFF: "#00224e", Role.CONTROL: "#b8860b", Role.OUTSIDE: "#8a8a8a"}
MARKERS = {
    Stream.PHOTOMETER: "s",
    Stream.HANDHELD_METER: "^",
    Stream.CAMERA_APP: "D",
    Stream.NAKED_EYE: "o",
    Stream.SATELLITE: "X",
}

_SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same letters
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "seeingstars",
    "svg.fonttype": "path",
    "path.simplify": True,
}
_DPI = 144


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save inside this: the settings of matplotlib are put back afterwards.

    Examples
    --------
    >>> with house_style():
    ...     figure = new_figure(width_in=4, height_in=3)
    >>> figure.get_size_inches().tolist()
    [4.0, 3.0]
    """
    settings: dict[Any, Any] = {**mpl.rcParamsDefault, **_SETTINGS, "backend": mpl.rcParams["backend"]}
    with mpl.rc_context(settings):  # from the defaults: a user's own matplotlibrc changes no picture
        yield


def new_figure(*, width_in: float, height_in: float) -> Figure:
    """An empty white figure that belongs to no window and no pyplot.

    Examples
    --------
    >>> new_figure(width_in=8, height_in=6).get_size_inches().tolist()
    [8.0, 6.0]
    """
    figure = Figure(figsize=(width_in, height_in), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def wrapped(text: str, *, width: int) -> str:
    """The text in lines of at most `width` letters; a number and its % stay together.

    Examples
    --------
    >>> wrapped("the sky became darker", width=12)
    'the sky\\nbecame\\ndarker'
    >>> wrapped("13 to 4 % more", width=8)
    '13 to\\n4 % more'
    """
    together = re.sub(r"(?<=\d) %", "\u00a0%", text)
    return fill(together, width=width, break_long_words=True, break_on_hyphens=False).replace("\u00a0%", " %")


def plain(text: str) -> str:
    """Text of others, safe to draw: a dollar sign is a dollar sign and not the start of a formula.

    Examples
    --------
    >>> plain("a $x$ b")
    'a \\\\$x\\\\$ b'
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable.replace("$", "\\$")


def add_header(figure: Figure, *, title: str, event: str, verdict: str) -> int:
    """The question, the event and the verdict in words, one below the other at the top left of the picture.

    Returns
    -------
    how many lines the verdict takes, each 0.21 inch high

    Examples
    --------
    >>> figure = new_figure(width_in=8, height_in=6)
    >>> add_header(figure, title="How unusual?", event="Leiden", verdict="darker")
    1
    >>> [text.get_text() for text in figure.texts]
    ['How unusual?', 'Leiden', 'darker']
    """
    height_in = figure.get_figheight()
    name = plain(event if len(event) <= 110 else f"{event[:109]}…")
    words = wrapped(plain(verdict), width=int(12 * figure.get_figwidth()))
    left: dict[str, Any] = {"va": "top", "ha": "left"}
    figure.text(0.02, 1 - 0.16 / height_in, plain(title), fontsize=16, fontweight="bold", **left)
    figure.text(0.02, 1 - 0.50 / height_in, name, fontsize=11, color=QUIET, **left)
    figure.text(0.02, 1 - 0.74 / height_in, words, fontsize=11, linespacing=1.3, **left)
    return words.count("\n") + 1


def add_lines(figure: Figure, verdict: str, reading: str, *, top_in: float) -> None:
    """The verdict in bold and below it what a check says of it, from `top_in` inches under the top.

    Examples
    --------
    >>> figure = new_figure(width_in=8, height_in=6)
    >>> add_lines(figure, "Fixed meters: darker.", "The answer holds.", top_in=1.2)
    >>> [text.get_text() for text in figure.texts]
    ['Fixed meters: darker.', 'The answer holds.']
    """
    height_in, width = figure.get_figheight(), int(12 * figure.get_figwidth())
    bold = wrapped(plain(verdict), width=int(0.86 * width))
    left: dict[str, Any] = {"va": "top", "ha": "left", "linespacing": 1.3}
    figure.text(0.02, 1 - top_in / height_in, bold, fontsize=10.5, fontweight="bold", **left)
    below_in = top_in + 0.22 * (bold.count("\n") + 1)
    figure.text(0.02, 1 - below_in / height_in, wrapped(plain(reading), width=int(1.05 * width)), fontsize=10.5, **left)


def tick_words(language: Language) -> FuncFormatter:
    """Ticks with the decimal sign of the language and a true minus.

    Examples
    --------
    >>> tick_words("nl")(-0.5, 0), tick_words("en")(2.0, 0)
    ('−0,5', '2')
    """

    def words(value: float, _position: int | None = None) -> str:
        text = f"{value:.6g}".replace("-", "−")
        return text.replace(".", ",") if language == "nl" else text

    return FuncFormatter(words)


def add_footer(figure: Figure, text: str) -> None:
    """Date, source and licence along the foot of the picture.

    Examples
    --------
    >>> figure = new_figure(width_in=8, height_in=6)
    >>> add_footer(figure, "Source: a meter. CC BY 4.0")
    >>> figure.texts[0].get_position()[0]
    0.02
    """
    foot = 0.1 / figure.get_figheight()
    words = wrapped(plain(text), width=int(14.5 * figure.get_figwidth()))
    figure.text(0.02, foot, words, fontsize=8.5, color=QUIET, va="bottom", ha="left", linespacing=1.3)


def stamp_simulated(figure: Figure, *, simulated: bool, language: Language) -> None:
    """The word SIMULATED, large across the picture and once more in its corner, if it is so.

    Pale and under the data, so that it hides nothing; the corner is in full ink, so that it cannot be missed.

    Examples
    --------
    >>> figure = new_figure(width_in=8, height_in=6)
    >>> stamp_simulated(figure, simulated=True, language="nl")
    >>> {text.get_text() for text in figure.texts}
    {'GESIMULEERD'}
    """
    if not simulated:
        return
    word = say("simulated_stamp", language)
    box = {"boxstyle": "square,pad=0.35", "facecolor": INK, "edgecolor": "none"}
    top = 1 - 0.2 / figure.get_figheight()
    figure.text(0.98, top, word, fontsize=13, fontweight="bold", color="white", ha="right", va="top", bbox=box)
    for axes in [axes for axes in figure.axes if axes.get_label() == "data"]:
        place = axes.get_position()
        width_in, height_in = place.width * figure.get_figwidth(), place.height * figure.get_figheight()
        is_flat = height_in < 0.6 * width_in
        axes.text(
            0.5,
            0.5,
            word,
            transform=axes.transAxes,
            fontsize=min(60.0, 7.5 * width_in, 30 * height_in),
            fontweight="bold",
            color=INK,
            alpha=0.13,
            ha="center",
            va="center",
            rotation=4 if is_flat else 20,
            zorder=2.5,
            clip_on=True,
        )


def save_picture(figure: Figure, *, stem: Path, title: str) -> tuple[Path, Path]:
    """Write ``<stem>.png`` and ``<stem>.svg`` without dates or names of programs: the same picture, the same bytes.

    Parameters
    ----------
    figure : a drawn figure
    stem : path without ending
    title : the words that the SVG carries for those who cannot see it

    Returns
    -------
    the two paths, PNG first

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, house_style():
    ...     paths = save_picture(new_figure(width_in=1, height_in=1), stem=Path(folder) / "a", title="empty")
    >>> [path.name for path in paths]
    ['a.png', 'a.svg']
    """
    png, svg = stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")
    png.parent.mkdir(parents=True, exist_ok=True)
    # 256 colours without dither: a third of the bytes, and no eye sees it. Of Pillow's ways this one is the truest.
    few = _drawn(figure, dpi=_DPI).quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(png, format="PNG", compress_level=6, dpi=(_DPI, _DPI))
    figure.savefig(svg, format="svg", dpi=_DPI, metadata={"Date": None, "Creator": None, "Title": title})
    return png, svg


def _drawn(figure: Figure, *, dpi: int) -> Image.Image:
    """The picture as pixels: raw, for packing them as PNG and unpacking them again costs a tenth of a second."""
    pixels = BytesIO()
    figure.savefig(pixels, format="rgba", dpi=dpi)
    width_px = int(figure.get_figwidth() * dpi)  # as matplotlib's own canvas counts them
    size = (width_px, len(pixels.getbuffer()) // (4 * width_px))
    return Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB")
