"""Door: ``seeingstars serve``, the pages and the interface for programs on one machine."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from seeingstars.errors import SeeingStarsError

if TYPE_CHECKING:
    from seeingstars.web.guard_settings import GuardSettings
    from seeingstars.web.web_settings import WebSettings

_HERE = ("127.0.0.1", "localhost", "[::1]")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
    help="Folder with events/, raw/ and processed/. [default: as for the other commands]",
)  # fmt: skip
@click.option(
    "--database", default=None, metavar="URL", envvar="SEEINGSTARS_DATABASE",
    help="postgresql://… or sqlite:///… [default: SQLite in the data folder]",
)  # fmt: skip
@click.option(
    "--event", default=None, metavar="ID", envvar="SEEINGSTARS_EVENT",
    help="Event that the pages are about. [default: the one nearest to now]",
)  # fmt: skip
@click.option(
    "--public-url", default=None, metavar="URL", envvar="SEEINGSTARS_PUBLIC_URL",
    help="Address under which people reach the pages, such as https://stars.example.org.",
)  # fmt: skip
@click.option(
    "--proxy", multiple=True, metavar="NETWORK", envvar="SEEINGSTARS_PROXIES",
    help="Own reverse proxy, such as 127.0.0.1/32, that is believed about who asks; may be given again.",
)  # fmt: skip
@click.option(
    "--metrics-for", multiple=True, metavar="NETWORK", envvar="SEEINGSTARS_METRICS_FOR",
    help="Network that may read /metrics besides this machine; may be given again.",
)  # fmt: skip
@click.option(
    "--work/--no-work", "starts_work", default=True, show_default=True,
    help="Compare the nights anew after accepted readings.",
)  # fmt: skip
def serve(
    host: str,
    port: int,
    data: Path | None,
    database: str | None,
    event: str | None,
    public_url: str | None,
    proxy: tuple[str, ...],
    metrics_for: tuple[str, ...],
    starts_work: bool,
) -> None:
    """Open the pages where people bring their readings.

    Everything runs in this one process with nothing to configure. Stop it with Ctrl-C: what was acknowledged is kept.
    """
    from seeingstars.settings import data_folder
    from seeingstars.web.web_settings import WebSettings

    settings = WebSettings(
        data=(data or data_folder()).resolve(),
        database_url=database,
        event_id=event,
        public_url=public_url,
        is_https=bool(public_url and public_url.startswith("https://")),
        starts_work=starts_work,
        metrics_for=_networks("--metrics-for", metrics_for),
    )
    _run(settings, host, port, _guard(host, public_url, proxy))


def _guard(host: str, public_url: str | None, proxy: tuple[str, ...]) -> GuardSettings:
    from seeingstars.web.guard_settings import GuardSettings

    proxy = _networks("--proxy", proxy)
    public = urlsplit(public_url).hostname if public_url else None
    # With a name of its own the site answers to nothing else, so that no other name can be pointed at it.
    names = tuple(dict.fromkeys([public, *_HERE, host])) if public else ("*",)
    return GuardSettings(allowed_hosts=tuple(name for name in names if name), trusted_proxies=proxy)


def _networks(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    for network in given:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise SeeingStarsError(
                f"{option} must be a network such as 127.0.0.1/32; got {network!r}",
                f"{option} moet een netwerk zijn, zoals 127.0.0.1/32; er staat {network!r}",
            ) from None
    return given


def _run(settings: WebSettings, host: str, port: int, guard: GuardSettings) -> None:
    import uvicorn

    from seeingstars.web import log_lines
    from seeingstars.web.app import create_app
    from seeingstars.web.guards import SERVER_OPTIONS

    app = create_app(settings, guard=guard)
    if settings.event_id is not None and settings.event_id not in app.state.events:
        known = ", ".join(app.state.events) or "none"
        raise SeeingStarsError(
            f"--event must be an event in {settings.data / 'events'}; got {settings.event_id!r}; known are {known}",
            f"--event moet een evenement in {settings.data / 'events'} zijn; er staat {settings.event_id!r}; bekend zijn {known}",
        )
    log_lines.configure()
    config = uvicorn.Config(app, host=host, port=port, timeout_graceful_shutdown=30, **SERVER_OPTIONS)  # type: ignore[arg-type]
    listening = config.bind_socket()
    address = settings.public_url or f"http://{host if ':' not in host else f'[{host}]'}:{listening.getsockname()[1]}/"
    if not app.state.events:
        click.echo(f"No events yet in {settings.data / 'events'}: put a folder with event.toml there.", err=True)

    class Told(uvicorn.Server):
        """Says the address when it can be opened, and not before."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                click.echo(f"Seeing Stars: {address}")

    server = Told(config)
    server.run(sockets=[listening])
    if not server.started:
        raise SeeingStarsError(
            "the server did not start; the log above says why",
            "de server is niet gestart; de log hierboven zegt waarom",
        )
