"""Door: ``seeingstars fetch``. What an event needs of its suppliers, and what of it could not be had."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from seeingstars.terminal import progress

PATH = click.Path(path_type=Path, readable=False)
# As in seeingstars.fetching.event, which is not imported here so that asking for help stays quick.
SUPPLIERS = ("washetdonker", "tess", "globe_at_night", "knmi", "open_meteo", "cbs", "black_marble")
_OF_NIGHT_LIGHTS = ("products", "nights", "collection", "address")


@click.command()
@click.argument("event")
@click.option(
    "--from",
    "suppliers",
    type=click.Choice(SUPPLIERS),
    multiple=True,
    help="A supplier; may be given again. [default: all]",
)
@click.option("--raw", type=PATH, default=None, metavar="DIR", help="Folder of raw files. [default: data/raw]")
@click.option(
    "--sources",
    type=PATH,
    default=None,
    metavar="FILE",
    help="Keys of data/sources.toml that differ: a moved address, a mirror. [default: SEEINGSTARS_SOURCES]",
)
@click.option(
    "--product",
    "products",
    type=click.Choice(["VNP46A1", "VNP46A2", "VJ146A1", "VJ146A2", "VJ246A1", "VJ246A2"]),
    multiple=True,
    default=["VNP46A2", "VNP46A1"],
    show_default=True,
    help="Night lights: a daily product; may be given again. A1 tells when the satellite looked.",
)
@click.option(
    "--nights",
    type=click.Choice(["all", "event", "baseline"]),
    default="all",
    show_default=True,
    help="Night lights: the night of the event, its baseline nights, or both.",
)
@click.option(
    "--collection",
    type=click.Choice(["001", "002"]),
    default="002",
    show_default=True,
    help="Night lights: never mix the two.",
)
@click.option(
    "--archive",
    "address",
    default=None,
    metavar="URL",
    help="Night lights: an archive laid out like LAADS, up to and including allData. [default: NASA Earthdata]",
)
@click.option("--json", "as_json", is_flag=True, help="One entry a file, for a program.")
@click.pass_context
def fetch(
    context: click.Context,
    /,
    event: str,
    suppliers: tuple[str, ...],
    raw: Path | None,
    sources: Path | None,
    as_json: bool,
    **night_lights: Any,
) -> None:
    """Fetch what EVENT needs of its suppliers into DIR/EVENT, and its night lights into DIR/black_marble.

    What cannot be had is said, and the others go on. Run it again to go on: what did not change is not sent again.
    The night lights need a login of your own (free): EARTHDATA_TOKEN, or EARTHDATA_USERNAME and EARTHDATA_PASSWORD,
    or ~/.netrc; without one they are passed over. An option of the night lights fetches these alone. Exit 1 if a
    supplier failed or nothing came.
    """
    from seeingstars.settings import data_folder, event_folder, sources_files

    folder, raw = event_folder(event), raw or data_folder() / "raw"
    chosen = any(context.get_parameter_source(name).name != "DEFAULT" for name in _OF_NIGHT_LIGHTS)  # type: ignore[union-attr]
    if suppliers == ("black_marble",) or (not suppliers and chosen):
        words, complete = _night_lights(folder, raw, as_json, **night_lights)
    elif chosen:
        raise click.UsageError("options of the night lights go with --from black_marble alone")
    else:
        words, complete = _all(folder, raw, as_json, suppliers, sources_files(sources))
    click.echo(words)
    if not complete:
        sys.exit(1)


def _all(folder: Path, raw: Path, as_json: bool, suppliers: tuple[str, ...], sources: list[Path]) -> tuple[str, bool]:
    from seeingstars.fetching import event as fetching
    from seeingstars.fetching import event_report as event_fetch_report
    from seeingstars.settings import language

    with progress() as told:
        report = fetching.fetch_event(folder, suppliers=suppliers, raw=raw, sources=sources, told=told)
    if as_json:
        return json.dumps(event_fetch_report.as_content(report), ensure_ascii=False), report.complete
    return event_fetch_report.in_words(report, language=language()), report.complete


def _night_lights(
    folder: Path,
    raw: Path,
    as_json: bool,
    *,
    products: tuple[str, ...],
    nights: str,
    collection: str,
    address: str | None,
) -> tuple[str, bool]:
    from seeingstars.fetching import black_marble as fetching_black_marble
    from seeingstars.fetching import report as fetch_report
    from seeingstars.settings import language

    archive = fetching_black_marble.black_marble_archive(address, token=os.environ.get("EARTHDATA_TOKEN"))
    with progress() as told:
        report = fetching_black_marble.fetch_black_marble(
            folder, archive=archive, raw=raw, products=products, nights=nights, collection=collection, told=told
        )
    words = fetch_report.as_json(report) if as_json else fetch_report.in_words(report, language=language())
    return words, report.complete
