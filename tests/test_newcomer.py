"""The README keeps its promises: the two commands, the two lines of pip, the help that answers at once."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test"):
        assert f"make {command}" in README
        assert re.search(rf"^{command}: \$\(READY\)", makefile, re.MULTILINE)


def test_the_two_lines_of_pip_are_those_that_make_itself_uses():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = re.findall(r"^python -m pip install (.+)$", README, re.MULTILINE)
    assert lines == ["-r requirements.lock", "--no-deps -e ."]
    for line in lines:
        assert re.search(rf"python -m pip install .*{re.escape(line)}", makefile)


def test_the_lock_holds_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    blocks = re.split(r"\n(?=[a-z0-9])", lock, flags=re.IGNORECASE)
    pinned = [block for block in blocks if "==" in block.splitlines()[0]]
    assert len(pinned) > 50
    assert all("--hash=sha256:" in block for block in pinned)


@pytest.mark.parametrize("command", [[], ["demo"], ["check"], ["run"], ["plan"], ["fetch"], ["events"], ["sky"]])
def test_help_imports_nothing_heavy(command):
    code = (
        "import sys\n"
        "from seeingstars.cli import main\n"
        f"try: main({[*command, '--help']!r})\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'numpy', 'pandas', 'astropy', 'prefect', 'matplotlib', 'xarray', 'rich', 'shapely', 'requests', 'earthaccess'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_nothing_committed_names_a_machine_or_a_package_index():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    names = [
        name
        for name in listed.stdout.split()
        if Path(name).suffix in {".py", ".md", ".toml", ".lock", ".yaml", ".html"}
    ]
    banned = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "/" + "home" + "/", "/" + "root" + "/"]))
    found = [name for name in names if banned.search((ROOT / name).read_text(encoding="utf-8"))]
    assert found == []
