"""
Pages → papers: which pages belong together, in which order, and what each paper is.

A page with the title of a form or of a supporting paper, or with the national motto, begins a paper; a card is known by
its sides. A page without either goes to the form whose labels it carries (`page_order`); what is left follows the paper
that it shares values, its page number, notes or captions with. What belongs to nobody is a paper of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.loose_pages import place_loose
from scanpipe.model import IDENTITY, Finding, Page, Readability
from scanpipe.page_order import Chain, Rarity, attach, backwards, firm_pairs, layers
from scanpipe.page_sight import Sight, sight
from scanpipe.rows import stream
from scanpipe.same_page import duplicates
from scanpipe.spool import Spool
from scanpipe.standing import Standing, continues, standing, tail_standing

__all__ = ["SortedPaper", "duplicates", "first_pages_missing", "group", "sort_pages"]

_ASKED = 0.5
_TITLE_SURE = 0.86
_UNKNOWN_ROOM = 30
"""Pages that a paper of unknown kind may have: nobody knows."""
_CLEARLY = 0.8
_OVERLEAF_SURE = 0.8
"""A page that shares a value with the paper before it is its overleaf more surely than this."""
_LABELS = 5
"""Labels that a page without a title has when it is a page of some form that did not come."""
_BACK = Standing("", {}, 1.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class SortedPaper:
    """
    One paper: its pages in printed order, the form or kind that its title says, and how sure the grouping is (0–1).

    `sides` are the sides of a card that were seen. `begun` is False when its first page did not come. Neither form nor
    kind: nobody knows what it is.
    """

    pages: tuple[int, ...]
    form: str | None = None
    kind: str | None = None
    sure: float = 1.0
    sides: tuple[str, ...] = ()
    begun: bool = True

    @property
    def may_hold_another(self) -> bool:
        """Whether a page behind a supporting paper may be another paper whose title was not read."""
        return self.kind is not None and not self.sides and len(self.pages) > 1 and self.sure < _OVERLEAF_SURE


def sort_pages(pages: Sequence[Page], catalog: Catalog, kinds: Kinds, spool: Spool) -> list[SortedPaper]:
    """The papers that the pages make, in the order of their earliest pages; every page is in one of them."""
    seen = [sight(p, i, spool.rows(p.number), catalog, kinds) for i, p in enumerate(pages)]
    chains = [_begun(s, catalog, kinds, spool) for s in seen if s.begins]
    rarity = Rarity(seen)
    later = [s for s in seen if not s.begins]
    stands = {s.number: _standings(s, chains, catalog, spool) for s in later}
    loose = _forms_continued(later, stands, chains, rarity, catalog, spool)
    loose = _cards_paired(loose, chains, rarity, kinds)
    tails = {s.number: [x for x in stands[s.number] if x.tail] for s in loose}
    chains += place_loose(loose, tails, chains, rarity)
    chains.sort(key=lambda c: min(p.place for p in c.pages))
    return [_sorted(c) for c in chains]


def group(numbers: Sequence[int], catalog: Catalog, spool: Spool) -> list[tuple[int, ...]]:
    """Numbers of pages that make a paper each, of pages that all came in one file; forms are the only papers known."""
    pages = [Page(n, 0, n, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0) for n in numbers]
    return [paper.pages for paper in sort_pages(pages, catalog, Kinds(), spool)]


def _begun(page: Sight, catalog: Catalog, kinds: Kinds, spool: Spool) -> Chain:
    """A paper that begins with this page."""
    known = page.known
    if known is not None and known.kind is not None:
        usual, full = kinds.get(known.kind).pages, len(known.sides) == 2
        room = 1 if full else usual.most
        return Chain([page], None, known.kind, room, usual.least, sure=known.sure, sides=known.sides)
    form, sure = (known.form, known.sure) if known else (None, 1.0)
    if sure < _TITLE_SURE or known is None:
        form = _form_by_labels(page, catalog, spool) or form
    if form is None:
        return Chain([page], None, None, _UNKNOWN_ROOM)
    longest = max(e.pages for e in catalog.forms[form].editions)
    return Chain([page], form, None, longest + 1, longest, sure=sure)


def _form_by_labels(page: Sight, catalog: Catalog, spool: Spool) -> str | None:
    """The form whose labels a first page carries, whatever was read of its title."""
    text = stream(spool.rows(page.number))
    found = [s for f in catalog.forms if (s := standing(text, f, catalog)) and continues(s, alone=True)]
    return max(found, key=lambda s: s.most).form if found else None


def _standings(page: Sight, chains: Sequence[Chain], catalog: Catalog, spool: Spool) -> list[Standing]:
    """How a later page stands to the forms that came: by its labels, else by being their notes or captions."""
    if page.known is not None:
        return []
    text = stream(spool.rows(page.number))
    forms = list(dict.fromkeys(c.form for c in chains if c.form is not None))
    found = [s for f in forms if (s := standing(text, f, catalog)) and continues(s)]
    if found:
        return [max(found, key=lambda s: s.most)]
    asks = sum(w.text.endswith(":") for r in text.rows for w in r.words) >= _LABELS
    others = [standing(text, f, catalog) for f in catalog.forms if asks and f not in forms]
    alone = [s for s in others if s and continues(s, alone=True)]
    if alone:
        return [max(alone, key=lambda s: s.most)]
    return sorted((s for f in forms if (s := tail_standing(text, f, catalog))), key=lambda s: -s.most)


def _forms_continued(
    later: Sequence[Sight],
    stands: Mapping[int, Sequence[Standing]],
    chains: list[Chain],
    rarity: Rarity,
    catalog: Catalog,
    spool: Spool,
) -> list[Sight]:
    """Pages that carry a form's labels put behind its first pages; the pages that carry none."""
    by_form: dict[str, list[tuple[Sight, Standing]]] = {}
    for page in later:
        own = stands[page.number]
        if own and (not own[0].tail or _only(own)):
            by_form.setdefault(own[0].form, []).append((page, own[0]))
    firm = _firm(later, by_form, chains, rarity)
    for form, pages in by_form.items():
        mine = [c for c in chains if c.form == form]
        for chain in mine:
            first = standing(stream(spool.rows(chain.pages[0].number)), form, catalog)
            chain.standings += [first] if first else []
        for layer in layers(pages):
            turned = backwards(layer, mine, firm)
            left = attach(layer, mine, rarity, turned=turned) if mine else [p for p, _ in layer]
            room = max(e.pages for e in catalog.forms[form].editions)
            new = [Chain([p], form, None, room, begun=False, sure=0.7, standings=[s]) for p, s in layer if p in left]
            chains += new
            mine += new
    placed = {p.number for pages in by_form.values() for p, _ in pages}
    return [p for p in later if p.number not in placed]


def _firm(
    later: Sequence[Sight],
    by_form: Mapping[str, Sequence[tuple[Sight, Standing]]],
    chains: Sequence[Chain],
    rarity: Rarity,
) -> list[tuple[int, int]]:
    """Places of first pages and of pages that certainly follow them, where all first pages came before all others."""
    if any(p.place < c.pages[0].place for p in later for c in chains):
        return []
    forms = [(p, [c for c in chains if c.form == form]) for form, pages in by_form.items() for p, _ in pages]
    cards = [(p, [c for c in chains if c.kind == p.known.kind]) for p in later if p.known is not None]
    placed = {p.number for pages in by_form.values() for p, _ in pages}
    others = [p for p in later if p.known is None and p.number not in placed]
    supporting = [(p, [c for c in chains if c.kind and not c.sides and c.room > 1]) for p in others]
    return firm_pairs([*forms, *cards, *supporting], rarity)


def _only(tails: Sequence[Standing]) -> bool:
    """Whether one form explains a page of notes or captions, and no other nearly as well."""
    return len(tails) == 1 or tails[1].most < _CLEARLY * tails[0].most


def _cards_paired(loose: Sequence[Sight], chains: list[Chain], rarity: Rarity, kinds: Kinds) -> list[Sight]:
    """Backs of cards put behind their fronts; the pages that are no backs."""
    for kind in kinds.kinds:
        backs = [p for p in loose if p.known is not None and p.known.kind == kind.kind]
        if not backs:
            continue
        fronts = [c for c in chains if c.kind == kind.kind and len(c.pages) < c.room]
        left = attach([(b, _BACK) for b in backs], fronts, rarity) if fronts else backs
        for chain in fronts:
            chain.sides = ("front", "back") if len(chain.pages) > 1 else chain.sides
        chains += [Chain([p], None, kind.kind, 1, begun=False, sure=0.9, sides=("back",)) for p in left]
    return [p for p in loose if p.known is None]


def _sorted(chain: Chain) -> SortedPaper:
    numbers = tuple(p.number for p in chain.pages)
    return SortedPaper(numbers, chain.form, chain.kind, round(chain.sure, 2), chain.sides, chain.begun)


def first_pages_missing(papers: Sequence[SortedPaper], catalog: Catalog) -> list[Finding]:
    """
    page.missing for papers of which only later pages came, known by their labels. It is asked, not said: a first page
    whose title was not read is one too.
    """
    return [
        Finding("page.missing", _ASKED, page=p.pages[0], params={**_called(p.form, catalog), "missing": 1})
        for p in papers
        if p.form is not None and not p.begun
    ]


def _called(form: str, catalog: Catalog) -> dict[str, str]:
    """The name of a form as parameters of a sentence, in each language."""
    return {f"doc_{lang}": name for lang, name in catalog.forms[form].about.name.items()}
