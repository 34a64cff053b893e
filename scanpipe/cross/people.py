"""
Who is spoken of in a dossier: the persons of each paper, from its readings.

Which field of a form is about whom is data (`people:` of its form.yaml). A supporting paper speaks of its holder, in
readings named full_name, personal_id, date_of_birth, sex and residence; of several of one name the surest source is
believed (QR, then MRZ, then print).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.catalog import Catalog, Edition, FieldSpec, Kind
from scanpipe.catalog.person_spec import PersonSpec
from scanpipe.cross.values import value_of
from scanpipe.model import Document, Ink, Reading, Source

CARD = "identity_card"
HOLDER = PersonSpec(
    name=("full_name",), number=("personal_id",), dob=("date_of_birth",), sex=("sex",), address=("residence",)
)
READ = 0.6
"""Below this confidence (0–1) a text is not evidence of anything."""
_BY_SURETY = (Source.QR, Source.MRZ, Source.ACROFORM, Source.TEXT_LAYER, Source.OCR)
_EXACT = frozenset({Source.QR, Source.MRZ, Source.ACROFORM, Source.TEXT_LAYER})
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One thing that a paper says of a person. `value` is comparable: a name in capitals, a number of twelve digits, a
    date of ISO 8601, Nam or Nữ, an address as written. `boxed`: one digit a box, where two readers have to agree.
    """

    value: str = field(repr=False)
    reading: Reading
    label: str = ""
    boxed: bool = False

    @property
    def sure(self) -> float:
        """How surely it was read, 0–1."""
        return self.reading.confidence

    @property
    def exact(self) -> bool:
        """Whether the characters are known, not recognised: from a code with check digits, or typed into a form."""
        return self.reading.source in _EXACT and self.sure >= _SURE

    @property
    def certain(self) -> bool:
        """Whether it may accuse: exact, or boxed digits on which two readers agree."""
        return self.exact or (self.boxed and self.sure >= _SURE)


@dataclass(frozen=True, slots=True)
class Person:
    """
    A person as one paper speaks of them. `document` is the paper's index in the report, `role` the key in `people:`.

    `paper` is how the paper is called (vi, en), `basis` the instrument of its edition. `hidden` says that a name or
    number of them is written and could not be read: this may be anybody.
    """

    document: int
    role: str
    paper: Mapping[str, str]
    spec: PersonSpec = HOLDER
    name: Fact | None = None
    number: Fact | None = None
    dob: Fact | None = None
    sex: Fact | None = None
    address: Fact | None = None
    relationship: Fact | None = None
    basis: str | None = None
    card: bool = False
    hidden: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything to know them by."""
        return self.name is not None or self.number is not None


def people_of(
    document: Document, index: int, catalog: Catalog, kind_names: Mapping[str, Mapping[str, str]]
) -> tuple[Person, ...]:
    """The persons of one paper, in the order of its data; none of a paper that nobody knows."""
    if document.form is None:
        if document.kind is None:
            return ()
        names = kind_names.get(document.kind) or {"vi": document.kind, "en": document.kind}
        holder = _person(HOLDER, "holder", document, index, names, None)
        return (holder,) if holder.known or holder.hidden else ()
    form = catalog.forms.get(document.form)
    edition = edition_of(document, catalog)
    if form is None or edition is None:
        return ()
    title = {str(lang): words for lang, words in form.about.name.items()}
    return tuple(_person(spec, role, document, index, title, edition) for role, spec in form.about.people.items())


def edition_of(document: Document, catalog: Catalog) -> Edition | None:
    """The edition by which the paper was read; of a paper whose edition is in doubt, the newest that has its fields."""
    form = catalog.forms.get(document.form or "")
    if form is None:
        return None
    if document.edition is not None:
        return next((e for e in form.editions if e.edition == document.edition), None)
    keys = {r.key for r in document.readings}
    return next((e for e in reversed(form.editions) if keys and keys <= {f.key for f in e.fields}), None)


def _person(
    spec: PersonSpec,
    role: str,
    document: Document,
    index: int,
    paper: Mapping[str, str],
    edition: Edition | None,
) -> Person:
    fields = {f.key: f for f in edition.fields} if edition else {}
    readings = _surest(document.readings)
    facts = {part: _fact(part, keys, readings, fields) for part, keys in spec.said().items() if part != "address"}
    return Person(
        index,
        role,
        paper,
        spec,
        name=facts.get("name"),
        number=facts.get("number"),
        dob=facts.get("dob"),
        sex=facts.get("sex"),
        relationship=facts.get("relationship"),
        address=_address(spec.address, readings, fields),
        basis=edition.citation.instrument if edition else None,
        card=edition is None and document.kind == CARD,
        hidden=any(_unread(key, readings, facts.get("name")) for key in spec.name)
        or any(_unread(key, readings, facts.get("number")) for key in spec.number),
    )


def _surest(readings: Sequence[Reading]) -> dict[str, Reading]:
    """One reading for each key: that of the surest source that says anything."""
    written = sorted(readings, key=lambda r: (not r.text, _BY_SURETY.index(r.source), -r.confidence), reverse=True)
    return {r.key: r for r in written}


def _fact(
    part: str, keys: Sequence[str], readings: Mapping[str, Reading], fields: Mapping[str, FieldSpec]
) -> Fact | None:
    for key in keys:
        reading = readings.get(key)
        if reading is None or reading.ink is not Ink.WRITTEN or not reading.text:
            continue
        if (value := value_of(part, reading.text)) is not None:
            spec = fields.get(key)
            return Fact(value, reading, spec.label if spec else "", bool(spec and spec.kind is Kind.BOXES))
    return None


def _address(keys: Sequence[str], readings: Mapping[str, Reading], fields: Mapping[str, FieldSpec]) -> Fact | None:
    """An address, its pieces joined; as surely read as its least sure piece."""
    pieces = [r for key in keys if (r := readings.get(key)) and r.ink is Ink.WRITTEN and r.text]
    if not pieces:
        return None
    least = min(pieces, key=lambda r: r.confidence)
    spec = fields.get(pieces[0].key)
    return Fact(", ".join(r.text or "" for r in pieces), least, spec.label if spec else "")


def _unread(key: str, readings: Mapping[str, Reading], fact: Fact | None) -> bool:
    """Whether a field is written, or may be, and says nothing that can be relied on."""
    reading = readings.get(key)
    if reading is None or reading.ink is Ink.BLANK:
        return False
    return fact is None or fact.sure < READ
