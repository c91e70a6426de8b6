"""What each check can find: its flag, and the words for it in English and Dutch.

A check answers with one number a reading; `FINDINGS` turns the number into a QARTOD flag and a sentence.
The sentences are written for the one who handed the reading in, and say what to do better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeingstars.columns import Flag

Int8Array = NDArray[np.int8]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Finding:
    """One thing that a check can find: its flag and its words."""

    name: str
    flag: Flag
    en: str = ""
    nl: str = ""


_GOOD = Finding("good", Flag.GOOD)
_NOT_CHECKED = Finding("not_checked", Flag.NOT_CHECKED)

# For each check what it can find; the place in the row is the number that the check gives.
FINDINGS: dict[str, tuple[Finding, ...]] = {
    "row": (
        _GOOD,
        Finding(
            "unreadable",
            Flag.FAIL,
            "the row cannot be read as it stands in the file; mend it and hand it in again",
            "de rij is niet leesbaar zoals die in het bestand staat; verbeter haar en lever haar opnieuw in",
        ),
    ),
    "time": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "clock_uncertain",
            Flag.SUSPECT,
            "the clock of the instrument may be off by more than 10 minutes; set it and note by how much it was off",
            "de klok van het instrument kan meer dan 10 minuten afwijken; zet hem gelijk en noteer de afwijking",
        ),
        Finding(
            "clock_against_sun",
            Flag.SUSPECT,
            "by the sun the clock of this meter or its place is wrong; check both",
            "volgens de zon klopt de klok of de plaats van deze meter niet; controleer beide",
        ),
        Finding(
            "dark_in_twilight",
            Flag.SUSPECT,
            "a dark reading while the sun stood less than 6° below the horizon; check the time, the time zone and the place",
            "een donkere meting terwijl de zon nog geen 6° onder de horizon stond; controleer tijd, tijdzone en plaats",
        ),
        Finding(
            "dark_by_day_or_covered",
            Flag.SUSPECT,
            "a dark reading by day: the clock is wrong or the meter was covered; check the time, the time zone and the place",
            "een donkere meting overdag: de klok staat verkeerd of de meter was afgedekt; controleer tijd, tijdzone en plaats",
        ),
        Finding(
            "dark_by_day",
            Flag.FAIL,
            "a night reading while the sun was up; check the date, the time, the time zone and the place",
            "een nachtmeting terwijl de zon op was; controleer datum, tijd, tijdzone en plaats",
        ),
        Finding(
            "out_of_years",
            Flag.FAIL,
            "the date lies before 2000 or in the future; check the clock of the instrument",
            "de datum ligt voor 2000 of in de toekomst; controleer de klok van het instrument",
        ),
        Finding("missing", Flag.MISSING, "there is no time in UTC", "er is geen tijd in UTC"),
    ),
    "position": (
        _GOOD,
        Finding(
            "coarse",
            Flag.SUSPECT,
            "the place is known to no better than 1 km; switch on the location or point it out on a map",
            "de plaats is niet beter dan op 1 km bekend; zet de locatie aan of wijs de plaats aan op een kaart",
        ),
        Finding(
            "below_ground",
            Flag.SUSPECT,
            "the height lies below the lowest land on Earth; check the place and the height",
            "de hoogte ligt onder het laagste land op aarde; controleer plaats en hoogte",
        ),
        Finding(
            "null_island",
            Flag.FAIL,
            "the place is 0,0 in the Atlantic: no location was found; point it out on a map",
            "de plaats is 0,0 in de Atlantische Oceaan: er was geen locatie; wijs de plaats aan op een kaart",
        ),
        Finding(
            "not_on_earth",
            Flag.FAIL,
            "the longitude or latitude does not exist; check the decimal point and the order",
            "de lengte- of breedtegraad bestaat niet; controleer de decimale punt en de volgorde",
        ),
        Finding("missing", Flag.MISSING, "the place is not given", "de plaats ontbreekt"),
    ),
    "sun": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "twilight",
            Flag.SUSPECT,
            "the sun is not low enough yet: the sky is still lit by twilight; measure later in the evening",
            "de zon staat nog niet laag genoeg: de schemering verlicht de hemel; meet later op de avond",
        ),
        Finding(
            "too_bright",
            Flag.FAIL,
            "the sun stands above −12°, too light to measure; measure later in the evening",
            "de zon staat boven −12°, te licht om te meten; meet later op de avond",
        ),
    ),
    "moon": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "up",
            Flag.SUSPECT,
            "the moon is up and lights the sky; measure when it is below the horizon",
            "de maan is op en verlicht de hemel; meet als zij onder de horizon staat",
        ),
    ),
    "range": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "bright",
            Flag.SUSPECT,
            "between 10 and 14 mag/arcsec²: too bright for a night sky; keep away from lamps and point straight up",
            "tussen 10 en 14 mag/boogsec²: te licht voor een nachthemel; blijf weg van lampen en richt recht omhoog",
        ),
        Finding(
            "dark",
            Flag.SUSPECT,
            "above 22.2 mag/arcsec²: darker than a natural night sky; was the meter covered?",
            "boven 22,2 mag/boogsec²: donkerder dan een natuurlijke nachthemel; was de meter afgedekt?",
        ),
        Finding(
            "limiting_magnitude_typed",
            Flag.FAIL,
            "the same number as the limiting magnitude: this is no reading of a meter",
            "hetzelfde getal als de grensmagnitude: dit is geen stand van een meter",
        ),
        Finding(
            "impossible",
            Flag.FAIL,
            "outside 10 to 23 mag/arcsec²: no meter reads this from the night sky; check the number",
            "buiten 10 tot 23 mag/boogsec²: geen meter leest dit van de nachthemel; controleer het getal",
        ),
        Finding("missing", Flag.MISSING, "there is no reading of the meter", "er is geen stand van de meter"),
    ),
    "limiting_magnitude": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "no_stars",
            Flag.SUSPECT,
            "0 means that no star was seen, mostly for cloud",
            "0 betekent dat er geen ster te zien was, meestal door wolken",
        ),
        Finding(
            "uncertain",
            Flag.SUSPECT,
            "its own error is above 2 magnitudes: the stars do not agree with each other",
            "de eigen fout is groter dan 2 magnituden: de sterren spreken elkaar tegen",
        ),
        Finding(
            "impossible",
            Flag.FAIL,
            "outside −1 to 8: no eye sees this; check the number",
            "buiten −1 tot 8: geen oog ziet dit; controleer het getal",
        ),
        Finding("missing", Flag.MISSING, "the faintest star is not given", "de zwakste ster is niet ingevuld"),
    ),
    "saturation": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "saturated",
            Flag.FAIL,
            "0.00 means that it was too light for the meter",
            "0,00 betekent dat het te licht was voor de meter",
        ),
    ),
    "duplicate": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "repeated",
            Flag.FAIL,
            "the same reading stands here before; it counts once",
            "dezelfde meting staat er al; zij telt één keer",
        ),
    ),
    "stuck": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "stuck",
            Flag.SUSPECT,
            "the meter repeats one value for 2 hours or more; restart it and look at its cable",
            "de meter herhaalt 2 uur of langer dezelfde waarde; start hem opnieuw en kijk de kabel na",
        ),
    ),
    "covered": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "too_dark",
            Flag.SUSPECT,
            "one value after another above 22.5 mag/arcsec²: the meter seems to be covered; look for snow, leaves or a cap",
            "steeds boven 22,5 mag/boogsec²: de meter lijkt afgedekt; kijk of er sneeuw, blad of een dop op zit",
        ),
        Finding(
            "dark_by_day",
            Flag.SUSPECT,
            "the meter reads dark in full daylight around this night: it is covered or stands indoors",
            "de meter meet rond deze nacht donker op klaarlichte dag: hij is afgedekt of staat binnen",
        ),
        Finding(
            "dark_by_day_or_clock",
            Flag.SUSPECT,
            "the meter reads dark in full daylight around this night: it is covered or its clock is wrong",
            "de meter meet rond deze nacht donker op klaarlichte dag: hij is afgedekt of zijn klok staat verkeerd",
        ),
    ),
    "cloud": (
        _GOOD,
        _NOT_CHECKED,
        Finding(
            "seen",
            Flag.SUSPECT,
            "the observer saw cloud in a quarter of the sky or more",
            "de waarnemer zag wolken in een kwart van de hemel of meer",
        ),
        Finding(
            "warm_sky",
            Flag.SUSPECT,
            "the sky is as warm as cloud by the sensor of the meter",
            "de hemel is zo warm als bewolking volgens de sensor van de meter",
        ),
    ),
}


def finding_code(check: str, name: str) -> int:
    """The number of a finding, as the check gives it.

    Examples
    --------
    >>> finding_code("sun", "twilight")
    2
    """
    return _CODES[check, name]


_CODES = {(check, one.name): code for check, found in FINDINGS.items() for code, one in enumerate(found)}
_FLAGS = {check: np.array([one.flag for one in found], dtype=np.int8) for check, found in FINDINGS.items()}


@dataclass(frozen=True)
class Findings:
    """What one check found, one number a reading; the numbers count in `FINDINGS`."""

    check: str
    codes: Int8Array

    @property
    def flags(self) -> Int8Array:
        """QARTOD flags, as many as there are readings."""
        return _FLAGS[self.check][self.codes]

    @property
    def names(self) -> list[str]:
        """The name of each finding; for tests and for reading a few rows."""
        return [FINDINGS[self.check][code].name for code in self.codes]

    def where(self, name: str) -> BoolArray:
        """Where the check found this."""
        found: BoolArray = self.codes == finding_code(self.check, name)
        return found


def painted(check: str, n_rows: int, *findings: tuple[str, BoolArray | bool]) -> Findings:
    """Findings from masks: a later mask covers an earlier one, and where none holds the finding is "good".

    Use it at the end of a check, with the masks in the order of their weight.

    Parameters
    ----------
    check : name of the check
    n_rows : number of readings
    findings : pairs of the name of a finding and where it holds (n_rows booleans, or one for all)

    Returns
    -------
    Findings

    Examples
    --------
    >>> import numpy as np
    >>> altitude_deg = np.array([-30.0, -15.0, np.nan])
    >>> painted("sun", 3, ("twilight", altitude_deg > -18), ("not_checked", np.isnan(altitude_deg))).names
    ['good', 'twilight', 'not_checked']
    """
    codes = np.zeros(n_rows, dtype=np.int8)
    for name, mask in findings:
        np.copyto(codes, finding_code(check, name), where=mask)
    return Findings(check, codes)
