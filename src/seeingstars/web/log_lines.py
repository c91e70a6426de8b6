"""The log: one line of JSON a happening, with nothing in it that tells who a contributor is or opens a receipt."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

STRUCK = "[struck]"
# Names whose values never enter the log, wherever they stand.
_SECRET_NAMES = re.compile(
    r"code|token|secret|salt|password|authorization|cookie|csrf|address|client|^ip$|forwarded|comment|opmerking|"
    r"observer|waarnemer|email|phone|longitude|latitude|url|idempotency",
    re.IGNORECASE,
)
_PLAIN_NAMES = frozenset({"status_code", "problem_code", "exit_code"})
# Texts that are struck out of every value: receipt codes, IP addresses, e-mail addresses, long random words.
_SECRET_TEXTS = (
    re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"),
    re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])|(?<!\w)(?:[0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F:]{0,20}"),
    re.compile(r"(?<![\w-])(?:[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{4,8}-){2,9}[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{2,8}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22,}(?![\w-])"),
)  # fmt: skip
_LONGEST_TEXT = 500


class _Log:
    """Where lines go; nowhere until `configure` says so."""

    logger: Any = None


def configure(stream: TextIO | None = None) -> None:
    """Send every line of the log, ours and the server's, to `stream` as JSON with the secrets struck out.

    Parameters
    ----------
    stream : where lines go; None is standard error
    """
    _Log.logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr if stream is None else stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            strike_out_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.BoundLogger,
    )
    handler = _ThroughStructlog()
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "fastapi"):
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = [handler], False
    # Its lines hold addresses and codes: the gate writes one of its own for each request.
    logging.getLogger("uvicorn.access").handlers = []


def log(event: str, **values: Any) -> None:
    """One line of the log.

    Parameters
    ----------
    event : what happened, in a word or two
    values : what belongs to it; names and texts that tell who somebody is are struck out
    """
    if _Log.logger is not None:
        _Log.logger.info(event, **values)


def log_failure(error: BaseException, *, number: str) -> None:
    """The place of a fault of ours: its class and the lines it passed, never its words, which may hold a reading."""
    if _Log.logger is None:
        return
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    _Log.logger.error("failure", number=number, error=type(error).__qualname__, where=where)


def _short(filename: str) -> str:
    return filename.rsplit("site-packages/", 1)[-1].rsplit("/src/", 1)[-1]


def strike_out_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A line of the log without secrets: a processor of structlog.

    Examples
    --------
    >>> strike_out_secrets(None, "", {"event": "from 192.0.2.7", "code": "ABCD", "status": 200})
    {'event': 'from [struck]', 'code': '[struck]', 'status': 200}
    """
    return {name: _clean(name, value) for name, value in line.items()}


def _clean(name: str, value: Any) -> Any:
    if name not in _PLAIN_NAMES and _SECRET_NAMES.search(name) and value is not None:
        return STRUCK
    if isinstance(value, str):
        return value if name in ("timestamp", "route") else _struck(value)
    if isinstance(value, Mapping):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else _struck(str(value))


def _struck(text: str) -> str:
    text = text[:_LONGEST_TEXT]
    for pattern in _SECRET_TEXTS:
        text = pattern.sub(STRUCK, text)
    return text


class _ThroughStructlog(logging.Handler):
    """Lines of other libraries through the same sieve; of a fault the class alone."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            log_failure(record.exc_info[1], number="")
            return
        log(record.getMessage(), logger=record.name)
