"""What the examiner says of the papers of the Center's tests: a CT01 and the identity card that goes with it."""

import datetime as dt
from dataclasses import dataclass, field

from scanpipe.findings import rule
from scanpipe.model import (
    IDENTITY,
    Box,
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Report,
    Ruling,
    Source,
    Verdict,
)
from scanpipe.report.json import dumps
from tests.clerk import Clerk

NAME, NUMBER, CARD_NUMBER, BORN = "NGUYỄN THỊ MẪU", "079190000123", "079190000124", "05/09/1990"
"""Of nobody: the numbers are made for tests."""

_NUMBER_BOX = Box(0.42, 0.27, 0.5, 0.02)


@dataclass(frozen=True)
class Said:
    """
    What the papers say. The verdict says which findings there are: correct brings one must, one check and one info,
    review the check and the info, submit the info alone, rescan a page that cannot be read.
    """

    verdict: str = "correct"
    name: str = NAME
    number: str = NUMBER
    card_number: str = CARD_NUMBER
    with_card: bool = True
    outdated: bool = False
    more: tuple[Finding, ...] = ()
    """Further findings; whatever their code accuses of, they accuse."""


@dataclass
class PaperClerk(Clerk):
    """Answers every order with a report on the papers as `said`."""

    said: Said = field(default_factory=Said)

    def report(self, pages: int) -> bytes:
        """The report on so many pages: the last is the card, when there is one, the others the CT01."""
        said = self.said
        with_card = said.with_card and pages > 1
        form = _form(said, tuple(range(1, pages + (0 if with_card else 1))))
        documents = (form, _card(said, pages)) if with_card else (form,)
        unreadable = said.verdict == "rescan"
        report = Report(
            verdict=Verdict(said.verdict),
            as_of=dt.date(2026, 11, 23),
            made_with=MadeWith("0", "clerk", "sha256:0", 0.0),
            files=tuple(FileRecord(f"{n}.jpg", "0" * 64, 1) for n in range(pages)),
            pages=tuple(_page(n + 1, unreadable and n == 0) for n in range(pages)),
            documents=documents,
            findings=tuple(_findings(said)),
        )
        return dumps(report).encode()


def _page(number: int, unreadable: bool) -> Page:
    readability = Readability.UNREADABLE if unreadable else Readability.OK
    return Page(number, number - 1, 1, readability, 0, 0.0, {}, IDENTITY, 210.0, 297.0)


def _form(said: Said, pages: tuple[int, ...]) -> Document:
    return Document(
        form="ct01",
        edition="tt53_2025" if said.outdated else "tt116_2026",
        edition_status=EditionStatus.OUTDATED if said.outdated else EditionStatus.CURRENT,
        effective_from=dt.date(2025, 7, 1) if said.outdated else dt.date(2026, 7, 1),
        superseded_by="tt116_2026" if said.outdated else None,
        pages=pages,
        confidence=0.99,
        runner_up=None,
        evidence=("CT01",),
        verdict=Verdict(said.verdict),
        readings=(
            Reading("declarant_full_name", 1, Box(0.45, 0.2, 0.47, 0.02), Ink.WRITTEN, said.name, 0.97),
            Reading("declarant_dob", 1, Box(0.4, 0.235, 0.2, 0.02), Ink.WRITTEN, BORN, 0.92),
            Reading("declarant_gender", 1, Box(0.7, 0.235, 0.1, 0.02), Ink.WRITTEN, "Nữ", 0.95),
            Reading("declarant_personal_id", 1, _NUMBER_BOX, Ink.WRITTEN, said.number, 0.71),
            Reading("declarant_phone", 1, Box(0.4, 0.3, 0.2, 0.02), Ink.BLANK, None, 0.98),
            Reading("request_content", 1, Box(0.12, 0.42, 0.8, 0.05), Ink.WRITTEN, None, 0.6),
            Reading("declarant_signature", 1, Box(0.7, 0.8, 0.2, 0.1), Ink.BLANK, None, 0.94),
        ),
    )


def _card(said: Said, page: int) -> Document:
    return Document(
        form=None,
        edition=None,
        edition_status=EditionStatus.UNKNOWN,
        effective_from=None,
        superseded_by=None,
        pages=(page,),
        confidence=0.98,
        runner_up=None,
        evidence=("CĂN CƯỚC",),
        verdict=Verdict.SUBMIT,
        readings=(
            Reading("personal_id", page, Box(0.4, 0.4, 0.3, 0.05), Ink.WRITTEN, said.card_number, 1.0, Source.QR),
            Reading("full_name", page, Box(0.4, 0.5, 0.3, 0.05), Ink.WRITTEN, "Nguyễn Thị Mẫu", 1.0, Source.QR),
            Reading("date_of_birth", page, Box(0.4, 0.6, 0.3, 0.05), Ink.WRITTEN, BORN, 1.0, Source.QR),
            Reading("sex", page, Box(0.4, 0.65, 0.1, 0.05), Ink.WRITTEN, "Nữ", 1.0, Source.QR),
        ),
        kind="identity_card",
    )


def _findings(said: Said) -> list[Ruling]:
    number = "4. Số định danh cá nhân:"
    missing = Finding(
        "sign.signature_missing",
        document=0,
        page=1,
        key="declarant_signature",
        box=Box(0.7, 0.8, 0.2, 0.1),
        params={"label": "NGƯỜI KÊ KHAI(7)", "page": 1},
    )
    asked = Finding(
        "field.confirm_value",
        confidence=0.71,
        document=0,
        page=1,
        key="declarant_personal_id",
        box=_NUMBER_BOX,
        params={"label": number, "value": said.number},
    )
    told = Finding("quality.auto_rotated", document=0, page=1, params={"page": 1})
    blurred = Finding("quality.blurry", document=0, page=1, params={"page": 1})
    of = {"correct": (missing, asked, told), "review": (asked, told), "submit": (told,), "rescan": (blurred,)}
    found = [*of[said.verdict], *said.more]
    if said.outdated:
        days = {"since": dt.date(2026, 7, 1), "until": dt.date(2026, 6, 30), "from": dt.date(2026, 7, 1)}
        found.append(Finding("edition.outdated", document=0, page=1, params={"doc": "CT01", "basis": "–", **days}))
    return [rule(one, accuses=True) for one in found]
