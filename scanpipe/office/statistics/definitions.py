"""
What is counted, and what the numbers mean: first the definitions, then the numbers.

Everything comes from counters by day, which outlive the deletion of dossiers and hold nothing personal. Unless said
otherwise a number counts dossiers. Days and weeks (Monday to Sunday) are those of Vietnam.

`first`      Dossiers whose first complete check let them pass ÷ dossiers with a complete check, by week. A check is
             complete when it examined everything that had been handed in; `submit` and `review` let pass.
`sent`       Dossiers that passed when they were sent ÷ dossiers that were sent, by week.
`mends`      How many pages were replaced, after the first complete check, in dossiers that passed when they were sent:
             how many dossiers with 0, 1, 2 … replacements; median and 90th percentile.
`faults`     Dossiers with an open `must` at their first complete check, by finding code; then by form, then by field.
`boxes`      Dossiers with a finding (`must` or `check`) in a field at their first complete check, by form and field.
`outdated`   Of the dossiers with a form that has a new edition, the share that came on an outdated one, by days since
             the new edition took effect. Days are counted one by one and told by sevens.
`alarms`     Findings set aside because the machine misread, or disputed by the citizen and set aside by the officer,
             ÷ findings shown, by code. Counted when a dossier is accepted: then it is known what became of each. What
             was shown as a question is counted beside it: only an accusation can be a false one.
`pages`      Wall seconds per page of an examination: median and 95th percentile, by week.
`waits`      Hours between sending and the first opening by an officer: median and 90th percentile, by week.
`late`       Dossiers whose first answer (a request for a supplement, or acceptance) came after the deadline, by week.
`saved`      Dossiers that did not pass their first complete check and passed when they were sent, times the minutes
             that a supplement costs. Told only when somebody has set these minutes.
"""

from __future__ import annotations

PASSING = frozenset({"submit", "review"})
"""Verdicts that let a dossier pass: an officer looks at some points of a `review`, the citizen has nothing to mend."""

FIRST_DAY, LAST_DAY = -14, 60
"""How many days around the day of a new edition the share of outdated papers is followed."""
STEP_DAYS = 7

MOST_FAULTS = 10
FEWEST_SHOWN = 20
"""With fewer accusations nobody can say how often a code is wrong."""

SERIES = ("first", "sent", "mends", "faults", "boxes", "outdated", "alarms", "pages", "waits", "late", "saved")
