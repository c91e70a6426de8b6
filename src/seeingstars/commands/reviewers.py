"""Door: ``seeingstars review token``, which lets a reviewer sign in on the pages."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("token")
@click.argument("name")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
    help="Data folder of the server. [default: as for the other commands]",
)  # fmt: skip
@click.option("--remove", is_flag=True, help="Take the token of NAME away instead.")
def token_command(name: str, data: Path | None, remove: bool) -> None:
    """Make a token for the reviewer NAME (initials or a role); an earlier one of that name ends.

    It is shown once; only its digest is kept.
    """
    from seeingstars.intake.reviewers import new_token, remove_reviewer
    from seeingstars.settings import data_folder

    folder = data or data_folder()
    if remove:
        click.echo(f"{name}: removed" if remove_reviewer(name, data=folder) else f"{name}: had no token")
        return
    click.echo(new_token(name, data=folder))
