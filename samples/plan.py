"""
What gets written on one paper: which fields are filled, which are left out on purpose, which faults are planted, and
which findings must come of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from random import Random

from samples.answers import answer
from samples.people import day_words, money_words
from samples.stage import Answer, Scene, date_answer
from samples.truth import Expected
from scanpipe.catalog.schema import Choose, Condition, Edition, FieldSpec, Kind
from scanpipe.text import base_letters, digits

# The finding that each planted fault must bring about.
CODES: Mapping[str, str] = {
    "left_out": "field.required_empty",
    "undated": "sign.date_missing",
    "no_tick": "field.choice_none",
    "unsigned": "sign.signature_missing",
    "short_number": "field.id_format",
    "impossible_date": "field.date_impossible",
    "future_date": "field.date_future",
    "amounts_differ": "field.amount_mismatch",
    "two_ticks": "field.choice_many",
    "sex_differs": "field.sex_mismatch",
}
VALUE_FAULTS = ("short_number", "impossible_date", "future_date", "amounts_differ", "two_ticks", "sex_differs")
UNASKED = (Kind.PHOTO, Kind.OFFICE_USE)
"""Kinds that no citizen writes in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the plan: its answer (None: stays blank), whether it is required here, and its faults."""

    spec: FieldSpec
    answer: Answer | None
    required: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All fields of a paper in printed order."""

    entries: tuple[Entry, ...]

    def without(self, keys: Collection[str]) -> Plan:
        """The same paper with these fields left blank; what is then required is settled anew."""
        return Plan(tuple(_settled(_without(list(self.entries), [e for e in self.entries if e.spec.key in keys]))))

    def unplaced(self, placed: Collection[str]) -> tuple[Expected, ...]:
        """The findings for required fields that the blank shows no known place for: they stayed empty."""
        missing = [e for e in self.entries if e.required and e.spec.key not in placed]
        return tuple(Expected(CODES[_absence(e.spec)], e.spec.key, e.spec.page) for e in missing)

    def expected(self, *, hand: bool) -> tuple[Expected, ...]:
        """The findings that the planted faults must bring about; values in handwriting are not legible."""
        found = []
        for entry in self.entries:
            for fault in entry.faults:
                legible = not hand or fault in ("left_out", "no_tick", "unsigned", "undated", "two_ticks")
                # That a sex does not fit a number is told at the number.
                key = entry.spec.key.replace("_gender", "_personal_id") if fault == "sex_differs" else entry.spec.key
                found.append(Expected(CODES[fault], key, entry.spec.page, legible))
        return tuple(found)


def plan(
    edition: Edition, scene: Scene, rng: Random, *, leave_out: int = 0, unsigned: bool = False, fault: str | None = None
) -> Plan:
    """
    A filled paper of that edition: everything required and about half of the rest.

    `leave_out` required fields stay blank, `unsigned` drops a required signature, `fault` plants one of VALUE_FAULTS;
    what the form has no place for is not planted.
    """
    entries = _honest(edition, scene, rng)
    if fault is not None:
        entries = _planted(entries, fault, scene, rng)
    if unsigned:
        entries = _without(entries, [e for e in entries if e.required and e.spec.kind == Kind.SIGNATURE][:1])
    if leave_out:
        open_to = [e for e in entries if _may_stay_out(e)]
        entries = _without(entries, rng.sample(open_to, min(leave_out, len(open_to))))
    return Plan(tuple(_settled(entries)))


def _honest(edition: Edition, scene: Scene, rng: Random) -> list[Entry]:
    """Every field answered by somebody who knows the form; conditions are settled in printed order, twice."""
    specs = [s for s in edition.fields if s.kind not in UNASKED]
    entries = {s.key: Entry(s, None, required=s.required == "yes") for s in specs}
    for spec in specs:
        if spec.required == "yes" or (spec.required == "no" and rng.random() < _habit(spec)):
            entries[spec.key] = replace(entries[spec.key], answer=answer(scene, spec))
    for spec in specs:
        condition = spec.required
        if not isinstance(condition, Condition):
            continue
        holds = _holds(condition, entries)
        # A condition in words only is known to nobody here: half of the people fill such a field in.
        if holds or (holds is None and rng.random() < 0.5):
            entries[spec.key] = Entry(spec, answer(scene, spec), required=bool(holds))
    return list(entries.values())


def _habit(spec: FieldSpec) -> float:
    """How often people fill in what they need not."""
    return {Kind.CHECKBOX: 0.3, Kind.CHOICE: 0.7, Kind.TABLE: 0.6, Kind.SIGNATURE: 0.4}.get(spec.kind, 0.55)


def _holds(condition: Condition, entries: Mapping[str, Entry]) -> bool | None:
    """Whether a condition is met on this paper; None when it is only a note for people."""
    if condition.written:
        return any(entries[key].answer is not None for key in condition.written if key in entries)
    if condition.blank:
        return all(entries[key].answer is None for key in condition.blank if key in entries)
    if condition.field is None or condition.is_ is None:
        return None
    entry = entries.get(condition.field)
    if entry is None or entry.answer is None:
        return False
    if entry.spec.choose == Choose.EXACTLY_ONE and len(entry.answer.options) > 1:
        return None  # two answers are no answer
    said = " ".join([entry.answer.text, *(entry.spec.options[i] for i in entry.answer.options if entry.spec.options)])
    return base_letters(condition.is_) in base_letters(said)


def _settled(entries: list[Entry]) -> list[Entry]:
    """Conditions looked at again after something was left out: a field nobody needs any more is not required."""
    by_key = {e.spec.key: e for e in entries}
    settled = []
    for entry in entries:
        condition = entry.spec.required
        if isinstance(condition, Condition) and _holds(condition, by_key) is not None:
            needed = bool(_holds(condition, by_key))
            faults = entry.faults if needed or entry.answer is not None else ()
            if needed and entry.answer is None and not faults:
                faults = (_absence(entry.spec),)
            entry = replace(entry, required=needed, faults=faults)
        settled.append(entry)
    return settled


def _absence(spec: FieldSpec) -> str:
    absences = {
        Kind.SIGNATURE: "unsigned",
        Kind.PLACE_DATE: "undated",
        Kind.CHOICE: "no_tick",
        Kind.CHECKBOX: "no_tick",
    }
    return absences.get(spec.kind, "left_out")


def _may_stay_out(entry: Entry) -> bool:
    return entry.required and entry.answer is not None and not entry.faults and entry.spec.kind != Kind.SIGNATURE


def _without(entries: list[Entry], out: list[Entry]) -> list[Entry]:
    gone = {e.spec.key for e in out}
    return [replace(e, answer=None, faults=(_absence(e.spec),)) if e.spec.key in gone else e for e in entries]


def _planted(entries: list[Entry], fault: str, scene: Scene, rng: Random) -> list[Entry]:
    """One fault planted in a field that can have it; the entries unchanged when none can."""
    able = [e for e in entries if e.answer is not None and _can_have(e, fault, entries)]
    if not able:
        return entries
    chosen = rng.choice(able)
    assert chosen.answer is not None
    spoiled = replace(chosen, answer=_spoiled(chosen.answer, fault, scene, rng, chosen), faults=(fault,))
    changed = [spoiled if e is chosen else e for e in entries]
    return _words_follow(changed, spoiled) if fault == "future_date" else changed


def _can_have(entry: Entry, fault: str, entries: list[Entry]) -> bool:
    spec, said = entry.spec, entry.answer or Answer()
    keys = {e.spec.key for e in entries if e.answer is not None}
    match fault:
        case "short_number":
            return len(digits(said.text)) == 12 and said.text.isdigit() and not spec.key.endswith("tax_code")
        case "impossible_date":
            return len(said.parts) == 3 and f"{spec.key}_words" not in keys
        case "future_date":
            # A birth date stands against the personal number as well: only a newborn's is moved.
            return (
                len(said.parts) == 3 and ("dob" not in spec.key or spec.key == "child_dob") and "start" not in spec.key
            )
        case "amounts_differ":
            return spec.key == "capital_words" and "capital_number" in keys
        case "two_ticks":
            return spec.kind == Kind.CHOICE and spec.choose == Choose.EXACTLY_ONE and len(spec.options) > 1
        case "sex_differs":
            person = spec.key.removesuffix("_gender")
            return spec.key.endswith("_gender") and f"{person}_personal_id" in keys
    return False


def _spoiled(said: Answer, fault: str, scene: Scene, rng: Random, entry: Entry) -> Answer:
    match fault:
        case "short_number":
            gone = rng.randint(5, 10)
            return replace(said, text=said.text[:gone] + said.text[gone + 1 :])
        case "impossible_date":
            day, month = rng.choice((("31", "02"), ("30", "02"), ("31", "04"), ("31", "11"), ("12", "14")))
            return replace(said, text=f"{day}/{month}/{said.parts[2]}", parts=(day, month, said.parts[2]))
        case "future_date":
            return date_answer(scene.cast.filed + dt.timedelta(days=rng.randint(200, 700)))
        case "amounts_differ":
            return replace(said, text=money_words(scene.capital_dong + 10_000_000))
        case "two_ticks":
            return replace(said, options=(0, 1))
        case _:
            other = "Nữ" if scene.who(entry.spec).sex == "Nam" else "Nam"
            if entry.spec.kind == Kind.CHOICE:
                return replace(said, options=(1 - said.options[0],))
            return replace(said, text=other)


def _words_follow(entries: list[Entry], moved: Entry) -> list[Entry]:
    """A date in words says the same as the date that was moved: only one fault is planted."""
    assert moved.answer is not None
    day, month, year = (int(part) for part in moved.answer.parts)
    words = Answer(text=day_words(dt.date(year, month, day)))
    key = f"{moved.spec.key}_words"
    return [replace(e, answer=words) if e.spec.key == key and e.answer else e for e in entries]
