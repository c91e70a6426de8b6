"""Files that other people wrote, handed in as anyone would: the verdict is that of `seeingstars check`."""

import pytest

from seeingstars.checking import check

pytestmark = pytest.mark.real_files


def test_every_real_file_gets_the_verdict_of_check(ask, make_form, real_data):
    paths = sorted(path for path in real_data.rglob("*") if path.is_file())
    verdicts = {True: 0, False: 0}
    for path in paths:
        (finding,) = check([path])
        answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([(path.name, path.read_bytes())]))
        assert answer.status == 200, path
        (file,) = answer.json["files"]
        assert file["reason"] == {"nl": finding.reason_nl, "en": finding.reason_en}, path
        assert (file["accepted"], file["kind"], file["rows_read"], file["good"]) == (
            finding.accepted, finding.kind, finding.rows_read, finding.rows_good,
        ), path  # fmt: skip
        verdicts[finding.accepted] += 1
    print(
        f"\n{len(paths)} real files: {verdicts[True]} accepted, {verdicts[False]} refused, each as by seeingstars check"
    )
    assert all(verdicts.values())


def test_real_files_that_are_kept_say_the_same_as_their_preview(ask, make_form, real_data):
    for path in sorted((real_data / "skyglow_dat").rglob("*")):
        if not path.is_file() or path.stat().st_size > 300_000:
            continue
        (finding,) = check([path])
        answer = ask("POST", "/api/v1/uploads", **make_form([(path.name, path.read_bytes())]))
        assert answer.status == (201 if finding.accepted else 422), path
        if finding.accepted:
            (file,) = answer.json["files"]
            assert (file["kind"], file["rows_read"], file["good"]) == (
                finding.kind,
                finding.rows_read,
                finding.rows_good,
            )
