"""Editions, their days and what is the matter with them, in words for people; both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from scanpipe.catalog.timeline import Bar, FormLanes, Lane, Standing
from scanpipe.catalog.timeline_warnings import Code, Warned
from scanpipe.findings import Lang

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Các lần ban hành theo thời gian", "Editions over time"),
    "desc": (
        "Mỗi thanh là một lần ban hành. Bảng bên dưới ghi cùng nội dung.",
        "Each bar is an edition. The table below says the same.",
    ),
    "today": ("hôm nay {date}", "today {date}"),
    "undated": ("không rõ ngày", "date unknown"),
    "country": ("Cả nước", "Whole country"),
    "ended": ("đã hết áp dụng", "no longer in force"),
    "grace": ("nhận song song", "taken beside the new one"),
    "in_force": ("đang áp dụng", "in force"),
    "scheduled": ("đã lên lịch", "scheduled"),
    "unsure": ("đổi trong tháng này, chưa rõ ngày", "changes this month, day unknown"),
    "never": ("bị thay trước khi áp dụng", "replaced before it was in force"),
    "from": ("từ {date}", "from {date}"),
    "from_month": ("từ tháng {date}, không rõ ngày", "from {date}, day unknown"),
    "from_unknown": ("không rõ từ ngày nào", "first day unknown"),
    "until": ("đến hết {date}", "until {date}"),
    "until_month": ("đến khoảng tháng {date}", "until about {date}"),
    "taken_until": ("còn nhận đến hết {date}", "taken until {date}"),
    "open": ("chưa có ngày kết thúc", "no end known"),
    "name": ("{form}, mẫu áp dụng {days}, {standing}, căn cứ {instrument}", "{form}, {days}, {standing}, {instrument}"),
    "name_here": ("Mẫu áp dụng {days}, {standing}, căn cứ {instrument}", "Edition {days}, {standing}, {instrument}"),
    "warn.none_in_force": ("Hôm nay không có mẫu nào áp dụng", "No edition is in force today"),
    "warn.gap": (
        "Từ {first} đến {last} không có mẫu nào áp dụng",
        "No edition is in force from {first} to {last}",
    ),
    "warn.overlap": (
        "Chồng lên mẫu {said} từ {first} mà không ghi nhận song song đến ngày nào (accepted_until)",
        "Overlaps {said} from {first}, and no day says until when it is taken (accepted_until)",
    ),
    "warn.ends_soon": (
        "Hết áp dụng sau ngày {first} mà chưa có mẫu thay",
        "Ends after {first} and nothing follows it",
    ),
    "warn.blank_missing": ("Thiếu tệp mẫu trống {said}", "The blank {said} is missing"),
    "warn.blank_changed": (
        "Tệp mẫu trống {said} đã khác với tệp được công bố",
        "The blank {said} is not the file that was published",
    ),
    "warn.low_grade": (
        "Độ tin cậy {said}: chỉ nhận biết mẫu, chưa báo lỗi trên mẫu này",
        "Grade {said}: it is recognised, but never accuses",
    ),
    "warn.unverified": ("Chưa ai đối chiếu lại từ {first}", "Nobody verified it since {first}"),
    "warn.no_instrument": ("Chưa rõ số văn bản ban hành", "The number of its instrument is unknown"),
}  # fmt: skip

_SIGNS: Mapping[Standing, str] = {
    Standing.ENDED: "▓",
    Standing.GRACE: "▒",
    Standing.IN_FORCE: "█",
    Standing.SCHEDULED: "◌",
    Standing.UNSURE: "?",
}


def say(key: str, lang: Lang, **params: object) -> str:
    """The words of that key, with `{parameters}` filled in."""
    return _WORDS[key][0 if lang == "vi" else 1].format(**params)


def day(date: dt.date) -> str:
    """As people write it: 23/11/2026."""
    return f"{date:%d/%m/%Y}"


def standing(bar: Bar, lang: Lang) -> str:
    """Where an edition stands: "đang áp dụng"; one that was in force on no day says so."""
    return say("never" if bar.never else bar.standing.value, lang)


def sign(bar: Bar) -> str:
    """A letter that looks like its bar, for a terminal."""
    return _SIGNS[bar.standing]


def begins(bar: Bar, lang: Lang) -> str:
    """Since when: "từ 01/07/2025", or as far as it is known."""
    if bar.begin is None:
        return say("from_unknown", lang)
    return say("from", lang, date=day(bar.begin)) if bar.exact else say("from_month", lang, date=f"{bar.begin:%m/%Y}")


def ends(bar: Bar, lang: Lang) -> str:
    """Until when, and until when it is taken beside the next; "chưa có ngày kết thúc" while nothing ends it."""
    if bar.never:
        return say("never", lang)
    if bar.end is None:
        return say("open", lang)
    exact = bar.end_exact
    told = say("until", lang, date=day(bar.end)) if exact else say("until_month", lang, date=f"{bar.end:%m/%Y}")
    return f"{told}, {say('taken_until', lang, date=day(bar.taken_until))}" if bar.taken_until else told


def days(bar: Bar, lang: Lang) -> str:
    """Since when and, where something ends it, until when."""
    if bar.never or bar.end is None:
        return begins(bar, lang)
    return f"{begins(bar, lang)} {ends(bar, lang)}"


def full_name(bar: Bar, form: FormLanes | None, lane: Lane, lang: Lang) -> str:
    """The whole name of a bar, for those who do not see it; without the form where everything is about one."""
    told = {"days": days(bar, lang), "standing": standing(bar, lang), "instrument": bar.edition.citation.instrument}
    whole = say("name", lang, form=form_name(form, lang), **told) if form else say("name_here", lang, **told)
    return f"{whole} ({lane.province})" if lane.province else whole


def form_name(form: FormLanes, lang: Lang) -> str:
    """What people call the form."""
    names = form.form.about.name
    return names.get(lang) or names.get("vi") or form.key


def warning(one: Warned, lang: Lang) -> str:
    """What is the matter, as one sentence without its full stop."""
    told = {name: day(value) if value else "" for name, value in (("first", one.first), ("last", one.last))}
    return say(f"warn.{one.code.value}", lang, said=one.said or "", **told)


assert all(f"warn.{code.value}" in _WORDS for code in Code)
assert all(standing.value in _WORDS for standing in Standing)
