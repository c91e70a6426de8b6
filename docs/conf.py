"""How the documentation becomes pages: ``make docs``. No outside fonts, scripts or addresses."""

from seeingstars import __version__

project = "Seeing Stars"
author = "The Seeing Stars developers"
copyright = "2026, the Seeing Stars developers"
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
# Shapes, units and what a listener is called with stand where numpydoc expects types; they are no cross-references.
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = "Seeing Stars"
html_show_sphinx = False


def _write_commands(app: object) -> None:
    """The reference of the command line from the commands themselves, so that it cannot fall behind them."""
    from pathlib import Path

    import click

    from seeingstars.cli import main

    parts = ["# Commands\n\nThe same as `seeingstars COMMAND --help`.\n"]
    for name in sorted(main.commands):
        context = click.Context(main.commands[name], info_name=f"seeingstars {name}", max_content_width=96)
        parts.append(f"\n## {name}\n\n```text\n{main.commands[name].get_help(context)}\n```\n")
    Path(__file__).with_name("reference").joinpath("commands.md").write_text("".join(parts), encoding="utf-8")


def setup(app: object) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", _write_commands)  # type: ignore[attr-defined]
