"""Numbers written out in Vietnamese, made for these tests and independent of the reader under test."""

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


@dataclass(frozen=True)
class Style:
    """The spellings among which officials and regions choose."""

    no_ten: str = "linh"
    thousand: str = "nghìn"
    billion: str = "tỷ"
    four: str = "tư"
    five: str = "lăm"


styles = st.builds(
    Style,
    no_ten=st.sampled_from(["linh", "lẻ"]),
    thousand=st.sampled_from(["nghìn", "ngàn"]),
    billion=st.sampled_from(["tỷ", "tỉ"]),
    four=st.sampled_from(["tư", "bốn"]),
    five=st.sampled_from(["lăm", "nhăm"]),
)


def spell(number: int, style: Style = Style()) -> str:
    """The number (0 and up) in words."""
    if number == 0:
        return NAMES[0]
    billions, rest = divmod(number, 10**9)
    words = [spell(billions, style), style.billion] if billions else []
    for scale, unit in ((10**6, "triệu"), (10**3, style.thousand), (1, "")):
        group, rest = divmod(rest, scale)
        if group:
            words += [_group(group, style, inner=bool(words)), unit]
    return " ".join(word for word in words if word)


def _group(group: int, style: Style, *, inner: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [NAMES[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0 and units:
        words += [style.no_ten, NAMES[units]] if words else [NAMES[units]]
    elif tens == 1:
        words += ["mười"] + ([style.five if units == 5 else NAMES[units]] if units else [])
    elif tens:
        last = {0: "", 1: "mốt", 4: style.four, 5: style.five}.get(units, NAMES[units])
        words += [NAMES[tens], "mươi", last]
    return " ".join(words)
