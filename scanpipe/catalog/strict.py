"""What every model of a file in forms/ has in common: it refuses what it does not know, and never changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


def _one_or_more(value: Any) -> Any:
    """One key may stand alone, without a list."""
    return (value,) if isinstance(value, str) else value


Keys = Annotated[tuple[Key, ...], BeforeValidator(_one_or_more)]


class Strict(BaseModel):
    """A model that refuses what it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def texts(value: Any) -> Iterator[str]:
    """Every text of a dumped model, names of its entries among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in (*value.keys(), *value.values()):
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
