"""
Conditions of a procedure file: a small closed language over facts about the dossier.

    when: by_proxy                                      a fact, or a condition that the file names
    when: {not: online}
    when: {all: [by_proxy, {not: by_kin}]}
    when: {any: [inheritance, {all: [household, by_post]}]}

A fact is true, false or unknown (None), and so is a condition. What is unknown stays unknown as long as it matters
(the three-valued logic of Kleene): nobody is asked for a paper because nobody knew better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pydantic import Field, model_serializer, model_validator

from scanpipe.catalog.strict import Key, Strict

Truth: TypeAlias = bool | None
"""True, False, or None for unknown."""


class When(Strict):
    """A name, or one of all, any and not. In the file a name stands alone, as a word."""

    name: Key | None = None
    all_: tuple[When, ...] = Field(default=(), alias="all")
    any_: tuple[When, ...] = Field(default=(), alias="any")
    not_: When | None = Field(default=None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of_them(self) -> When:
        if sum(bool(part) for part in (self.name, self.all_, self.any_, self.not_)) != 1:
            raise ValueError("write one word (a fact or a named condition), or one of all, any, not")
        return self

    @model_serializer
    def _as_written(self) -> Any:
        """As it stands in a file."""
        if self.name:
            return self.name
        if self.not_:
            return {"not": self.not_}
        return {"all": self.all_} if self.all_ else {"any": self.any_}

    @property
    def parts(self) -> tuple[When, ...]:
        """The conditions that it is made of; none for a name."""
        return (*self.all_, *self.any_, *((self.not_,) if self.not_ else ()))


def names(when: When) -> Iterator[str]:
    """Every fact and named condition that it mentions, in the order of the file."""
    if when.name:
        yield when.name
    for part in when.parts:
        yield from names(part)


def truth(when: When, named: Mapping[str, When], facts: Mapping[str, Truth]) -> Truth:
    """
    Whether it holds: True, False or None for unknown.

    A fact that is absent is unknown, and so is a condition that depends on itself.
    """
    if when.name:
        inner = named.get(when.name)
        if inner is None:
            return facts.get(when.name)
        rest = {name: condition for name, condition in named.items() if name != when.name}
        return None if _mentions(inner, when.name, named) else truth(inner, rest, facts)
    if when.not_ is not None:
        inside = truth(when.not_, named, facts)
        return None if inside is None else not inside
    if when.all_:
        return both(*(truth(part, named, facts) for part in when.all_))
    return either(*(truth(part, named, facts) for part in when.any_))


def both(*truths: Truth) -> Truth:
    """
    Whether all hold.

    >>> both(True, None), both(False, None), both(True, True)
    (None, False, True)
    """
    if any(t is False for t in truths):
        return False
    return None if any(t is None for t in truths) else True


def either(*truths: Truth) -> Truth:
    """
    Whether at least one holds.

    >>> either(True, None), either(False, None), either(False, False)
    (True, None, False)
    """
    if any(t is True for t in truths):
        return True
    return None if any(t is None for t in truths) else False


def circle(named: Mapping[str, When]) -> tuple[str, ...]:
    """Named conditions that depend on each other in a circle, in order; empty when there is none."""
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return way[way.index(name) :]
        if name in done or name not in named:
            return ()
        for following in names(named[name]):
            if found := walk(following, (*way, name)):
                return found
        done.add(name)
        return ()

    return next((found for name in named if (found := walk(name, ()))), ())


def _mentions(when: When, name: str, named: Mapping[str, When]) -> bool:
    """Whether a condition leads, step by step, to a name."""
    ahead, seen = list(names(when)), set[str]()
    while ahead:
        step = ahead.pop()
        if step == name:
            return True
        if step not in seen and step in named:
            seen.add(step)
            ahead.extend(names(named[step]))
    return False
