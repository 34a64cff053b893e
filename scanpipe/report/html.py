"""
The report as one HTML file: verdict, what to do, the pages with their marks, then each paper with what was read.

Everything is inside the file (pictures as data URIs, no script, no font, no link out), so that it can be sent, printed
or opened years later. It says the same without colours and on a phone 360 px wide.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scanpipe.findings import Lang
from scanpipe.imaging.annotate import Style
from scanpipe.imaging.encode import jpeg
from scanpipe.model import Report, Ruling, Severity
from scanpipe.report import words
from scanpipe.report.names import Names
from scanpipe.report.order import corner, headline, numbered, open_points, paper_headline, place, style_of
from scanpipe.report.pictures import PagePicture

PAGE_LONG_SIDE_PX = 1400


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    ruling: Ruling
    place: str
    style: str
    crop: str | None


@dataclass(frozen=True, slots=True)
class _ShownPage:
    number: int
    file: str
    source: str
    alt: str


def to_html(report: Report, *, lang: Lang, names: Names, pictures: Iterable[PagePicture] = ()) -> str:
    """The report in that language. Pictures are taken one at a time; without them the page is words only."""
    shown: dict[int, _ShownPage] = {}
    crops: dict[int, str] = {}
    for page in pictures:
        crops.update({number: _data_uri(jpeg(cut, quality=85)) for number, cut in page.crops()})
        shown[page.page.number] = _shown_page(report, page, lang)
    items = [
        _Item(number, ruling, place(ruling, lang), style_of(ruling) or "info", crops.get(number))
        for number, ruling in numbered(report).items()
    ]
    return _template().render(
        report=report,
        lang=lang,
        names=names,
        todo=[item for item in items if item.ruling.severity is not Severity.INFO],
        notes=[item for item in items if item.ruling.severity is Severity.INFO],
        shown=dict(sorted(shown.items())),
        styles=[style for style in Style if any(i.style == style and i.crop for i in items)],
        headline=headline(report, lang),
        paper_headline=partial(paper_headline, lang=lang),
        shape=words.SHAPES[report.verdict],
        open_points=open_points(report),
        day=_day,
        helpers=words.helpers(report, lang),
        **_in_language(lang),
    )


def _shown_page(report: Report, page: PagePicture, lang: Lang) -> _ShownPage:
    picture = page.annotated(lang, long_side_px=PAGE_LONG_SIDE_PX)
    file = report.files[page.page.file].name if len(report.files) > 1 else ""
    return _ShownPage(page.page.number, file, _data_uri(jpeg(picture)), alt_text(page.page.number, page.findings, lang))


def alt_text(number: int, findings: Mapping[int, Ruling], lang: Lang) -> str:
    """What a page's picture shows, in words: "Trang 2: 1. Chưa thấy chữ ký (góc dưới phải)"."""
    seen = [
        f"{n}. {ruling.title[lang].rstrip('.')} ({corner(ruling.finding.box, lang)})"
        for n, ruling in findings.items()
        if ruling.finding.box and style_of(ruling)
    ]
    page = words.say("page", lang, n=number).capitalize()
    return f"{page}: {'; '.join(seen)}." if seen else words.say("html.page_clean", lang, n=number)


def _in_language(lang: Lang) -> Mapping[str, object]:
    """The fixed words, with the language already chosen."""
    return {
        "say": partial(words.say, lang=lang),
        "severity": partial(words.severity, lang=lang),
        "status": partial(words.status, lang=lang),
        "ink": partial(words.ink, lang=lang),
        "pages": partial(words.pages, lang=lang),
        "legend": words.legend(lang),
        "why": partial(words.why, lang=lang),
        "state_shapes": words.STATE_SHAPES,
    }


def _day(date: dt.date) -> str:
    return f"{date:%d/%m/%Y}"


def _data_uri(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode("ascii")


@cache
def _template() -> Template:
    home = FileSystemLoader(Path(__file__).parent)
    room = Environment(loader=home, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return room.get_template("report.html.j2")
