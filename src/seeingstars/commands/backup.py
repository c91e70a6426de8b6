"""Door: ``seeingstars backup`` and ``seeingstars restore``."""

from __future__ import annotations

from pathlib import Path

import click

from seeingstars.terminal import progress

_PATH = click.Path(path_type=Path, readable=False)
_DATABASE = click.option(
    "--database", "database_url", envvar="SEEINGSTARS_DATABASE", default=None, metavar="URL",
    help="sqlite:///path or postgresql://…  [default: a file in data/processed/uploads]",
)  # fmt: skip


@click.command()
@click.argument("archive", type=_PATH, metavar="FILE.tar")
@click.option("--data", type=_PATH, default=None, metavar="DIR", help="Data folder. [default: as for other commands]")
@click.option("--uploads-only", is_flag=True, help="Leave out what suppliers gave: all of raw/ but raw/uploads.")
@_DATABASE
def backup(archive: Path, data: Path | None, uploads_only: bool, database_url: str | None) -> None:
    """Write the events and all raw files to FILE.tar; the server may go on running.

    The database is not in it: restoring makes it again from the raw files. Keep FILE.tar private: it holds exact
    places, comments and the secrets that open receipts.
    """
    from seeingstars.intake.backing_up import back_up
    from seeingstars.settings import data_folder, language

    with progress() as told:
        made = back_up(
            archive, data=data or data_folder(), database_url=database_url, uploads_only=uploads_only, told=told
        )
    size = made.n_bytes / 1e6
    if language() == "nl":
        click.echo(f"{made.path}: {made.n_files} bestanden, {size:.1f} MB\nSHA-256 {made.sha256}")
        click.echo(
            "Houd dit bestand geheim: het bevat precieze plaatsen, opmerkingen en wat ontvangstcodes opent.", err=True
        )
    else:
        click.echo(f"{made.path}: {made.n_files} files, {size:.1f} MB\nSHA-256 {made.sha256}")
        click.echo(
            "Keep this file private: it holds exact places, comments and the secrets that open receipts.", err=True
        )


@click.command()
@click.argument("archive", type=_PATH, metavar="FILE.tar")
@click.option("--data", type=_PATH, required=True, metavar="DIR", help="Data folder to make; not there yet, or empty.")
@_DATABASE
def restore(archive: Path, data: Path, database_url: str | None) -> None:
    """Put the backup in FILE.tar in DIR, check every file, and make the database again.

    An archive that is cut off or differs by one bit is refused whole. Nothing that exists is overwritten.
    """
    from seeingstars.intake.backing_up import restore as put_back
    from seeingstars.settings import language

    with progress() as told:
        done = put_back(archive, data=data, database_url=database_url, told=told)
    n_uploads = sum(done["uploads"].values())
    if language() == "nl":
        click.echo(
            f"{data}: {done['n_files']} bestanden van {done['made_at']}; {n_uploads} inzendingen en "
            f"{done['readings']} metingen staan weer in de database"
        )
    else:
        click.echo(
            f"{data}: {done['n_files']} files of {done['made_at']}; {n_uploads} uploads and {done['readings']} "
            "readings are in the database again"
        )
