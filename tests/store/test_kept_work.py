"""Work is kept under a key of what went into it, whole or not at all."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.store.kept_work import digest_of_code, digest_of_file, kept_or_made, key_of

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(PLAIN, PLAIN)
def test_keys_are_equal_for_equal_parts_only(one, other):
    assert (key_of(one) == key_of(other)) == (repr_of(one) == repr_of(other))


def repr_of(value):
    """Order of keys does not count; True is not 1."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{repr_of(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(map(repr_of, value)) + "]" if isinstance(value, list) else repr(value)


def test_a_set_and_a_nan_have_no_key():
    with pytest.raises(TypeError):
        key_of({1, 2})
    with pytest.raises(ValueError, match="not JSON compliant"):
        key_of(math.nan)


def test_work_that_fails_leaves_nothing(tmp_path):
    def fails(fresh: Path) -> None:
        (fresh / "half").touch()
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        kept_or_made(tmp_path / "work", fails)
    assert list(tmp_path.iterdir()) == []


def test_of_two_that_make_the_same_one_is_kept(tmp_path):
    def meanwhile(fresh: Path) -> None:
        (fresh / "ours").touch()
        kept_or_made(tmp_path / "work", lambda other: (other / "theirs").touch())

    assert not kept_or_made(tmp_path / "work", meanwhile)
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_a_file_that_changes_has_another_digest(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"one")
    before = digest_of_file(path)
    path.write_bytes(b"other")
    assert digest_of_file(path) != before


def test_changed_code_has_another_digest(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "code.py").write_text("x = 1")
    (tmp_path / "b" / "code.py").write_text("x = 2")
    assert digest_of_code(tmp_path / "a") != digest_of_code(tmp_path / "b")
