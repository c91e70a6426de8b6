"""Writes a whole made-up campaign, and beside it the truth that the readings hide."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seeingstars.columns import Role, Stream
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.crowd import EYE_SLOPE
from seeingstars.rehearsal.faults import SETTINGS_DUMP, fault_of, position_lacks_comma
from seeingstars.rehearsal.made_up_town import DATA_LOGGER, FAIR_NIGHT, SAID, TESS, sites_of
from seeingstars.rehearsal.sky_model import MadeUpSky, nights_of
from seeingstars.rehearsal.write_black_marble import write_black_marble
from seeingstars.rehearsal.write_dat import write_data_logger, write_pysqm
from seeingstars.rehearsal.write_event import write_event
from seeingstars.rehearsal.write_globe_at_night import write_globe_at_night
from seeingstars.rehearsal.write_knmi import write_knmi
from seeingstars.rehearsal.write_template import write_template
from seeingstars.rehearsal.write_tess import write_tess

__all__ = ["Campaign", "CampaignSettings", "write_campaign"]

_PARTS = ("event", "readings", "nightlights", "clouds")


@dataclass(frozen=True)
class Campaign:
    """Where the parts of a written campaign stand.

    ``nightlights`` is None where no tiles were asked for; ``clouds`` is the file of hourly cloud;
    ``truth`` is for people and tests alone: nothing that measures may open it.
    """

    folder: Path
    event_folder: Path
    readings: Path
    nightlights: Path | None
    clouds: Path
    truth: Path


def write_campaign(folder: Path, settings: CampaignSettings | None = None) -> Campaign:
    """Write a made-up campaign in the true formats of the suppliers.

    Use it to rehearse a measurement whose answer is known, to plan how many meters and nights an
    event needs, and to test the whole chain.

    Parameters
    ----------
    folder : path
        Made if it is not there. What an earlier campaign left in it is replaced; a folder that
        holds anything else is left alone.
    settings : CampaignSettings, optional
        The default campaign is 25 nights, four meters in the area and four outside, and an effect
        of 0.30 mag/arcsec².

    Returns
    -------
    Campaign
        The paths of event, readings, night lights, cloud and truth.

    Raises
    ------
    ValueError
        If the folder holds files that are not an earlier campaign's.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     small = CampaignSettings(n_nights=3, n_area_sites=1, n_control_sites=1, with_nightlights=False)
    ...     campaign = write_campaign(Path(name) / "made up", small)
    ...     sorted(path.name for path in campaign.folder.iterdir())
    ['clouds', 'event', 'readings', 'truth.json']
    """
    settings = CampaignSettings() if settings is None else settings
    sky = MadeUpSky(settings, nights_of(settings))
    _make_room(folder)
    # The truth comes first: a campaign cut short is then still known as one of ours.
    truth = folder / "truth.json"
    truth.write_bytes((json.dumps(truth_of(sky), indent=1, ensure_ascii=False) + "\n").encode())
    parts = {name: folder / name for name in _PARTS if name != "nightlights" or settings.with_nightlights}
    for part in parts.values():
        part.mkdir()
    write_event(parts["event"], settings)
    _write_readings(parts["readings"], sky)
    if settings.with_nightlights:
        write_black_marble(parts["nightlights"], sky)
    clouds = write_knmi(parts["clouds"] / "knmi_uurgegevens_gesimuleerd.txt", sky)
    return Campaign(folder, parts["event"], parts["readings"], parts.get("nightlights"), clouds, truth)


def _make_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = {path.name for path in folder.iterdir()}
    if found and "truth.json" not in found:
        raise ValueError(
            f"folder must be empty or hold an earlier campaign (a truth.json); got {', '.join(sorted(found)[:3])}, at {folder}; choose another folder"
        )
    for name in _PARTS:
        if name in found:
            shutil.rmtree(folder / name)


def _write_readings(folder: Path, sky: MadeUpSky) -> None:
    settings = sky.settings
    for site in sites_of(settings):
        if site.instrument == TESS:
            write_tess(folder, sky, site)
        elif site.instrument == DATA_LOGGER:
            write_data_logger(folder, sky, site)
        else:
            write_pysqm(folder, sky, site)
    if settings.with_crowd:
        write_globe_at_night(folder / "GaN2022.csv", sky)
        write_template(folder / "waarnemingen_gesimuleerd.csv", sky)
    if settings.with_dirt:
        (folder / "SQM_instellingen_gesimuleerd.dat").write_bytes(SETTINGS_DUMP.encode("ascii"))


def truth_of(sky: MadeUpSky) -> dict[str, Any]:
    """What is true of a campaign: the effect, the nights, the sites and their faults.

    Parameters
    ----------
    sky : MadeUpSky
        The made-up sky.

    Returns
    -------
    dict
        As it stands in ``truth.json``; magnitudes in mag/arcsec².

    Examples
    --------
    >>> settings = CampaignSettings(effect_mag=0.2, n_nights=3)
    >>> truth = truth_of(MadeUpSky(settings, nights_of(settings)))
    >>> truth["effect"]["photometer"], truth["effect"]["satellite"], truth["nights"][1]["is_event"]
    (0.2, 0.0, True)
    """
    settings = sky.settings
    sites = sites_of(settings)
    effect = settings.effect_mag
    return {
        "said": SAID,
        "is_simulated": True,
        "effect": {
            Stream.PHOTOMETER: effect,
            Stream.HANDHELD_METER: effect,
            Stream.CAMERA_APP: effect,
            Stream.NAKED_EYE: EYE_SLOPE * effect,
            Stream.SATELLITE: 0.0,
        },
        "settings": asdict(settings),
        "nights": [
            {
                "night": night.evening.isoformat(),
                "cloud": night.cloud,
                "is_event": night.is_event,
                "is_fair": night.evening == FAIR_NIGHT,
                "common_mag": night.common_mag,
                "area_mag": night.area_mag,
                "control_mag": night.control_mag,
            }
            for night in sky.nights
        ],
        "sites": [
            {
                **asdict(site),
                "position_lacks_comma": position_lacks_comma(site, with_dirt=settings.with_dirt),
                "faults": {
                    night.evening.isoformat(): fault
                    for night in sky.nights
                    if (fault := fault_of(site, night, with_dirt=settings.with_dirt))
                },
            }
            for site in sites
        ],
        "n_sites": {role: sum(site.role == role for site in sites) for role in (Role.LIGHTS_OFF, Role.CONTROL)},
    }
