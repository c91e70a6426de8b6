"""Door: the commands for researchers: the light of any number of areas through any number of nights; a catalogue of tiles."""

from __future__ import annotations

from pathlib import Path

import click

# Whether a file can be read is told by the readers, with its reason.
_PATH = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("areas", type=_PATH)
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option("--store", type=_PATH, default=None, metavar="DIR", help="Folder where the nights are kept; what is in it is not read again. [default: data/processed/night-store]")  # fmt: skip
@click.option("--out", type=_PATH, default=None, metavar="DIR", help="Folder of the result. [default: data/processed/night-areas]")  # fmt: skip
@click.option("--id-column", default=None, metavar="NAME", help="Column that tells the areas apart; found by itself in files of Statistics Netherlands.")  # fmt: skip
@click.option("--layer", default=None, metavar="NAME", help="Layer of a file with several.")
@click.option("--event", default=None, metavar="EVENT", help="Say for each night whether the satellite looked in this event's dark hours.")  # fmt: skip
@click.option("--dask", default=None, metavar="ADDRESS", help="Dask scheduler, one task a tile and year; its workers must see the same disk.")  # fmt: skip
def nightlights(
    areas: Path,
    paths: tuple[Path, ...],
    store: Path | None,
    out: Path | None,
    id_column: str | None,
    layer: str | None,
    event: str | None,
    dask: str | None,
) -> None:
    """Measure the light of many areas on many nights.

    AREAS is a file of polygons (GeoJSON, GeoPackage, shapefile, GeoParquet), thousands if need be. PATH is a file or
    folder of Black Marble tiles (VNP46A1 to A4 and the twins) or of GeoTIFFs with a time; without one the store alone is
    asked. It may be stopped at any moment and started again.
    """
    from seeingstars.area_nights.night_areas import measure_areas
    from seeingstars.settings import data_folder, event_folder
    from seeingstars.terminal import Progress

    processed = data_folder() / "processed"
    with Progress() as told:
        made = measure_areas(
            areas,
            paths,
            store=store or processed / "night-store",
            out=out or processed / "night-areas",
            event_folder=None if event is None else event_folder(event),
            dask=dask,
            id_column=id_column,
            layer=layer,
            told=told,
        )
    click.echo(_in_words(made))


def _in_words(made: Path) -> str:
    """What was made, in a few lines."""
    from seeingstars.area_nights.night_areas import summary_of
    from seeingstars.settings import language

    return summary_of(made, language=language())


@click.command()
@click.argument("catalogue", type=_PATH, metavar="DIR")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Layer of the tiles; may be given again. [default: all but the gap-filled]")  # fmt: skip
def catalogue(catalogue: Path, paths: tuple[Path, ...], layers: tuple[str, ...]) -> None:
    """Catalogue tiles where they stand, to be opened as one.

    Adds the Black Marble tiles among PATH (files or folders) to the catalogue in DIR, by product, tile and day; days that
    are in it stay. Without PATH it tells what is in it. Nothing is copied; open it from Python with
    seeingstars.store.catalogue.open_catalogue. Needs seeingstars[dask].
    """
    from seeingstars.area_nights.cataloguing import catalogue_archive, catalogue_in_words
    from seeingstars.settings import language
    from seeingstars.terminal import Progress

    left: list[tuple[str, str]] = []
    if paths:
        with Progress() as told:
            left = catalogue_archive(catalogue, paths, layers=layers, told=told)
    click.echo(catalogue_in_words(catalogue, language=language()))
    for reason in left:
        click.echo(f"  {reason[1] if language() == 'nl' else reason[0]}")
