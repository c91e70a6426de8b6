"""Flow: the whole of it. ``python flows/seeing_stars.py --event leiden-2022 --readings FOLDER``, ``--demo`` or ``serve``.

Does the same as ``seeingstars run`` and ``seeingstars demo``, step by step under Prefect. A step that was done for the
same bytes is not done twice, also after a kill.
"""

from pathlib import Path
from typing import Annotated, Any

import click
from pydantic import Field

from artifacts import progress, show_publication
from orchestration import RETRIES, flow, kept_or_completed, task
from seeingstars import answers, kept_steps, pipeline
from seeingstars.errors import SeeingStarsError
from seeingstars.kept_steps import Job
from seeingstars.settings import data_folder, event_folder, language

# A run that hangs ends by itself; tasks in threads could not be stopped.
LONGEST_S = 12 * 3600
rehearse = task(name="write a made-up campaign")(pipeline.simulate)


@task(name="read and flag the readings", **RETRIES)
def read_and_flag(job: Job) -> Any:
    """Read, flag and place every reading."""
    return kept_or_completed(kept_steps.read_readings(job, told=progress()))


@task(name="read the night lights", **RETRIES)
def read_rasters(job: Job) -> Any:
    """Read the window round the areas from every raster."""
    return kept_or_completed(kept_steps.read_nightlights(job, told=progress()))


@task(name="compare the nights")
def compare(job: Job) -> Any:
    """Compare the event night with its baseline nights."""
    return kept_or_completed(kept_steps.compare(job))


@task(name="publish")
def write_publication(job: Job, out: Path) -> Any:
    """Write the publication and put it in its place."""
    return kept_or_completed(kept_steps.publish(job, out=out, told=progress()))


@flow(name="seeing-stars", flow_run_name="seeing-stars {event}", timeout_seconds=LONGEST_S)
def seeing_stars(
    event: Annotated[str, Field(description="Name of a folder in data/events, or the path of an event.toml")],
    readings: Annotated[list[Path], Field(description="Files or folders with readings")] = [],  # noqa: B006
    nightlights: Annotated[list[Path], Field(description="Files or folders with night-light rasters")] = [],  # noqa: B006
    out: Annotated[Path | None, Field(description="Folder of the publication; default data/processed/EVENT")] = None,
    clouds: Annotated[Path | None, Field(description="KNMI hourly cloud: a file or a folder")] = None,
    seed: Annotated[int, Field(ge=0, lt=2**32, description="Seed of what is drawn by chance")] = 2022,
    baseline: Annotated[Path | None, Field(description="A sealed list of baseline nights")] = None,
    work: Annotated[Path | None, Field(description="Where done steps are kept; default data/work")] = None,
) -> Path:
    """Readings and rasters in, the comparison, datasets and maps out; returns the folder of the publication.

    Args:
        event: Name of a folder in data/events, or the path of an event.toml.
        readings: Files or folders with readings.
        nightlights: Files or folders with night-light rasters.
        out: Folder of the publication; data/processed/EVENT if none is given.
        clouds: Hourly cloud of KNMI, a file or a folder.
        seed: Seed of what is drawn by chance.
        baseline: A sealed list of baseline nights.
        work: Where done steps are kept; data/work if none is given.
    """
    folder = event_folder(event)
    job = Job(
        event_folder=folder,
        work=work or data_folder() / "work",
        readings=tuple(readings),
        nightlights=tuple(nightlights),
        clouds=clouds,
        baseline=baseline,
        seed=seed,
    )
    place = out or data_folder() / "processed" / pipeline.event_id(folder)
    both = [read_and_flag.submit(job), read_rasters.submit(job)]
    for step in both:
        step.result()
    compare.submit(job).result()
    write_publication.submit(job, place).result()
    show_publication(place)
    return place


@flow(name="rehearsal")
def rehearsal(
    raw: Path | None = None,
    out: Path | None = None,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 2022,
    effect_mag: Annotated[float, Field(ge=-2, le=2, description="The true darkening [mag/arcsec²]")] = 0.30,
    work: Path | None = None,
) -> Path:
    """A made-up campaign with a known answer, through the whole job; returns the folder of the publication."""
    place = raw or data_folder() / "raw" / f"rehearsal-{seed}"
    campaign = rehearse(place, seed=seed, effect_mag=effect_mag)
    return seeing_stars(
        event=str(campaign / "event"),
        readings=[campaign / "readings"],
        nightlights=[campaign / "nightlights"],
        clouds=campaign / "clouds",
        out=out or data_folder() / "processed" / "rehearsal",
        seed=seed,
        work=work,
    )


@click.group(invoke_without_command=True)
@click.option("--demo", is_flag=True, help="A rehearsal with a known answer, on simulated files.")
@click.option("--event", default=None, help="Name of a folder in data/events, or the path of an event.toml.")
@click.option("--readings", type=click.Path(path_type=Path), multiple=True, help="File or folder; may be given again.")
@click.option(
    "--nightlights", type=click.Path(path_type=Path), multiple=True, help="File or folder; may be given again."
)
@click.option("--clouds", type=click.Path(path_type=Path), default=None, help="KNMI hourly cloud, file or folder.")
@click.option("--baseline", type=click.Path(path_type=Path), default=None, help="A sealed list of baseline nights.")
@click.option(
    "--effect", type=float, default=0.30, show_default=True, help="The true darkening of the rehearsal [mag/arcsec²]."
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder of the result.")
@click.option("--work", type=click.Path(path_type=Path), default=None, help="Where done steps are kept.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=2022, show_default=True)
@click.pass_context
def main(context: click.Context, /, demo: bool, event: str | None, **given: Any) -> None:
    """Run the whole job as a Prefect flow; no server needs to be started by hand."""
    if context.invoked_subcommand is not None:
        return
    try:
        made, truth = _run(demo, event, given)
    except SeeingStarsError as error:
        raise click.ClickException(error.nl if language() == "nl" else error.en) from error
    click.echo(answers.in_words(made, language=language(), truth=truth))


def _run(demo: bool, event: str | None, given: dict[str, Any]) -> tuple[Path, Path | None]:
    out, seed, work = given["out"], given["seed"], given["work"]
    if demo:
        raw = out.parent / f"{out.name}-raw" if out else data_folder() / "raw" / f"rehearsal-{seed}"
        made = rehearsal(raw=raw, out=out, seed=seed, effect_mag=given["effect"], work=work)
        return made, raw / "truth.json"
    if not event:
        raise click.UsageError("give --demo, --event EVENT, or serve")
    made = seeing_stars(
        event=event,
        readings=list(given["readings"]),
        nightlights=list(given["nightlights"]),
        clouds=given["clouds"],
        baseline=given["baseline"],
        out=out,
        seed=seed,
        work=work,
    )
    return made, None


@main.command()
@click.option("--limit", type=click.IntRange(1), default=2, show_default=True, help="Runs at the same time.")
def serve(limit: int) -> None:
    """Offer the flows to a Prefect server (PREFECT_API_URL) until stopped: by form, by schedule, by an upload."""
    from deployments import serve_all

    serve_all(limit=limit)


if __name__ == "__main__":
    main()
