"""Door: ``seeingstars verify``. Is a publication what it was, and do the same inputs give the same bytes?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from seeingstars.terminal import progress

PATH = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--inputs",
    type=PATH,
    multiple=True,
    metavar="PATH",
    help="Raw files or their folder; may be given again. They are found by their digests.",
)
@click.option("--event", default=None, help="Event of the publication. [default: the one that the manifest names]")
def verify(folder: Path, inputs: tuple[Path, ...], event: str | None) -> None:
    """Check every hash of the publication in DIR; with --inputs also run it again and compare the bytes.

    Exit 1 if anything differs; what differs is told by name.
    """
    from seeingstars import verifying
    from seeingstars.settings import event_folder, language
    from seeingstars.store.publication import MANIFEST, read_json

    event_of_run = None
    if inputs:
        named = event or (read_json(folder / MANIFEST).get("event") if (folder / MANIFEST).is_file() else None)
        event_of_run = event_folder(str(named)) if named else None
    with progress() as told:
        found = verifying.verify(folder, inputs=inputs, event_folder=event_of_run, told=told)
    click.echo(verifying.in_words(found, language=language()))
    if not found.is_as_published:
        sys.exit(1)
