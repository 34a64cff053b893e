"""What is wrong on papers, by finding code, form and field; and how often a code was wrong itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scanpipe.model import Severity
from scanpipe.office.statistics import counting
from scanpipe.office.statistics.definitions import MOST_FAULTS
from scanpipe.office.statistics.series import Row, Series, View
from scanpipe.office.statistics.small_cells import FEW, NO_SHARE, Manner, Share, Told, share_told, told
from scanpipe.office.steering import better_asks, level
from scanpipe.store.counters import Count


@dataclass(frozen=True, slots=True)
class Alarms:
    """
    How often a code accused, and how often wrongly, as it may be told. `level` is the share from which on it had better
    ask; `better_asks` says that it has come to that.
    """

    code: str
    accusations: Told
    questions: Told
    false: Told
    share: Share | None
    level: float
    better_asks: bool


def faults(view: View) -> Series:
    """The codes that most dossiers had at their first complete check."""
    return _ranked("faults", "code", "code", view.of(counting.FAULT))


def faults_by_form(view: View, code: str) -> Series:
    """One code by form; "" is no form."""
    return _ranked("faults", "form", "form", view.of(counting.FAULT_FORM, code=code))


def faults_by_field(view: View, code: str, form: str) -> Series:
    """One code on one form by field; "" is no field."""
    return _ranked("faults", "field", "key", view.of(counting.FAULT_FIELD, code=code, form=form))


def boxes(view: View, form: str) -> Series:
    """In how many dossiers each field of a form had a finding."""
    return _ranked("boxes", "field", "key", view.of(counting.BOX, form=form))


def forms_with_boxes(view: View) -> tuple[str, ...]:
    """The forms with any finding in a field, the one with most first."""
    by = Counter[str]()
    for count in view.of(counting.BOX):
        by[count.labels["form"]] += count.n
    return tuple(form for form, _ in by.most_common())


def alarms(view: View) -> tuple[Alarms, ...]:
    """Each code that was shown in a dossier that was accepted, the one that was wrong most often first."""
    findings: dict[str, Counter[tuple[str, str]]] = {}
    dossiers: dict[str, Counter[tuple[str, str]]] = {}
    for name, label, by in ((counting.SETTLED, "outcome", findings), (counting.SETTLED_IN, "what", dossiers)):
        for one in view.of(name):
            own = by.setdefault(one.labels["code"], Counter())
            own[one.labels["severity"], one.labels[label]] += one.n
    found = [_alarms(code, findings[code], dossiers.get(code, Counter()), about=view.filtered) for code in findings]
    return tuple(sorted(found, key=lambda one: (-(one.share.low if one.share else -1.0), one.code)))


def alarm_series(found: Iterable[Alarms]) -> Series:
    """The same as rows."""
    rows = tuple(Row(a.code, (a.false, a.accusations, a.share, _exactly(a.level), a.questions)) for a in found)
    return Series("alarms", "code", ("false", "accusations", "share", "level", "questions"), rows)


def _alarms(
    code: str, findings: Counter[tuple[str, str]], dossiers: Counter[tuple[str, str]], *, about: bool
) -> Alarms:
    """Findings are counted, dossiers hide them: how many findings is told when they come from enough dossiers."""
    must, check = Severity.MUST.value, Severity.CHECK.value
    false = sum(findings[must, outcome] for outcome in counting.WRONG)
    accusations = sum(n for (severity, _), n in findings.items() if severity == must)
    questions = sum(n for (severity, _), n in findings.items() if severity == check)
    false_in = dossiers[must, counting.ALARM]
    false_told = _findings_told(false, false_in, about=about)
    shown_told = _findings_told(accusations, dossiers[must, counting.SHOWN], about=about)
    share = _share(false, accusations, about=about)
    if share is not None and (false_told.hidden or shown_told.hidden):
        share = NO_SHARE
    return Alarms(
        code=code,
        accusations=shown_told,
        questions=_findings_told(questions, dossiers[check, counting.SHOWN], about=about),
        false=false_told,
        share=share,
        level=level(code),
        better_asks=better_asks(code, accusations, false, false_in),
    )


def _findings_told(findings: int, dossiers: int, *, about: bool) -> Told:
    """A number of findings; few when they come from few dossiers."""
    return told(min(findings, FEW - 1)) if 0 < dossiers < FEW else told(findings, about=about)


def _share(false: int, accusations: int, *, about: bool) -> Share | None:
    """The share among findings: how many were right is no number of dossiers."""
    if not accusations or not about:
        return _exactly(false / accusations) if accusations else None
    return share_told(false, accusations, about=True)


def _exactly(value: float) -> Share:
    return Share(Manner.EXACT, value, value, value)


def _ranked(key: str, of: str, label: str, counted: Iterable[Count]) -> Series:
    """The largest first."""
    by = sorted(_by(counted, label).items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [Row(name, (told(n, about=True),)) for name, n in by if n]
    return Series(key, of, ("dossiers",), tuple(rows[:MOST_FAULTS] if of == "code" else rows))


def _by(counts: Iterable[Count], label: str) -> Counter[str]:
    by: Counter[str] = Counter()
    for count in counts:
        by[count.labels[label]] += count.n
    return by
