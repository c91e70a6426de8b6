"""Door: ``seeingstars dome``. Images for a planetarium: the sky of an event from the town to natural darkness."""

from __future__ import annotations

from pathlib import Path

import click

from seeingstars.terminal import progress

PATH = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Write the images there.")
@click.option(
    "--brightness",
    type=float,
    multiple=True,
    metavar="MAG",
    help="Show also a sky of this brightness in mag/arcsec², 17.5 to 22; may be given again.",
)
@click.option(
    "--orientation",
    type=click.Choice(["north_up", "south_up", "north_up_mirrored", "south_up_mirrored"]),
    default="north_up",
    show_default=True,
    help="What is up in the image; the sidecar says what each means in the dome.",
)
@click.option(
    "--between", type=click.IntRange(0, 60), default=0, show_default=True, help="Steps between two skies, for a slider."
)
@click.option(
    "--size",
    type=click.IntRange(256, 8192),
    default=4096,
    show_default=True,
    help="Side of the square in pixels, a multiple of 256.",
)
def dome(
    source: str,
    out: Path,
    brightness: tuple[float, ...],
    orientation: str,
    between: int,
    size: int,
) -> None:
    """Make domemaster images for a planetarium: an ordinary evening, the evening itself, natural darkness.

    SOURCE is the folder of a publication, or the name of an event. Of an event alone nobody knows what was seen:
    then only natural darkness and what --brightness asks for are made. Beside every image stands a JSON with its
    orientation, field, time, place, limiting magnitude and model.
    """
    from seeingstars.errors import SeeingStarsError
    from seeingstars.event_file import load_event
    from seeingstars.settings import event_folder, language
    from seeingstars.skies.sky_products import dome_series, published_sky, sky_without_readings, write_domes

    if size % 256:
        raise SeeingStarsError(
            f"--size must be a multiple of 256, in pixels; got {size}; a dome takes 4096",
            f"--size moet een veelvoud van 256 zijn, in pixels; gegeven is {size}; een koepel neemt 4096",
        )
    is_folder = Path(source).is_dir() and not (Path(source) / "event.toml").is_file()
    notes = published_sky(Path(source)) if is_folder else sky_without_readings(load_event(event_folder(source)))
    scene, skies = dome_series(notes, brightness_mag_arcsec2=brightness, between=between)
    with progress() as told:
        paths = write_domes(out, scene=scene, skies=skies, orientation=orientation, size_px=size, told=told)
    for path, sky in zip(paths[::2], skies, strict=True):
        known = getattr(sky.how_known, language())
        click.echo(f"{path}\n  {sky.limiting_magnitude:.1f} mag, {sky.zenith_mag_arcsec2:.2f} mag/arcsec²: {known}")
