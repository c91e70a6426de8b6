"""Products: the one-page advice of a plan: one self-contained file in Dutch and English."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from matplotlib.figure import Figure

from seeingstars.products.hindsight_advice import advice_after
from seeingstars.products.plan_advice import Advice, advice_before, plan_words
from seeingstars.products.plan_picture import draw_hindsight, draw_plan
from seeingstars.products.style import house_style, save_picture
from seeingstars.products.verdict_words import answer_words, size_words
from seeingstars.products.words import LANGUAGES, Language, date_words, number, say, stream_words, text_in

Table = dict[str, Any]


def write_plan_page(path: Path, plan: Mapping[str, Any]) -> Path:
    """Write the page of a plan, before the night or after it.

    Parameters
    ----------
    path : the HTML file to write
    plan : what `planning.plan` or `planning.plan_after` makes

    Returns
    -------
    the path

    Notes
    -----
    No request to anywhere, no script; every text from outside is escaped; the same plan gives the same bytes.

    Examples
    --------
    >>> write_plan_page.__name__
    'write_plan_page'
    """
    make = _after if "streams" in plan else _before
    views = [make(plan, language) for language in LANGUAGES]
    html = _environment().get_template("plan.html").render(views=views, simulated=bool(plan["simulated"]))
    path.write_bytes(html.encode("utf-8"))
    return path


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("seeingstars.products", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _before(plan: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """What the page shows before the night, in one language."""
    lead = plan_words(
        "lead_before",
        language,
        name=text_in(plan["name"], language),
        night=date_words(plan["night"], language, weekday=True),
        start=plan["window"]["start_local"],
        end=plan["window"]["end_local"],
        zone=plan["window"]["zone"],
    )
    assumed = plan["assumed_sd_mag"]
    formula = plan_words(
        "basis_formula",
        language,
        site=number(assumed["site_night"], language),
        area=number(assumed["area_night"], language),
    )
    sources = "; ".join(plan["noise_source"])
    basis = [formula, plan_words("basis_cloud", language), text_in(plan["expected_usable_nights_assumption"], language)]
    tables = [_mde_table(plan, language), _postponed_table(plan, language), _control_table(plan, language)]
    with house_style():
        figure = draw_plan(plan, language)
        return {
            **_frame("title_before", language, plan),
            "lead": lead,
            "advice": _shown_advice(advice_before(plan), language),
            "picture": _inside(*figure),
            "tables": [
                table for table in (*tables, _eyes_table(plan, language), _nights_table(plan, language)) if table
            ],
            "basis": [*basis, *([f"{plan_words('basis_noise', language)}: {sources}."] if sources else [])],
        }


def _after(plan: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """What the page shows after the night, in one language."""
    with house_style():
        figure = draw_hindsight(plan, language)
        return {
            **_frame("title_after", language, plan),
            "lead": str(plan["event"]),
            "advice": _shown_advice(advice_after(plan), language),
            "picture": _inside(*figure) if figure else None,
            "tables": [_streams_table(plan, language)],
            "basis": [plan_words("basis_after", language)],
        }


def _frame(title: str, language: Language, plan: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "language": language,
        "other": "en" if language == "nl" else "nl",
        "say": partial(plan_words, language=language),
        "title": plan_words(title, language),
        "stamp": say("simulated_stamp", language),
        "version": str(plan["made_with"]),
    }


def _shown_advice(advice: Sequence[Advice], language: Language) -> list[tuple[str, str]]:
    return [(text_in(head, language), text_in(body, language)) for head, body in advice]


def _inside(figure: Figure, alternative: str) -> dict[str, Any]:
    """The picture as an address that holds it, and its words."""
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
        _, svg = save_picture(figure, stem=Path(folder, "plan"), title=alternative)
        inside = base64.b64encode(svg.read_bytes()).decode("ascii")
    return {"address": Markup(f"data:image/svg+xml;base64,{inside}"), "words": alternative}


def _table(heading: str, note: str, head: Sequence[str], rows: Sequence[Sequence[str]], **more: Any) -> Table:
    """A table of texts; columns from ``numbers_from`` on are numbers, unless ``words_last``."""
    return {
        "heading": heading,
        "note": note,
        "head": head,
        "rows": rows,
        "numbers_from": 1,
        "words_last": False,
        **more,
    }


def _mde_table(plan: Mapping[str, Any], language: Language) -> Table:
    say_ = partial(plan_words, language=language)
    rows = plan["minimum_detectable_effect"]
    nights = sorted({row["baseline_nights"] for row in rows})
    sizes = {
        (row["sigma_area_night"], row["meters_per_area"], row["baseline_nights"]): number(row["mde_mag"], language)
        for row in rows
    }
    shown = [
        [number(sigma, language), str(meters), *(sizes[sigma, meters, count] for count in nights)]
        for sigma, meters in sorted({key[:2] for key in sizes})
    ]
    head = [say_("column_own_noise"), say_("column_meters"), *(say_("column_nights", nights=count) for count in nights)]
    return _table(say_("heading_mde"), say_("note_mde"), head, shown, numbers_from=0)


def _postponed_table(plan: Mapping[str, Any], language: Language) -> Table | None:
    if not plan["postponed"]:
        return None
    head = [plan_words(f"column_{key}", language) for key in ("night", "usable", "seen_from")]
    rows = [
        [
            date_words(row["night"], language, weekday=True),
            str(row["expected_usable_nights"]),
            number(row["mde_mag"], language),
        ]
        for row in plan["postponed"]
    ]
    return _table(plan_words("heading_postponed", language), "", head, rows)


def _control_table(plan: Mapping[str, Any], language: Language) -> Table:
    def both(row: Mapping[str, Any], key: str) -> str:
        return f"{number(row[key], language)} ({number(row[f'{key}_raw'], language)})"

    head = [plan_words(f"column_{key}", language) for key in ("cloud", "without", "with", "alone", "advice")]
    rows = [
        [
            plan_words(f"cloud_{row['cloud_class']}", language),
            both(row, "without_control_sd"),
            both(row, "with_control_sd"),
            f"{number(row['night_against_nights_sd'], language)} (n = {row['n_nights']})",
            text_in(row["advice"], language),
        ]
        for row in plan["control"]
    ]
    note = plan_words("note_control", language)
    return _table(plan_words("heading_control", language), note, head, rows, words_last=True)


def _eyes_table(plan: Mapping[str, Any], language: Language) -> Table:
    people: dict[float, dict[str, str]] = {}
    for row in plan["naked_eye"]:
        people.setdefault(row["sky_change_mag"], {})[row["model"]] = number(
            row["observers_per_cell"], language, decimals=0
        )
    models = list(next(iter(people.values())))
    head = [plan_words(f"column_{key}", language) for key in ("change", *models)]
    rows = [[number(size, language, decimals=1), *cells.values()] for size, cells in people.items()]
    return _table(plan_words("heading_eyes", language), plan_words("note_eyes", language), head, rows)


def _nights_table(plan: Mapping[str, Any], language: Language) -> Table:
    head = [plan_words(f"column_{key}", language) for key in ("night", "reason")]
    rows = [
        [
            date_words(night["night"], language, weekday=True),
            text_in(night["reason"], language) or plan_words("candidate", language),
        ]
        for night in plan["nights"]
    ]
    return _table(plan_words("heading_all_nights", language), "", head, rows, numbers_from=2)


def _streams_table(plan: Mapping[str, Any], language: Language) -> Table:
    head = [plan_words(f"column_{key}", language) for key in ("stream", "advice", "usable", "spread", "seen_from")]

    def size(stream: Mapping[str, Any], key: str) -> str:
        return "–" if stream[key] is None else size_words(stream[key], stream["unit"], language)

    rows = [
        [
            stream_words(stream["stream"], language),
            answer_words(stream, language),
            str(stream["n_baseline_nights"]),
            size(stream, "s"),
            size(stream, "minimum_detectable_effect"),
        ]
        for stream in plan["streams"]
    ]
    return _table(plan_words("heading_streams", language), "", head, rows, numbers_from=2)
