"""Commands for what people handed in: make the database again, and decide on uploads that wait."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from seeingstars.intake.receiving import Desk, HeldUpload

_DATABASE = click.option(
    "--database",
    "database_url",
    envvar="SEEINGSTARS_DATABASE",
    default=None,
    metavar="URL",
    help="sqlite:///path or postgresql://…  [default: a file in data/processed/uploads]",
)


@click.command("rebuild")
@_DATABASE
def rebuild_command(database_url: str | None) -> None:
    """Make the database of uploads again from data/raw alone; stop the server first."""
    from seeingstars.intake.receiving import rebuild
    from seeingstars.settings import data_folder, language

    counts = rebuild(data=data_folder(), database_url=database_url, told=_told())
    n_uploads = sum(counts["uploads"].values())
    words = (
        f"{n_uploads} uploads, {counts['files']} files and {counts['readings']} readings are in the database again"
        if language() == "en"
        else f"{n_uploads} inzendingen, {counts['files']} bestanden en {counts['readings']} metingen staan weer in de database"
    )
    click.echo(words)


@click.group("review")
def review_command() -> None:
    """Look at uploads that wait for a reviewer, and decide on them."""


@review_command.command("list")
@click.option(
    "--state",
    type=click.Choice(["held", "accepted", "rejected"]),
    default="held",
    show_default=True,
    help="Uploads in this state.",
)
@_DATABASE
def list_uploads(state: str, database_url: str | None) -> None:
    """List the uploads that wait, the oldest first."""
    from seeingstars.settings import language

    with _desk(database_url) as desk:
        found = desk.held(state=state)
    for one in found:
        click.echo(_line(one, language()))
    if not found:
        click.echo("nothing waits" if language() == "en" else "er wacht niets")


@review_command.command("show")
@click.argument("upload_id", type=int)
@click.option("--rows", default=20, show_default=True, help="How many of its readings to show.")
@_DATABASE
def show_upload(upload_id: int, rows: int, database_url: str | None) -> None:
    """Show one upload: its files, the first of its readings with their reasons, and every decision."""
    from seeingstars.settings import language

    reason = f"reason_{language()}"
    with _desk(database_url) as desk:
        click.echo(_line(desk.upload(upload_id), language()))
        for one in desk.upload_readings(upload_id, limit=rows):
            value = one["brightness_mag_arcsec2"] if one["limiting_magnitude"] is None else one["limiting_magnitude"]
            place = f"{one['longitude_deg']} {one['latitude_deg']}"
            click.echo(f"  {one['observed_at_utc']}  {place}  {one['stream']} {value}  {one['flag']} {one[reason]}")
        for decision in desk.decisions(upload_id):
            click.echo(
                f"  {decision.decided_at:%Y-%m-%d %H:%M} UTC {decision.reviewer}: {decision.decision} "
                f"({decision.state_before} → {decision.state_after}): {decision.reason}"
            )


def _decision(name: str, help_text: str) -> click.Command:
    @review_command.command(name, help=help_text)
    @click.argument("upload_id", type=int)
    @click.option("--reason", required=True, help="In words that the one who handed it in will read.")
    @click.option(
        "--reviewer", default=lambda: os.environ.get("USER", ""), help="Your name. [default: that of the login]"
    )
    @_DATABASE
    def command(upload_id: int, reason: str, reviewer: str, database_url: str | None) -> None:
        from seeingstars.settings import language

        with _desk(database_url) as desk:
            desk.decide(upload_id, decision=name, reviewer=reviewer, reason=reason)  # type: ignore[arg-type]
            click.echo(_line(desk.upload(upload_id), language()))

    return command


accept_command = _decision("accept", "Accept an upload.")
reject_command = _decision("reject", "Reject an upload; it stays, and can be accepted later.")
undo_command = _decision("undo", "Undo the last decision on an upload.")


@contextmanager
def _desk(database_url: str | None) -> Iterator[Desk]:
    from seeingstars.intake.receiving import Desk
    from seeingstars.settings import data_folder

    with Desk(data=data_folder(), database_url=database_url) as desk:
        yield desk


def _line(one: HeldUpload, language: str) -> str:
    upload = one.upload
    readings = "readings" if language == "en" else "metingen"
    files = ", ".join(f"{file.name} ({file.n_readings} {readings})" for file in one.files)
    reasons = "; ".join(reason[language] for reason in upload.reasons)
    return f"{upload.upload_id}  {upload.received_at:%Y-%m-%d %H:%M} UTC  {upload.event_id}  {upload.state}  {files}  {reasons}".rstrip()


def _told() -> Callable[[str, int, int], None]:
    def told(what: str, done: int, of: int) -> None:
        if done == of or done % 1000 == 0:
            click.echo(f"{what} {done}/{of}", err=True)

    return told
