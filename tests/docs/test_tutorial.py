"""The documentation is true: a newcomer's first night is walked as it is written, and the pages build."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from seeingstars.cli import main
from seeingstars.store.publication import read_json

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"\bseeingstars ([a-z-]+)((?: [^`\n|]*)?)")


def _written(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_newcomer_walks_the_first_night_as_it_is_written(tmp_path):
    script = []
    for kind, text in _written("tutorial.md"):
        if kind == "console":
            script += [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
        else:
            (tmp_path / "notebook.py").write_text(text)
            script.append(f"{sys.executable} notebook.py")
    words = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MPLBACKEND": "agg",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={**os.environ, **words},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    result = read_json(tmp_path / "data" / "processed" / "maanwijk-2022" / "result.json")
    (photometer,) = (one for one in result["comparisons"] if one["stream"] == "photometer")
    assert result["simulated"]
    assert photometer["verdict"] == "darker"
    assert photometer["ci95"][0] <= 0.30 <= photometer["ci95"][1]
    assert "the same bytes" in done.stdout
    assert "days_before=10" in done.stdout
    assert (tmp_path / "evening.png").stat().st_size > 10_000
    assert (tmp_path / "data" / "processed" / "maanwijk-2022-plan" / "plan.html").is_file()


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
def test_every_command_and_option_in_the_documents_exists(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, rest in COMMAND.findall(text):
        if name not in main.commands:
            assert name in {"is", "command"} or not rest.strip().startswith("-"), f"{page}: seeingstars {name}"
            continue
        shown = CliRunner().invoke(main, [name, "--help"]).output
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest):
            assert option in shown, f"{page}: seeingstars {name} {option}"


def test_the_pages_build_without_a_warning_and_ask_nobody_outside(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(DOCS), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for page in tmp_path.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        outside = re.findall(
            r"""<(?:script|img|iframe)[^>]+src=["'](https?:[^"']+)|<link[^>]+rel=["']stylesheet["'][^>]+href=["'](https?:[^"']+)""",
            html,
        )
        assert outside == [], page.name
    styles = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.css"))
    assert re.findall(r"""(?:url\(|@import\s)["']?https?:[^)"']+""", styles) == []
