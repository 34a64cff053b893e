"""What is new in an edition, in words: one plain sentence, and a line for each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanpipe.catalog.diff import Change, Difference, What, item_of
from scanpipe.catalog.schema import Edition, FieldSpec
from scanpipe.findings import Lang, plain_label

_WORDS: Mapping[str, tuple[str, str]] = {
    "added": ("Thêm", "Added"),
    "dropped": ("Bỏ", "Dropped"),
    "renamed": ("Đổi tên", "Renamed"),
    "moved": ("Dời chỗ", "Moved"),
    "required": ("Thành bắt buộc", "Now required"),
    "optional": ("Không còn bắt buộc", "No longer required"),
    "conditional": ("Bắt buộc theo trường hợp", "Required in some cases"),
    "reshaped": ("Đổi cách ghi", "Filled in differently"),
    "count.added": ("thêm {n} mục", "adds {n}"),
    "count.dropped": ("bỏ {n} mục", "drops {n}"),
    "count.renamed": ("đổi tên {n} mục", "renames {n}"),
    "count.moved": ("dời chỗ {n} mục", "moves {n}"),
    "count.required": ("{n} mục thành bắt buộc", "makes {n} required"),
    "count.optional": ("{n} mục không còn bắt buộc", "no longer requires {n}"),
    "count.conditional": ("{n} mục bắt buộc theo trường hợp", "requires {n} in some cases"),
    "count.reshaped": ("đổi cách ghi {n} mục", "asks for {n} in another way"),
    "summary": ("Mẫu mới {changes}; {kept} mục giữ nguyên.", "The new form {changes}; {kept} lines stay as they were."),
    "same": (
        "Hai mẫu có cùng các mục ({kept}); chỉ khác phần căn cứ và ghi chú.",
        "Both forms ask for the same {kept} lines; only citation and notes differ.",
    ),
    "in_force": ("áp dụng từ {date}", "in force from {date}"),
    "undated": ("không rõ ngày áp dụng", "date unknown"),
    "item": ("mục {n}", "item {n}"),
    "page": ("trang {n}", "page {n}"),
    "order": ("đổi thứ tự", "another order"),
    "unnumbered": ("không đánh số", "no number"),
}  # fmt: skip


def summary(found: Difference, lang: Lang) -> str:
    """All changes as one sentence, such as "Mẫu mới thêm 2 mục, bỏ 1 mục; 12 mục giữ nguyên."."""
    counts = [_say(f"count.{what.value}", lang, n=len(found.of(what))) for what in What if found.of(what)]
    if not counts:
        return _say("same", lang, kept=found.kept)
    return _say("summary", lang, changes=", ".join(counts), kept=found.kept)


def lines(found: Difference, lang: Lang) -> Iterator[str]:
    """The difference as lines for people: both editions, the sentence, and each change under its sort."""
    yield about(found.old, lang)
    yield f"→ {about(found.new, lang)}"
    yield summary(found, lang)
    for what in What:
        if changes := found.of(what):
            yield ""
            yield f"{name_of_what(what, lang)}:"
            yield from (f"  {line(change, lang)}" for change in changes)


def name_of_what(what: What, lang: Lang) -> str:
    """What a sort of change is called: "Thêm", "Bỏ", "Thành bắt buộc" …"""
    return _say(what.value, lang)


def line(change: Change, lang: Lang) -> str:
    """One change: what is new where both labels are the same, else old → new."""
    old, new = change.old, change.new
    if old is None or new is None:
        spec = old or new
        assert spec is not None
        return shown(spec)
    if change.what is What.RENAMED:
        return f"{plain_label(old.label)} → {shown(new)}"
    if change.what is What.MOVED:
        return f"{shown(new)}: {places(old, new, lang)}"
    return shown(new)


def places(old: FieldSpec, new: FieldSpec, lang: Lang) -> str:
    """How a field moved: its item, its page, or only the order."""
    parts = []
    before, after = item_of(old), item_of(new)
    if before != after:
        numbers = (_say("item", lang, n=n) if n else _say("unnumbered", lang) for n in (before, after))
        parts.append(" → ".join(numbers))
    if old.page != new.page:
        parts.append(f"{_say('page', lang, n=old.page)} → {_say('page', lang, n=new.page)}")
    return ", ".join(parts) or _say("order", lang)


def shown(spec: FieldSpec) -> str:
    """The label, with whose it is: many forms ask for a name several times."""
    return f"{plain_label(spec.label)} [{spec.group}]" if spec.group else plain_label(spec.label)


def about(edition: Edition, lang: Lang) -> str:
    """Which edition that is: its name, its instrument, and since when it is in force."""
    begin = edition.effective_from
    since = _say("in_force", lang, date=f"{begin:%d/%m/%Y}") if begin else _say("undated", lang)
    return f"{edition.form}@{edition.edition}  {edition.citation.instrument}, {since}"


def _say(key: str, lang: Lang, **params: object) -> str:
    text = _WORDS[key][0 if lang == "vi" else 1]
    return text.format(**params)
