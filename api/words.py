"""
Every word of the pages outside the findings: ui.yaml and, for the Center's pages, office/words/, read and checked once.

A string has both languages and takes exactly the parameters that it names: a word that is missing, or one too many,
is a mistake of ours and stops the page in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, RootModel, StringConstraints

from scanpipe.findings import Lang

TABLE = Path(__file__).with_name("ui.yaml")
TABLES = (TABLE, *sorted((Path(__file__).parent / "office" / "words").glob("*.yaml")))
_PARAMETER = re.compile(r"\{(\w+)\}")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z0-9_]+)+$")]


class _Table(RootModel[dict[Key, Annotated[list[Text], Field(min_length=2, max_length=2)]]]):
    """`key: [Vietnamese, English]`."""


@cache
def _table() -> Mapping[str, Mapping[Lang, str]]:
    table: dict[str, Mapping[Lang, str]] = {}
    for path in TABLES:
        rows = _Table.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {}).root
        if twice := table.keys() & rows.keys():
            raise ValueError(f"{path.name} has words that another table has: {', '.join(sorted(twice))}")
        table |= {key: {"vi": both[0], "en": both[1]} for key, both in rows.items()}
    return table


def keys() -> frozenset[str]:
    """Every key of the table."""
    return frozenset(_table())


def say(key: str, lang: Lang, **params: object) -> str:
    """
    The words in that language, with `{parameters}` filled in.

    Raises KeyError for a key that the table does not know, and for a parameter too few or too many.
    """
    text = _table()[key][lang]
    wanted = parameters(text)
    if wanted != params.keys():
        raise KeyError(f"{key} takes {sorted(wanted)}, not {sorted(params)}")
    return _PARAMETER.sub(lambda found: str(params[found[1]]), text)


def parameters(text: str) -> frozenset[str]:
    """The parameters that a text names."""
    return frozenset(_PARAMETER.findall(text))
