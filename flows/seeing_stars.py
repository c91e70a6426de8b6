"""Flow: the whole of it. ``python flows/seeing_stars.py --event leiden-2022 --readings FOLDER`` or ``--demo``.

Does the same as ``seeingstars run`` and ``seeingstars demo``, step by step under Prefect.
"""

import tempfile
from pathlib import Path

import click

from compare_nights import compare
from ingest_nightlights import read_rasters
from ingest_readings import read_and_flag
from orchestration import flow, task
from publish import write_publication
from seeingstars import answers, pipeline
from seeingstars.errors import SeeingStarsError
from seeingstars.settings import data_folder, event_folder, language

rehearse = task(name="write a made-up campaign")(pipeline.simulate)


@flow(name="seeing-stars")
def seeing_stars(
    event: Path,
    readings: list[Path],
    nightlights: list[Path],
    out: Path,
    clouds: Path | None = None,
    seed: int = 2022,
    baseline: Path | None = None,
) -> Path:
    """Readings and rasters in, the comparison, datasets and maps out; returns the folder of the publication."""
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as scratch:
        work = Path(scratch)
        table = read_and_flag.submit(readings, event_folder=event, work=work / "readings")
        cube = read_rasters.submit(nightlights, event_folder=event, work=work / "nightlights")
        table.result()
        cube.result()
        compare(
            work / "readings",
            work / "nightlights",
            event_folder=event,
            clouds=clouds,
            baseline=baseline,
            seed=seed,
            work=work / "comparison",
        )
        return write_publication(
            work / "readings",
            work / "nightlights",
            work / "comparison",
            event_folder=event,
            seed=seed,
            baseline_was_given=baseline is not None,
            out=out,
        )


@flow(name="rehearsal")
def rehearsal(raw: Path, out: Path, seed: int = 2022, effect_mag: float = 0.30) -> Path:
    """A made-up campaign with a known answer, through the whole job; returns the folder of the publication."""
    campaign = rehearse(raw, seed=seed, effect_mag=effect_mag)
    return seeing_stars(
        event=campaign / "event",
        readings=[campaign / "readings"],
        nightlights=[campaign / "nightlights"],
        clouds=campaign / "clouds",
        out=out,
        seed=seed,
    )


@click.command()
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
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=2022, show_default=True)
def main(
    demo: bool,
    event: str | None,
    readings: tuple[Path, ...],
    nightlights: tuple[Path, ...],
    clouds: Path | None,
    baseline: Path | None,
    effect: float,
    out: Path | None,
    seed: int,
) -> None:
    """Run the whole job as a Prefect flow; no server needs to be started by hand."""
    truth = None
    try:
        if demo:
            raw = out.parent / f"{out.name}-raw" if out else data_folder() / "raw" / f"rehearsal-{seed}"
            made = rehearsal(
                raw=raw, out=out or data_folder() / "processed" / "rehearsal", seed=seed, effect_mag=effect
            )
        elif event:
            folder = event_folder(event)
            default = data_folder() / "processed" / pipeline.event_id(folder)
            made = seeing_stars(
                event=folder,
                readings=list(readings),
                nightlights=list(nightlights),
                clouds=clouds,
                baseline=baseline,
                out=out or default,
                seed=seed,
            )
        else:
            raise click.UsageError("give --demo, or --event EVENT")
    except SeeingStarsError as error:
        raise click.ClickException(error.nl if language() == "nl" else error.en) from error
    click.echo(answers.in_words(made, language=language(), truth=truth))


if __name__ == "__main__":
    main()
