"""Door: the command line. ``seeingstars --help`` answers at once: nothing heavy is imported for it."""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import click

from seeingstars import __version__
from seeingstars.commands.backup import backup, restore
from seeingstars.commands.bundle import bundle
from seeingstars.commands.fetch import fetch
from seeingstars.commands.intake import rebuild_command, review_command
from seeingstars.commands.new_event import new_event
from seeingstars.commands.nightlights import catalogue, nightlights
from seeingstars.commands.reviewers import token_command
from seeingstars.commands.serve import serve
from seeingstars.commands.sky import dome
from seeingstars.commands.verify import verify
from seeingstars.errors import SeeingStarsError
from seeingstars.terminal import progress

# Whether a file can be read is told by the readers, with its reason.
PATH = click.Path(path_type=Path, readable=False)


class _Told(click.Group):
    """Every error is one line on stderr and exit 1; a traceback is shown only when asked for."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run as a program: also what is asked wrongly is told in one line."""
        try:
            run: Any = super().main
            code = run(*args, standalone_mode=False, **extra)
        except click.ClickException as error:
            click.echo(f"Error: {' '.join(error.format_message().split())}", err=True)
            code = 1
        except click.Abort:
            click.echo("Error: stopped", err=True)
            code = 1
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.exceptions.Abort, click.ClickException, BrokenPipeError):
            raise
        except SeeingStarsError as error:
            from seeingstars.settings import language

            raise click.ClickException(error.nl if language() == "nl" else error.en) from error
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}: {error.filename or 'a file'}") from error
        except Exception as error:
            if os.environ.get("SEEINGSTARS_TRACEBACK"):
                raise
            told = " ".join(str(error).split())[:300]
            raise click.ClickException(
                f"unexpected {type(error).__name__}: {told}; this is a fault of the program, please report it "
                "(SEEINGSTARS_TRACEBACK=1 shows where)"
            ) from error


@click.group(
    cls=_Told,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="seeingstars")
@click.pass_context
def main(context: click.Context) -> None:
    """How much darker did it become when a town switched off its lights?

    Compares the lights-off area on the night of the event with similar nights, from sky-brightness
    readings and satellite night lights, and says it honestly when the data cannot tell.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _finite(context: click.Context, option: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"must be a finite number; got {value}")
    return value


@main.command()
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=2022,
    show_default=True,
    help="Another seed is another made-up campaign.",
)
@click.option(
    "--effect",
    type=click.FloatRange(-2, 2),
    callback=_finite,
    default=0.30,
    show_default=True,
    metavar="MAG",
    help="The true darkening [mag/arcsec²]; 0 for none.",
)
@click.option(
    "--sites", type=click.IntRange(1, 30), default=4, show_default=True, help="Fixed meters in each of the two areas."
)
@click.option(
    "--cloudiness",
    type=click.FloatRange(0, 1),
    callback=_finite,
    default=0.3,
    show_default=True,
    help="Share of the baseline nights with cloud.",
)
@click.option(
    "--out", type=PATH, default=None, metavar="DIR", help="Folder of the result. [default: data/processed/rehearsal]"
)
@click.option(
    "--raw",
    type=PATH,
    default=None,
    metavar="DIR",
    help="Folder of the simulated files. [default: data/raw/rehearsal-SEED, or beside --out]",
)
def demo(seed: int, effect: float, sites: int, cloudiness: float, out: Path | None, raw: Path | None) -> None:
    """Rehearse with a known answer: simulated files in the true formats, through the whole job."""
    from seeingstars import answers, pipeline
    from seeingstars.settings import data_folder, language

    # Beside a folder that the user chose, so that two rehearsals never answer for each other.
    campaign = raw or (out.parent / f"{out.name}-raw" if out else data_folder() / "raw" / f"rehearsal-{seed}")
    with progress() as told:
        made = pipeline.rehearse(
            campaign,
            seed=seed,
            effect_mag=effect,
            n_sites=sites,
            cloudiness=cloudiness,
            out=out or data_folder() / "processed" / "rehearsal",
            told=told,
        )
    click.echo(answers.in_words(made, language=language(), truth=campaign / "truth.json"))


@main.command()
@click.argument("event")
@click.option(
    "--readings", type=PATH, multiple=True, metavar="PATH", help="File or folder with readings; may be given again."
)
@click.option(
    "--nightlights",
    type=PATH,
    multiple=True,
    metavar="PATH",
    help="File or folder with night-light rasters; may be given again.",
)
@click.option("--clouds", type=PATH, default=None, metavar="PATH", help="KNMI hourly cloud, file or folder.")
@click.option(
    "--baseline",
    type=PATH,
    default=None,
    metavar="PATH",
    help="A sealed list of nights (baseline.json of an earlier run); without it the list is made first.",
)
@click.option(
    "--out", type=PATH, default=None, metavar="DIR", help="Folder of the result. [default: data/processed/EVENT]"
)
@click.option(
    "--basemap",
    type=PATH,
    default=None,
    metavar="PATH",
    help="A map of your own to draw under the readings: .osm.pbf, GeoPackage or GeoJSON.",
)
@click.option(
    "--address", default=None, metavar="URL", help="Where the result will stand; posters carry it as a QR code."
)
@click.option(
    "--basemap-credit",
    default="",
    metavar="TEXT",
    help="Whose map that is; it stands on the page. [default: OpenStreetMap for .osm.pbf, else the file]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=2022,
    show_default=True,
    help="Seed of what is drawn by chance.",
)
def run(
    event: str,
    readings: tuple[Path, ...],
    nightlights: tuple[Path, ...],
    clouds: Path | None,
    baseline: Path | None,
    out: Path | None,
    basemap: Path | None,
    basemap_credit: str,
    address: str | None,
    seed: int,
) -> None:
    """Compare the night of EVENT with its baseline nights and publish the result.

    EVENT is the name of a folder in data/events or the path of an event.toml.
    """
    from seeingstars import answers, pipeline
    from seeingstars.publishing import Backdrop
    from seeingstars.settings import data_folder, event_folder, language

    folder = event_folder(event)
    backdrop = Backdrop(basemap, basemap_credit) if basemap is not None else None
    with progress() as told:
        made = pipeline.run(
            folder,
            readings=readings,
            nightlights=nightlights,
            clouds=clouds,
            baseline=baseline,
            out=out or data_folder() / "processed" / pipeline.event_id(folder),
            seed=seed,
            backdrop=backdrop,
            address=address,
            told=told,
        )
    click.echo(answers.in_words(made, language=language()))


@main.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="A list with one object a file.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Say of each file what it is, how many readings are good, and why the others are not.

    Folders are walked. Exit 1 if a file is refused.
    """
    from seeingstars import checking
    from seeingstars.settings import language

    with progress() as told:
        findings = checking.check(paths, told=told)
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(finding.in_words(language=language()))
        if not findings:
            shown = ", ".join(map(str, paths))
            click.echo(f"{shown}: geen bestanden" if language() == "nl" else f"{shown}: no files")
    if not all(finding.accepted for finding in findings):
        sys.exit(1)


@main.command()
@click.argument("event", required=False)
@click.option(
    "--after",
    type=PATH,
    default=None,
    metavar="RESULT",
    help="A result.json or its folder: what would have been needed.",
)
@click.option("--json", "as_json", is_flag=True, help="All numbers, instead of the advice in words.")
@click.option("--out", type=PATH, default=None, metavar="DIR", help="Write plan.html and plan.json there.")
def plan(event: str | None, after: Path | None, as_json: bool, out: Path | None) -> None:
    """Say before the night of EVENT what could be seen, and what to do for it; or after it, what was lacking.

    EVENT is the name of a folder in data/events or the path of an event.toml.
    """
    from seeingstars import looking_back, planning
    from seeingstars.settings import event_folder, language

    if (event is None) == (after is None):
        raise SeeingStarsError(
            "plan needs either EVENT (before the night) or --after RESULT (after it), and not both",
            "plan heeft of EVENT (voor de nacht) of --after RESULT (erna) nodig, en niet allebei",
        )
    if after is not None:
        made, inputs = looking_back.plan_after(after), [looking_back.result_file(after)]
    else:
        made, inputs = planning.load_plan(event_folder(str(event)))
    written = planning.write_plan(made, out=out, inputs=inputs) if out else []
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False, allow_nan=False, indent=1))
    else:
        click.echo(planning.in_words(made, language=language(), written=written))


@main.command()
def events() -> None:
    """List the events known, each with its window in local time and UTC."""
    from seeingstars.event_file import load_event
    from seeingstars.settings import event_folders, language

    for folder in event_folders():
        event = load_event(folder)
        start, end = (moment.astimezone(event.zone) for moment in (event.window.start, event.window.end))
        click.echo(
            f"{folder.name}\n"
            f"  {getattr(event.name, language())}\n"
            f"  {start:%Y-%m-%d %H:%M}–{end:%H:%M} {start:%Z} ({event.timezone}) = "
            f"{event.window.start:%Y-%m-%d %H:%M}–{event.window.end:%H:%M} UTC"
        )


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("longitude", type=click.FloatRange(-180, 180), callback=_finite)
@click.argument("latitude", type=click.FloatRange(-90, 90), callback=_finite)
@click.argument("time")
def sky(longitude: float, latitude: float, time: str) -> None:
    """Sun, moon and Milky Way at a place and moment; is it dark?

    LONGITUDE and LATITUDE in degrees, east and north positive. TIME as 2022-09-25T22:30 on the wall
    clock of that place, or with a zone as in 2022-09-25T20:30Z.
    """
    from seeingstars.settings import language
    from seeingstars.skies import moment

    click.echo(moment.sky_in_words(longitude, latitude_deg=latitude, time=time, language=language()))


main.add_command(bundle)
main.add_command(catalogue)
main.add_command(dome)
main.add_command(fetch)
main.add_command(new_event)
main.add_command(nightlights)
main.add_command(backup)
main.add_command(restore)
main.add_command(rebuild_command)
review_command.add_command(token_command)
main.add_command(review_command)
main.add_command(serve)
main.add_command(verify)
