"""Which readings are asked for, and in which form: the question behind GET /readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import shapely
from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from seeingstars.columns import Flag
from seeingstars.event import Event
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.api_models import Shape, StreamName
from seeingstars.web.problems import FieldFault, Problem, shown_value

if TYPE_CHECKING:
    from seeingstars.intake.receiving import Desk

Box = tuple[float, float, float, float]
Format = Literal["json", "csv", "geojson", "parquet"]
PAGE_OF_EXPORT = 2000  # our choice: some tens of megabytes of memory
_QUALITIES = {flag.name.lower(): int(flag) for flag in Flag}
_YEARS = range(1900, 2201)
_MEDIA_TYPES: dict[str, Format] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/geo+json": "geojson",
    "application/vnd.apache.parquet": "parquet",
    "application/x-parquet": "parquet",
    "application/*": "json",
    "text/*": "csv",
    "*/*": "json",
}


def _possible_year(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise PydanticCustomError(
            "year",
            "year",
            {
                "en": f"the year must lie in {_YEARS[0]} to {_YEARS[-1]}",
                "nl": f"het jaar moet in {_YEARS[0]} tot {_YEARS[-1]} liggen",
            },
        )
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_possible_year)]
Name = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]


class ReadingsQuery(Shape):
    """The question as it stands in the address."""

    event: Name | None = Field(None, description="only readings handed in for this event")
    area: Name | None = Field(None, description="only readings within this area of the event")
    bbox: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="west,south,east,north in degrees, of the public places", examples=["4.4,52.1,4.6,52.2"]
    )
    start: Moment | None = Field(None, description="from this moment on")
    end: Moment | None = Field(None, description="up to and including this moment")
    stream: StreamName | None = None
    quality: Annotated[str, Field(max_length=100)] | None = Field(
        None,
        description="overall flags, parted by commas: good, not_checked, suspect, fail, missing",
        examples=["good"],
    )
    cursor: Annotated[str, Field(max_length=17, pattern=r"^r[0-9]{1,15}$")] | None = Field(
        None, description="where the page before ended; take it from `next`"
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = Field(500, description="most readings on a page of JSON")
    format: Format | None = Field(None, description="instead of the header Accept")

    def box(self) -> Box | None:
        """The box as four numbers.

        Raises
        ------
        Problem
            Of status 422.

        Examples
        --------
        >>> ReadingsQuery(bbox="4.4,52.1,4.6,52.2").box()
        (4.4, 52.1, 4.6, 52.2)
        """
        if self.bbox is None:
            return None
        try:
            west, south, east, north = (float(part) for part in self.bbox.split(","))
        except ValueError:
            raise self._no_box() from None
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise self._no_box()
        return west, south, east, north

    def _no_box(self) -> Problem:
        return _fault(
            "bbox",
            self.bbox,
            "bbox must be west,south,east,north in degrees, west and south first",
            "bbox moet west,zuid,oost,noord in graden zijn, west en zuid voorop",
        )

    def flags(self) -> list[int] | None:
        """The overall flags that are asked for.

        Raises
        ------
        Problem
            Of status 422.

        Examples
        --------
        >>> ReadingsQuery(quality="good,suspect").flags(), ReadingsQuery().flags()
        ([1, 3], None)
        """
        if self.quality is None:
            return None
        words = [word.strip() for word in self.quality.split(",")]
        if not set(words) <= set(_QUALITIES):
            names = ", ".join(_QUALITIES)
            raise _fault("quality", self.quality, f"quality must be of {names}", f"quality moet bestaan uit {names}")
        return [_QUALITIES[word] for word in words]

    def after_id(self) -> int:
        """The number of the last reading of the page before."""
        return int(self.cursor[1:]) if self.cursor else 0


class Selection:
    """Readings of the desk that fit a question, page by page.

    Parameters
    ----------
    desk : the store of uploads
    query : the question
    event : the event that it names, or None
    """

    def __init__(self, desk: Desk, query: ReadingsQuery, *, event: Event | None) -> None:
        self._desk = desk
        self._shape = _area_of(event, query.area)
        box = query.box()
        if self._shape is not None and box is None:
            west, south, east, north = self._shape.bounds
            box = (west, south, east, north)
        self._filters: dict[str, Any] = {
            "event_id": None if event is None else event.event_id,
            "box": box,
            "start": query.start,
            "end": query.end,
            "stream": query.stream,
            "quality": query.flags(),
        }
        self._query = query

    def page(self) -> tuple[list[dict[str, Any]], str | None]:
        """One page, and the cursor of the page behind it."""
        found = self._desk.readings(**self._filters, after_id=self._query.after_id(), limit=self._query.limit)
        return self._within(found.rows), None if found.next_after_id is None else f"r{found.next_after_id}"

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """All pages from the cursor on."""
        after_id: int | None = self._query.after_id()
        while after_id is not None:
            found = self._desk.readings(**self._filters, after_id=after_id, limit=PAGE_OF_EXPORT)
            yield self._within(found.rows)
            after_id = found.next_after_id

    def _within(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self._shape is None or not rows:
            return rows
        points = shapely.points([(row["longitude_deg"], row["latitude_deg"]) for row in rows])
        inside = shapely.covers(self._shape, points)
        return [row for row, is_inside in zip(rows, inside, strict=True) if is_inside]


def _area_of(event: Event | None, area_id: str | None) -> Any:
    if area_id is None:
        return None
    if event is None:
        raise _fault("area", area_id, "area needs event beside it", "area heeft event ernaast nodig")
    for area in event.areas:
        if area.area_id == area_id:
            return area.shape
    names = ", ".join(area.area_id for area in event.areas)
    raise _fault("area", area_id, f"area must be one of {names}", f"area moet een van {names} zijn")


def _fault(field: str, value: object, en: str, nl: str) -> Problem:
    return Problem(kinds.INVALID, faults=[FieldFault(field, shown_value(value), "not_readable", en, nl)])


def format_asked_for(named: Format | None, accept: str) -> Format:
    """The form of an answer: the one that the address names, else the best one of the header Accept.

    Raises
    ------
    Problem
        Of status 406, if we have none that the header accepts.

    Examples
    --------
    >>> format_asked_for(None, "text/csv;q=0.9, application/geo+json"), format_asked_for(None, ""), format_asked_for("csv", "x/y")
    ('geojson', 'json', 'csv')
    """
    if named is not None:
        return named
    if not accept.strip():
        return "json"
    best: Sequence[tuple[float, Format]] = sorted(_accepted(accept), key=lambda pair: -pair[0])
    if not best or best[0][0] <= 0:
        raise Problem(kinds.NOT_ACCEPTABLE)
    return best[0][1]


def _accepted(accept: str) -> Iterator[tuple[float, Format]]:
    for part in accept.split(",")[:20]:
        name, *parameters = part.split(";")
        if name.strip().lower() in _MEDIA_TYPES:
            yield _quality(parameters), _MEDIA_TYPES[name.strip().lower()]


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
