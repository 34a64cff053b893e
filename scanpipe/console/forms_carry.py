"""`scanpipe forms carry report.json -o new.pdf`: the blank in force, filled with what was read from an older one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scanpipe.console.terminal import DayOption, LangOption, complain, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    import datetime as dt

    from scanpipe.catalog.carry import Carried, Handover, Left
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.schema import Edition
    from scanpipe.findings import Lang
    from scanpipe.model import Reading
    from scanpipe.report.saved import SavedDocument, SavedReport

SCHEMA_ID = "scanpipe.carry/v1"

_WORDS: Mapping[str, tuple[str, str]] = {
    "head": ("{old} → {new} ({instrument})", "{old} → {new} ({instrument})"),
    "confirm": (
        "Máy đã đọc các nội dung này từ tờ khai cũ. Vui lòng đọc lại từng mục, sửa chỗ sai, rồi ký và ghi ngày.",
        "A machine read these values from the old paper. Check each one, correct what is wrong, then sign and date.",
    ),
    "carried": ("Đã chuyển sang mẫu mới, cần Ông/Bà xác nhận ({n}):", "Carried over, for you to confirm ({n}):"),
    "left": ("Cần Ông/Bà tự ghi ({n}):", "For you to fill in yourself ({n}):"),
    "gone": ("Mẫu mới không hỏi nữa ({n}):", "No longer asked for ({n}):"),
    "none": ("Chưa có nội dung nào đủ rõ để chuyển sang.", "Nothing was read surely enough to be carried over."),
    "from": ("trang {page}, {source}, độ tin cậy {percent} %", "page {page}, {source}, confidence {percent}%"),
    "source.ocr": ("đọc từ ảnh", "read from the picture"),
    "source.text_layer": ("chữ trong tệp PDF", "text of the PDF"),
    "source.acroform": ("ô điền của tệp PDF", "form field of the PDF"),
    "source.qr": ("mã QR", "QR code"),
    "source.mrz": ("dòng mã MRZ", "machine-readable zone"),
    "why.signed_anew": ("ký và ghi ngày trên tờ khai mới", "to be signed and dated on the new paper"),
    "why.not_asked": ("mẫu mới không hỏi mục này", "the new form does not ask for it"),
    "why.unread": ("có ghi nhưng máy chưa đọc được", "written, but not read"),
    "why.unsure": ("máy đọc chưa chắc chắn", "not read surely enough"),
    "why.doubted": ("nội dung có điểm cần xem lại trong báo cáo", "the report has a point about it"),
    "why.old_unit": (
        "tên đơn vị hành chính cũ, vui lòng ghi tên hiện nay",
        "old name of an administrative unit; write today's",
    ),
    "why.unfit": ("không hợp với mục này của mẫu mới", "does not fit this line of the new form"),
}  # fmt: skip


def forms_carry(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A report.json of `scanpipe check`.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the filled blank goes (PDF).")],
    document: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Which paper of the report, from 1; the outdated one unless given."),
    ] = None,
    as_of: DayOption = None,
    provenance: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where each value comes from (JSON); FILE.json of the PDF.")
    ] = None,
    lang: LangOption = "vi",
) -> None:
    """Fill the blank in force with the values already read; each one is to be confirmed."""
    with told_errors():
        from scanpipe.catalog.carry import carry, filled
        from scanpipe.catalog.load import load_catalog
        from scanpipe.report.saved import read_report

        saved = read_report(report)
        number = _chosen(saved, document)
        paper = saved.documents[number]
        # The report's own day: yesterday's dossier gets the form of its day, unless another day is named.
        day = as_of.date() if as_of else saved.as_of
        catalog = load_catalog(settings_of_this_machine().forms_dir)
        old, new = _editions(catalog, paper, number, day)
        handover = carry(old, new, paper.readings, doubted=saved.doubted(number), on=day)
        output.write_bytes(filled(handover))
        beside = provenance or output.with_name(output.name + ".json")
        beside.write_text(json.dumps(to_json(handover, number, day), ensure_ascii=False, indent=2) + "\n", "utf-8")
        write("\n".join(lines(handover, lang)) + "\n")
        complain(f"{output}\n{beside}")


def lines(handover: Handover, lang: Lang) -> Iterator[str]:
    """What was carried and what was not, for people."""
    from scanpipe.findings import plain_label

    old, new = handover.old, handover.new
    names = {"old": f"{old.form}@{old.edition}", "new": f"{new.form}@{new.edition}"}
    yield _say("head", lang, **names, instrument=new.citation.instrument)
    if handover.values:
        yield _say("confirm", lang)
        yield ""
        yield _say("carried", lang, n=len(handover.values))
        for one in handover.values:
            yield f"  {plain_label(one.new.label)}: {one.text}"
            yield f"      {_origin(one.reading, lang)}"
    else:
        yield _say("none", lang)
    for heading, asked in (("left", True), ("gone", False)):
        rest = [one for one in handover.left if (one.new is not None) is asked]
        if rest:
            yield ""
            yield _say(heading, lang, n=len(rest))
            yield from (f"  {_rest(one, lang)}" for one in rest)


def _rest(one: Left, lang: Lang) -> str:
    """A line that is not carried, with the reason where the new form asks for it."""
    from scanpipe.findings import plain_label

    if one.new is None:
        return plain_label(one.old.label)
    return f"{plain_label(one.new.label)}: {_say(f'why.{one.why.value}', lang)}"


def to_json(handover: Handover, document: int, as_of: dt.date) -> dict[str, Any]:
    """The provenance of every value; `document` is the paper's index in the report, as its findings name it."""
    new = handover.new
    return {
        "schema": SCHEMA_ID,
        "form": new.form,
        "from_edition": handover.old.edition,
        "edition": new.edition,
        "instrument": new.citation.instrument,
        "as_of": as_of.isoformat(),
        "document": document,
        "note": {"vi": _say("confirm", "vi"), "en": _say("confirm", "en")},
        "values": [_value(one) for one in handover.values],
        "left": [_left(one) for one in handover.left],
    }


def _value(one: Carried) -> dict[str, Any]:
    return {
        "key": one.new.key,
        "label": one.new.label,
        "text": one.text,
        "to_confirm": True,
        "from": {"key": one.old.key, "label": one.old.label, **_place(one.reading), "text": one.reading.text},
    }


def _left(one: Left) -> dict[str, Any]:
    return {
        "key": one.new.key if one.new else None,
        "why": one.why.value,
        "words": {"vi": _say(f"why.{one.why.value}", "vi"), "en": _say(f"why.{one.why.value}", "en")},
        "from": {"key": one.old.key, "label": one.old.label, **_place(one.reading)},
    }


def _place(reading: Reading) -> dict[str, Any]:
    box = reading.box
    return {
        "page": reading.page,
        "box": [round(v, 4) for v in (box.x, box.y, box.width, box.height)] if box else None,
        "source": reading.source.value,
        "confidence": round(reading.confidence, 3),
    }


def _chosen(saved: SavedReport, document: int | None) -> int:
    """The index of the paper that was named, or of the only one that is of an older edition."""
    papers = saved.documents
    if document is not None:
        if document > len(papers):
            raise UsageError(f"The report has {len(papers)} papers; there is no paper {document}.")
        return document - 1
    older = [n for n, p in enumerate(papers) if p.edition and p.edition_status.value in ("outdated", "grace", "mixed")]
    if len(older) == 1:
        return older[0]
    if len(papers) == 1:
        return 0
    if not older:
        raise UsageError("No paper of the report is of an older edition; name one with --document.")
    numbers = ", ".join(str(n + 1) for n in older)
    raise UsageError(f"Papers {numbers} of the report are of older editions; name one with --document.")


def _editions(catalog: Catalog, paper: SavedDocument, number: int, day: dt.date) -> tuple[Edition, Edition]:
    """The edition of the paper and the one in force. Raises UsageError when there is nothing, or nowhere, to carry."""
    if paper.form is None or paper.edition is None:
        raise UsageError(f"Paper {number + 1}: its edition is not known, so nothing can be carried over.")
    try:
        old = catalog.edition(paper.form, paper.edition)
    except KeyError:
        raise UsageError(f"Paper {number + 1}: forms/ has no {paper.form}@{paper.edition}.") from None
    new = catalog.in_force(old.form, on=day, province=old.province)
    if new is None:
        raise UsageError(f"No edition of {old.form} was in force on {day}; name another day with --as-of.")
    if new.edition == old.edition:
        name = f"{old.form}@{old.edition}"
        raise UsageError(
            f"Paper {number + 1} is {name}, the edition in force on {day}: nothing has to be carried over."
        )
    if not new.fields:
        raise UsageError(f"{new.form}@{new.edition} is known for identification only: it has no blank to fill in.")
    return old, new


def _origin(reading: Reading, lang: Lang) -> str:
    source = _say(f"source.{reading.source.value}", lang)
    return _say("from", lang, page=reading.page, source=source, percent=round(100 * reading.confidence))


def _say(key: str, lang: Lang, **params: object) -> str:
    return _WORDS[key][0 if lang == "vi" else 1].format(**params)
