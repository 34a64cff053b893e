"""
Dossiers without pictures: papers as they would have been read, matching or with one disagreement planted, for judging
the comparison of papers alone.

A dossier is a form, or two, and identity cards. What is legal variety (case, place of the tone, NFD, "Hoà", spaced
numbers, dates in words, an old district on a card) is in every dossier; what engines do to text is `samples.slips`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from samples.people import Person, cast, number_of, stranger
from samples.slips import MANNERS, Manner, misread
from scanpipe.catalog import Catalog, Kind
from scanpipe.catalog.person_spec import PersonSpec
from scanpipe.model import Box, Document, EditionStatus, Ink, Reading, Source, Verdict
from scanpipe.text import without_marks

FILED = dt.date(2026, 11, 20)
FAULTS = (
    *("name_marks", "name_letter", "name_word", "number_digit", "number_swapped", "number_copied"),
    *("dob_day", "dob_year", "sex", "stranger_card"),
)
FORMS: tuple[tuple[str, str], ...] = (
    ("ct01", "tt116_2026"),
    ("birth_registration", "tt04_2024"),
    ("marital_status_certificate", "tt04_2024"),
    ("marriage_registration", "tt04_2020"),
    ("death_registration", "tt04_2024"),
    ("civil_status_extract_copy", "tt04_2020"),
    ("hkd_registration", "tt68_2025"),
    ("land_change", "nd151_2025"),
)
_BOX = Box(0.2, 0.3, 0.5, 0.02)
_TONES_MOVED = {"óa": "oá", "òa": "oà", "ỏa": "oả", "úy": "uý", "ùy": "uỳ", "ủy": "uỷ"}


@dataclass(frozen=True, slots=True)
class Planted:
    """One disagreement: what was done to which part ("name", "number", "dob", "sex") of whom, on which paper."""

    fault: str
    document: int
    role: str
    part: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """
    Papers as read, and what was planted (None: they match). `written` is what stands on the paper by document and key,
    for whoever looks again.
    """

    documents: tuple[Document, ...]
    planted: Planted | None
    written: Mapping[tuple[int, str], str]
    manner: Manner


def dossiers(
    seed: int, count: int, catalog: Catalog, *, faulty: bool, manners: Sequence[Manner] = MANNERS
) -> list[Dossier]:
    """So many dossiers, forms, faults and ways of writing dealt in turn."""
    rng = Random(seed)
    out: list[Dossier] = []
    deal = 0
    while len(out) < count:
        form, edition = FORMS[deal % len(FORMS)]
        fault = FAULTS[(deal // len(FORMS) + deal) % len(FAULTS)] if faulty else None
        made = _dossier(catalog, form, edition, fault, manners[deal % len(manners)], rng)
        deal += 1
        if made is not None:
            out.append(made)
    return out


def _dossier(
    catalog: Catalog, form: str, edition: str, fault: str | None, manner: Manner, rng: Random
) -> Dossier | None:
    specs = {role: spec for role, spec in catalog.forms[form].about.people.items() if _on(spec, catalog, form, edition)}
    keys = {f.key: f for f in catalog.edition(form, edition).fields}
    people = _roles(rng)
    with_card = [role for role in specs if role != "child" and role in people]
    if form == "death_registration":
        with_card.remove("deceased")
    carried = with_card if rng.random() < 0.7 else with_card[:1]
    holders: list[Person] = []
    for role in carried:
        if people[role] not in holders:
            holders.append(people[role])
    said = dict(people)
    planted = None
    if fault == "stranger_card":
        holders.append(_relative(rng, people[carried[0]]) if rng.random() < 0.5 else stranger(rng, filed=FILED))
        planted = Planted(fault, len(holders), "holder", "card")
    elif fault is not None:
        planted = _plant(fault, specs, carried, said, people, set(keys), rng)
        if planted is None:
            return None
    written: dict[tuple[int, str], str] = {}
    readings = []
    for role, spec in specs.items():
        if role not in said:
            continue
        for key, text in _written(spec, said[role], set(keys), rng, whole=role in carried).items():
            written[0, key] = text
            readings.append(misread(key, text, manner, rng, boxed=keys[key].kind is Kind.BOXES))
    # The zone on the back has no marks: what differs in them can only be told from the code.
    coded = fault == "name_marks"
    cards = [_card(h, i + 1, coded, rng) for i, h in enumerate(holders)]
    return Dossier((_form(form, edition, readings), *cards), planted, written, manner)


def _on(spec: PersonSpec, catalog: Catalog, form: str, edition: str) -> bool:
    keys = {f.key for f in catalog.edition(form, edition).fields}
    return any(key in keys for key in spec.name)


def _roles(rng: Random) -> dict[str, Person]:
    """Who plays which part: families, in which names and addresses are alike."""
    family = cast(rng, filed=FILED)
    filer, spouse, elder = family.filer, family.spouse, family.elder
    men, women = (filer, spouse) if filer.sex == "Nam" else (spouse, filer)
    roles = {"father": men, "mother": women, "groom": men, "bride": women, "child": family.newborn}
    roles |= {"declarant": filer, "requester": filer, "owner": filer, "user": filer, "deceased": elder}
    # A head of the household who differs from the declarant in one word or mark, or is the declarant.
    roles["head"] = rng.choice((filer, _relative(rng, filer), _relative(rng, filer)))
    roles["subject"] = filer if rng.random() < 0.6 else _relative(rng, filer)
    return roles


def _relative(rng: Random, person: Person) -> Person:
    """A brother or father of nearly the same name: one word, or one mark, is another."""
    words = person.name.split()
    given = words[-1]
    plain = without_marks(given)
    others = [w for w in ("Minh", "Bách", "Giang", "Phương") if without_marks(w) != plain]
    words[-1] = plain if plain != given and rng.random() < 0.5 else rng.choice(others)
    years = rng.choice((-27, -24, -3, 2, 4))
    born = person.born.replace(year=person.born.year + years, month=rng.randint(1, 12), day=rng.randint(1, 28))
    return replace(person, name=" ".join(words), born=born, number=number_of(rng, person.sex, born))


# Faults


def _plant(
    fault: str,
    specs: Mapping[str, PersonSpec],
    carried: Sequence[str],
    said: dict[str, Person],
    people: Mapping[str, Person],
    keys: set[str],
    rng: Random,
) -> Planted | None:
    """Write something else about one person whose card is there; None where the form cannot hold the fault."""
    part = {"name": "name", "number": "number", "dob": "dob", "sex": "sex"}[fault.split("_")[0]]
    able = [role for role in carried if any(key in keys for key in getattr(specs[role], part))]
    if not able:
        return None
    role = rng.choice(able)
    others = [p for p in people.values() if p.number != said[role].number]
    changed = _changed(fault, said[role], rng.choice(others), rng)
    if changed is None:
        return None
    said[role] = changed
    return Planted(fault, 0, role, part)


def _changed(fault: str, person: Person, other: Person, rng: Random) -> Person | None:
    number, born = person.number, person.born
    match fault:
        case "name_marks" | "name_letter" | "name_word":
            name = _other_name(fault, person.name, rng)
            return replace(person, name=name) if name else None
        case "number_digit":
            at = rng.randrange(6, 12)
            digit = rng.choice([d for d in "0123456789" if d != number[at]])
            return replace(person, number=number[:at] + digit + number[at + 1 :])
        case "number_swapped":
            places = [i for i in range(6, 11) if number[i] != number[i + 1]]
            if not places:
                return None
            at = rng.choice(places)
            return replace(person, number=number[:at] + number[at + 1] + number[at] + number[at + 2 :])
        case "number_copied":
            return replace(person, number=other.number)
        case "dob_day":
            return replace(person, born=born.replace(day=rng.choice([d for d in range(1, 29) if d != born.day])))
        case "dob_year":
            year = born.year + rng.choice((-10, -1, 1, 2, 10))
            return replace(person, born=born.replace(year=year, day=min(born.day, 28)))
        case "sex":
            return replace(person, sex="Nam" if person.sex == "Nữ" else "Nữ")
    raise ValueError(f"no such fault: {fault}")


def _other_name(fault: str, name: str, rng: Random) -> str | None:
    words = name.split()
    if fault == "name_word":
        words[-1] = rng.choice([w for w in ("Tâm", "Kiên", "Hải", "Bích", "Đông") if w != words[-1]])
        return " ".join(words)
    if fault == "name_letter":
        at = rng.randrange(len(words))
        words[at] = words[at][:-1] if len(words[at]) > 2 else words[at] + "n"
        return " ".join(words)
    marked = [i for i, w in enumerate(words) if without_marks(w) != w]
    if not marked:
        return None
    at = rng.choice(marked)
    words[at] = without_marks(words[at])
    return " ".join(words)


# Papers


def _written(spec: PersonSpec, person: Person, keys: set[str], rng: Random, *, whole: bool) -> dict[str, str]:
    """What somebody writes about a person, in one of the ways people write it."""
    said = {
        "name": _styled(person.name, rng),
        "number": _number(person, rng),
        "dob": _day(person.born, rng, whole=whole),
        "sex": rng.choice((person.sex, person.sex.upper())),
        "address": person.address.one_line,
    }
    out = {}
    for part, names in spec.said().items():
        key = next((name for name in names if name in keys), None)
        if key is not None and part in said:
            out[key] = said[part]
    return out


def _styled(name: str, rng: Random) -> str:
    name = rng.choice((name, name.upper(), name.title()))
    if rng.random() < 0.3:
        for one, other in _TONES_MOVED.items():
            name = name.replace(one, other).replace(one.upper(), other.upper())
    return unicodedata.normalize("NFD", name) if rng.random() < 0.15 else name


def _number(person: Person, rng: Random) -> str:
    number = person.number
    spaced = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    issued = f"{person.card_issued:%d/%m/%Y}"
    return rng.choice((number, spaced, f"CCCD số {number}, Cục CS QLHC về TTXH cấp ngày {issued}"))


def _day(born: dt.date, rng: Random, *, whole: bool) -> str:
    words = f"ngày {born.day} tháng {born.month} năm {born.year}"
    ways = [f"{born:%d/%m/%Y}", f"{born.day}/{born.month}/{born.year}", words]
    return rng.choice(ways if whole or rng.random() < 0.7 else [str(born.year)])


def _form(form: str, edition: str, readings: Sequence[Reading]) -> Document:
    status = EditionStatus.CURRENT
    return Document(form, edition, status, None, None, (1,), 0.98, None, (), Verdict.SUBMIT, tuple(readings))


def _card(person: Person, index: int, coded: bool, rng: Random) -> Document:
    """A card as read: by its code, or by the zone on its back alone."""
    page = index + 1
    address = person.address
    district = rng.choice((", huyện Đông Anh", ", quận 3", ""))
    values = {
        "full_name": rng.choice((person.name, person.name.upper())),
        "personal_id": person.number,
        "date_of_birth": f"{person.born:%d/%m/%Y}",
        "sex": person.sex,
        "residence": f"{address.street}, {address.commune}{district}, {address.province}",
    }
    source = Source.QR if coded or rng.random() < 0.85 else Source.MRZ
    if source is Source.MRZ:
        values["full_name"] = without_marks(person.name).upper()
        del values["residence"]
    readings = tuple(Reading(k, page, _BOX, Ink.WRITTEN, text, 0.99, source) for k, text in values.items())
    status = EditionStatus.UNKNOWN
    return Document(
        *(None, None, status, None, None, (page,), 0.95, None, (), Verdict.SUBMIT, readings), kind="identity_card"
    )
