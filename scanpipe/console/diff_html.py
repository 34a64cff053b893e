"""A comparison of two editions as one HTML page that needs nothing else: the sentence, pictures, fields and YAML."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from scanpipe.catalog.diff import Difference, What
from scanpipe.catalog.diff_text import Hunk
from scanpipe.catalog.diff_words import about, line, name_of_what, summary

if TYPE_CHECKING:
    from scanpipe.findings import Lang
    from scanpipe.office.catalogue.diff_pictures import PagePair, Shown
    from scanpipe.office.catalogue.print_diff import Mark

_WORDS = {
    "pictures": ("Hình", "Pictures"),
    "fields": ("Mục", "Fields"),
    "page": ("Trang {n}", "Page {n}"),
    "old": ("Mẫu cũ", "Old form"),
    "new": ("Mẫu mới", "New form"),
    "both": (
        "Chồng lên nhau: cam chỉ có ở mẫu cũ, lam chỉ có ở mẫu mới",
        "Both: orange only the old, blue only the new",
    ),
    "same": ("Hai tệp giống nhau.", "Both files are the same."),
}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1f24;background:#fff}
.pair{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;flex:1 1 22rem}
svg,img{width:100%;height:auto;border:1px solid #6b7280}
pre{border:1px solid #6b7280;padding:.75rem;overflow-x:auto}ins{background:#dbeafe;text-decoration:none}
del{background:#ffedd5;text-decoration:none}
"""


def page(found: Difference, pairs: Sequence[PagePair], hunks: Sequence[Hunk], lang: Lang) -> str:
    """The page; without pictures where there are no `pairs`."""
    parts = [
        f"<h1>{escape(about(found.old, lang))}<br>→ {escape(about(found.new, lang))}</h1>",
        f"<p><strong>{escape(summary(found, lang))}</strong></p>",
        *_pictures(pairs, lang),
        *_fields(found, lang),
        *_yaml(hunks, lang),
    ]
    title = escape(f"{found.new.form}: {found.old.edition} → {found.new.edition}")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _pictures(pairs: Sequence[PagePair], lang: Lang) -> Iterator[str]:
    if pairs:
        yield f"<h2>{_say('pictures', lang)}</h2>"
    for pair in pairs:
        yield f"<h3>{_say('page', lang, n=pair.number)}</h3><div class=pair>"
        yield from (_figure(shown, _say(name, lang)) for name, shown in (("old", pair.old), ("new", pair.new)) if shown)
        yield "</div>"
        if pair.overlay:
            both = _say("both", lang)
            yield f'<figure><figcaption>{both}</figcaption><img alt="{both}" src="{_data(pair.overlay)}"></figure>'


def _figure(shown: Shown, caption: str) -> str:
    size = f"{shown.width_mm:.1f} {shown.height_mm:.1f}"
    marks = "".join(map(_outline, shown.marks))
    picture = f'<image href="{_data(shown.png)}" width="{shown.width_mm:.1f}" height="{shown.height_mm:.1f}"/>'
    told = "".join(f"<li>{_shown(m.sign)} {escape(m.text)}</li>" for m in shown.marks)
    drawn = f'<svg viewBox="0 0 {size}" role="img" aria-label="{caption}">{picture}{marks}</svg>'
    return f"<figure><figcaption>{caption}</figcaption>{drawn}<ul>{told}</ul></figure>"


def _outline(mark: Mark) -> str:
    """The place as SVG, in millimetres, with its sign beside it."""
    rect, color = mark.rect.grown(1.0), _color(mark.sign)
    place = f'x="{rect.left:.1f}" y="{rect.top:.1f}" width="{rect.width:.1f}" height="{rect.height:.1f}"'
    drawn = f'<rect {place} fill="none" stroke="{color}" stroke-width=".6"/>'
    sign = (
        f'<text x="{rect.left - 4:.1f}" y="{rect.bottom:.1f}" font-size="6" fill="{color}">{_shown(mark.sign)}</text>'
    )
    return drawn + sign


def _fields(found: Difference, lang: Lang) -> Iterator[str]:
    yield f"<h2>{_say('fields', lang)}</h2>"
    for what in What:
        if changes := found.of(what):
            told = "".join(f"<li>{escape(line(change, lang))}</li>" for change in changes)
            yield f"<h3>{escape(name_of_what(what, lang))}</h3><ul>{told}</ul>"


def _yaml(hunks: Sequence[Hunk], lang: Lang) -> Iterator[str]:
    yield "<h2>YAML</h2>"
    if not hunks:
        yield f"<p>{_say('same', lang)}</p>"
    tags = {"+": "ins", "-": "del", " ": "span"}
    for hunk in hunks:
        rows = "\n".join(f"<{tags[x.sign]}>{x.sign} {escape(x.text)}</{tags[x.sign]}>" for x in hunk.lines)
        yield f"<pre>{rows}</pre>"


def _data(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _color(sign: str) -> str:
    return "#1d4ed8" if sign == "+" else "#b45309"


def _shown(sign: str) -> str:
    return "+" if sign == "+" else "−"


def _say(key: str, lang: Lang, **params: object) -> str:
    return _WORDS[key][0 if lang == "vi" else 1].format(**params)
