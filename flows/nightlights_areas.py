"""Flow: the light of many areas on many nights. One task a tile and year, here on threads or on a Dask scheduler.

``python flows/nightlights_areas.py AREAS PATH... --store DIR --out DIR [--dask ADDRESS]``
"""

from pathlib import Path
from typing import Any

import click

from orchestration import RETRIES, flow, task

# isort: split
from prefect.task_runners import ThreadPoolTaskRunner

from seeingstars.area_nights import area_products, night_areas, night_parts
from seeingstars.errors import SeeingStarsError
from seeingstars.settings import event_folder, language

look_at = task(name="plan the tiles and years")(night_areas.plan)
one_part = task(name="one tile and year", **RETRIES)(night_parts.do_part)
parts_on_dask = task(name="tiles and years on dask", **RETRIES)(night_areas.do_parts)
publish_areas = task(name="publish the areas")(area_products.write_areas)


# Two at a time: a part keeps one core busy.
THREADS: Any = ThreadPoolTaskRunner(max_workers=2)


@flow(name="nightlights-areas", task_runner=THREADS)
def nightlights_areas(
    areas: Path,
    paths: list[Path],
    store: Path,
    out: Path,
    event: Path | None = None,
    dask: str | None = None,
    id_column: str | None = None,
    layer: str | None = None,
) -> Path:
    """Every area on every night of the files given and of those kept before; returns the folder of the result."""
    made = look_at(areas, paths, store=store, id_column=id_column, layer=layer)
    if dask is None:
        done = [each.result() for each in [one_part.submit(part, areas=made.areas) for part in made.parts]]
    else:
        done = parts_on_dask(made, dask=dask)
    return publish_areas(made, done, store=store, out=out, event_folder=event)


@click.command()
@click.argument("areas", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), required=True, help="Folder where the nights are kept.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the result.")
@click.option("--event", default=None, help="Name of a folder in data/events, or the path of an event.toml.")
@click.option("--dask", default=None, help="Address of a Dask scheduler.")
@click.option("--id-column", default=None, help="Column that tells the areas apart.")
@click.option("--layer", default=None, help="Layer of a file with several.")
def main(
    areas: Path,
    paths: tuple[Path, ...],
    store: Path,
    out: Path,
    event: str | None,
    dask: str | None,
    id_column: str | None,
    layer: str | None,
) -> None:
    """Run it as a Prefect flow; no server needs to be started by hand."""
    try:
        folder = None if event is None else event_folder(event)
        made = nightlights_areas(areas, list(paths), store, out, folder, dask, id_column, layer)
    except SeeingStarsError as error:
        raise click.ClickException(error.nl if language() == "nl" else error.en) from error
    click.echo(night_areas.summary_of(made, language=language()))


if __name__ == "__main__":
    main()
