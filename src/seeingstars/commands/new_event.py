"""Door: ``seeingstars new-event``. Any town can do its own night with this alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path, readable=False)


@click.command("new-event")
@click.option("--name", default=None, help="What the night is called.")
@click.option("--name-nl", default=None, help="The same in Dutch. [default: as --name]")
@click.option("--place", default=None, help="Name of the town.")
@click.option(
    "--longitude", type=click.FloatRange(-180, 180), default=None, metavar="DEG", help="Of its middle, east positive."
)
@click.option(
    "--latitude", type=click.FloatRange(-90, 90), default=None, metavar="DEG", help="Of its middle, north positive."
)
@click.option(
    "--date",
    "night",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="YYYY-MM-DD",
    help="The evening on which the lamps go off.",
)
@click.option(
    "--start",
    type=click.DateTime(["%H:%M"]),
    default=None,
    metavar="HH:MM",
    help="Lamps off, on the clock of the place.",
)
@click.option(
    "--end",
    type=click.DateTime(["%H:%M"]),
    default=None,
    metavar="HH:MM",
    help="Lamps on again; before --start is the next day.",
)
@click.option(
    "--radius-km",
    type=click.FloatRange(0, 200, min_open=True),
    default=None,
    metavar="KM",
    help="Radius of the dark area.",
)
@click.option(
    "--area", type=PATH, default=None, metavar="GEOJSON", help="The dark area as it was drawn, instead of a radius."
)
@click.option(
    "--knmi", type=int, multiple=True, metavar="STATION", help="KNMI station, nearest first; may be given again."
)
@click.option(
    "--leave-out",
    multiple=True,
    metavar="DATE=REASON",
    help="A night with other light than usual, as 2022-10-03=fair; may be given again.",
)
@click.option("--id", "event_id", default=None, help="Name of the event's folder. [default: from place and year]")
@click.option("--events", type=PATH, default=None, metavar="DIR", help="Folder of events. [default: data/events]")
@click.option(
    "--plan-out", type=PATH, default=None, metavar="DIR", help="Folder of the plan. [default: data/processed/ID-plan]"
)
def new_event(**given: Any) -> None:
    """Set up the lights-off night of a town: its folder, a control area proposed, and the plan.

    Asks for what is not given.
    """
    from seeingstars import new_event as making
    from seeingstars import planning
    from seeingstars.settings import data_folder, language

    wishes = _wishes(given)
    event_id = given["event_id"] or making.event_id_of(wishes.place, wishes.night)
    folder = (given["events"] or data_folder() / "events") / event_id
    event = making.write_event(wishes, folder=folder)
    out = given["plan_out"] or data_folder() / "processed" / f"{event.event_id}-plan"
    made = making.write_plan_of(folder, out=out)
    nl = language() == "nl"
    click.echo(f"{folder}\n  event.toml\n  areas.geojson")
    click.echo(planning.in_words(made, language=language(), written=[out / planning.PAGE, out / planning.PLAN]))
    click.echo(
        f"Kijk areas.geojson na: het gebied ter vergelijking is een voorstel. Daarna: seeingstars run {event.event_id} --readings MAP"
        if nl
        else f"Look at areas.geojson: the control area is a proposal. Then: seeingstars run {event.event_id} --readings FOLDER"
    )


def _wishes(given: dict[str, Any]) -> Any:
    from seeingstars.new_event import Wishes

    name = _asked(given["name"], "--name", "Name of the night / Naam van de nacht")
    place = _asked(given["place"], "--place", "Town / Plaats")
    degrees = click.FloatRange
    longitude = _asked(
        given["longitude"],
        "--longitude",
        "Longitude of its middle, degrees east / Lengtegraad",
        kind=degrees(-180, 180),
    )
    latitude = _asked(given["latitude"], "--latitude", "Latitude, degrees north / Breedtegraad", kind=degrees(-90, 90))
    night = _asked(
        given["night"], "--date", "Date of the evening / Datum (YYYY-MM-DD)", kind=click.DateTime(["%Y-%m-%d"])
    )
    clock = click.DateTime(["%H:%M"])
    start = _asked(given["start"], "--start", "Lamps off / Lampen uit (HH:MM)", kind=clock)
    end = _asked(given["end"], "--end", "Lamps on again / Lampen weer aan (HH:MM)", kind=clock)
    radius_km = given["radius_km"]
    if radius_km is None and given["area"] is None:
        radius_km = _asked(
            None,
            "--radius-km",
            "Radius of the dark area, km / Straal van het donkere gebied",
            kind=degrees(0, 200, min_open=True),
        )
    return Wishes(
        name_nl=given["name_nl"] or name,
        name_en=name,
        place=place,
        longitude_deg=longitude,
        latitude_deg=latitude,
        night=night.date(),
        start=start.time(),
        end=end.time(),
        radius_km=radius_km,
        area_file=given["area"],
        event_id=given["event_id"],
        knmi_stations=given["knmi"],
        exclude=tuple(_left_out(one) for one in given["leave_out"]),
    )


def _asked(value: Any, option: str, question: str, *, kind: Any = str) -> Any:
    if value is not None:
        return value
    try:
        return click.prompt(question, type=kind)
    except click.Abort:
        raise click.UsageError(f"{option} is needed, and nobody answered") from None


def _left_out(given: str) -> tuple[date, str]:
    day, _, why = given.partition("=")
    try:
        night = date.fromisoformat(day.strip())
    except ValueError:
        night = None
    if night is None or not why.strip():
        raise click.BadParameter(f"--leave-out must be DATE=REASON, as 2022-10-03=fair; got {given!r}")
    return night, why.strip()
