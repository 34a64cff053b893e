"""Three dossiers of a small commune are three neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.statistics.small_cells import (
    FEW,
    Manner,
    gives_away,
    part_told,
    share_told,
    told,
)

dossiers = st.integers(0, 400)


@given(dossiers, st.booleans())
def test_one_to_four_dossiers_are_never_told(n: int, about: bool) -> None:
    """A number that is told is none, or of five at least; what is rounded is at most two away."""
    cell = told(n, about=about)
    if 0 < n < FEW:
        assert (cell.manner, cell.n) == (Manner.BELOW, FEW)
    else:
        assert cell.n == 0 or cell.n >= FEW
        assert abs(cell.n - n) <= (2 if about else 0)


@given(dossiers, st.data())
def test_who_is_missing_from_a_part_is_not_found_by_subtraction(whole: int, data: st.DataObject) -> None:
    """From a part and its whole, where both are told, nobody can tell a rest of one to four."""
    part = data.draw(st.integers(0, whole))
    cell = part_told(part, whole)
    if cell.manner is Manner.EXACT and not told(whole).hidden:
        assert whole - part == 0 or whole - part >= FEW
        assert part == 0 or part >= FEW
    elif cell.manner is Manner.ABOVE:
        assert part > cell.n


@given(dossiers, st.data())
def test_a_share_is_exact_only_where_both_of_its_numbers_are(whole: int, data: st.DataObject) -> None:
    """Else it lies in the span that is told, and the span has more than one possible number."""
    part = data.draw(st.integers(0, whole))
    share = share_told(part, whole)
    if whole == 0:
        assert share is None
        return
    assert share is not None
    assert share.low - 1e-9 <= part / whole <= share.high + 1e-9
    if share.manner is Manner.EXACT:
        assert part_told(part, whole).manner is Manner.EXACT
        assert told(whole).manner is Manner.EXACT
    else:
        assert sum(share.low - 1e-9 <= other / whole <= share.high + 1e-9 for other in range(whole + 1)) >= 2


def test_a_sum_that_holds_something_hidden_is_rounded() -> None:
    """What is left is not what is hidden."""
    weeks = [told(12), told(3), told(9)]
    assert gives_away(weeks)
    assert told(24, about=True).n == 25
    assert not gives_away([told(12), told(0), told(9)])


def test_a_filtered_share_goes_in_steps() -> None:
    """By five points, by one from a hundred dossiers on."""
    few, many = share_told(14, 17, about=True), share_told(140, 170, about=True)
    assert few is not None
    assert (few.manner, few.value) == (Manner.ABOUT, 0.8)
    assert many is not None
    assert many.value == 0.82
