"""The words: there for every flag that is not good, in both languages, and none where all is good."""

import numpy as np
import pandas as pd
import pytest

from seeingstars.columns import CHECKS, Flag
from seeingstars.science.findings import FINDINGS, Findings, finding_code, painted
from seeingstars.science.reasons import SHORT_NAMES, combinations_of, reasons


def found(check, *names):
    return Findings(check, np.array([finding_code(check, name) for name in names], dtype=np.int8))


def words(*findings, row_problem=None):
    english, dutch = reasons(findings, combinations_of(findings, row_problem=row_problem), row_problem=row_problem)
    return list(english), list(dutch)


def test_every_check_has_findings_and_a_short_name():
    names = [check.name for check in CHECKS]
    assert list(FINDINGS) == names
    assert list(SHORT_NAMES) == names


@pytest.mark.parametrize("check", list(FINDINGS))
def test_every_finding_that_is_not_good_has_words_in_both_languages(check):
    for one in FINDINGS[check]:
        told = one.flag in (Flag.SUSPECT, Flag.FAIL, Flag.MISSING)
        assert bool(one.en) == bool(one.nl) == told, one.name
        assert len(one.en) < 130, "a contributor reads one line"


@pytest.mark.parametrize("check", list(FINDINGS))
def test_the_first_finding_is_good_and_names_are_used_once(check):
    names = [one.name for one in FINDINGS[check]]
    assert FINDINGS[check][0].flag == Flag.GOOD
    assert len(names) == len(set(names))


def test_nothing_is_said_of_a_good_reading_nor_of_a_check_that_could_not_be_done():
    assert words(found("sun", "good", "not_checked"), found("moon", "good", "good")) == (["", ""], ["", ""])


def test_each_finding_is_told_after_the_name_of_its_check():
    english, dutch = words(found("sun", "too_bright"), found("moon", "up"))
    assert english[0].startswith("sun: the sun stands above −12°")
    assert " | moon: the moon is up" in english[0]
    assert dutch[0].startswith("zon: de zon staat boven −12°")
    assert " | maan: de maan is op" in dutch[0]


def test_the_problem_of_a_row_stands_behind_its_words():
    problem = pd.Series(["", "no number in MSAS", "no number in MSAS", "a field is missing"], dtype="category")
    english, dutch = words(found("row", "good", "unreadable", "unreadable", "unreadable"), row_problem=problem)
    assert english[0] == ""
    assert english[1].endswith("(no number in MSAS)")
    assert english[1] == english[2] != english[3]
    assert dutch[3].endswith("(a field is missing)")


def test_combinations_number_equal_readings_alike():
    combinations = combinations_of([found("sun", "good", "too_bright", "good"), found("moon", "up", "up", "up")])
    assert combinations.number.tolist() == [0, 1, 0]
    assert combinations.first.tolist() == [0, 1]


def test_the_categories_do_not_depend_on_the_order_of_the_readings():
    one = reasons(*(lambda f: (f, combinations_of(f)))([found("sun", "good", "too_bright", "twilight")]))[0]
    other = reasons(*(lambda f: (f, combinations_of(f)))([found("sun", "twilight", "good", "too_bright")]))[0]
    assert list(one.categories) == list(other.categories) == sorted(one.categories)


def test_no_readings_have_no_reasons():
    english, dutch = words(found("sun"), found("moon"))
    assert (english, dutch) == ([], [])


def test_checks_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"findings must all have one length; got \[1, 2\]; give every check"):
        combinations_of([found("sun", "good"), found("moon", "up", "up")])


def test_a_later_mask_covers_an_earlier_one():
    both = np.array([True, True])
    one = painted("sun", 2, ("twilight", both), ("too_bright", np.array([False, True])))
    assert one.names == ["twilight", "too_bright"]
    assert one.where("too_bright").tolist() == [False, True]
