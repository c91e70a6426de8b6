"""Door: ``seeingstars bundle``. One zip of a publication, for a repository that gives it a DOI."""

from __future__ import annotations

from pathlib import Path

import click

from seeingstars.terminal import progress

# Whether a file can be read or written is told by the work itself, with its reason.
_PATH = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--out", type=_PATH, default=None, metavar="FILE", help="The zip to write. [default: <event>.zip beside DIR]")  # fmt: skip
def bundle(folder: Path, out: Path | None) -> None:
    """Put the publication in DIR into one zip, ready for a repository that gives a DOI.

    Refuses a publication of which a file is missing or has changed. README.md in it says what to fill in where.
    """
    from seeingstars import bundling
    from seeingstars.settings import language

    with progress() as told:
        made = bundling.bundle(folder, out=out, told=told)
    size = made.stat().st_size / 1e6
    if language() == "nl":
        click.echo(
            f"{made} ({size:.1f} MB). Zet dit ene bestand in een archief dat een DOI geeft; README.md erin zegt hoe."
        )
    else:
        click.echo(
            f"{made} ({size:.1f} MB). Deposit this one file in a repository that gives a DOI; README.md in it says how."
        )
