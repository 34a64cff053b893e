"""
cross.authority_missing: somebody else signs, and no paper says that they may.

What it checks   on forms that say for whom the signer acts (`acts_for` of people:), whether the signer is one of those;
                 only where the procedure needs an authorisation for a proxy.
Why it matters   a stranger's signature moves nobody's rights.
How to fix       add the authorisation, or what shows the kinship where that is enough.

Whether it is needed at all is for the procedure to say, and for the form: grandparents may register a birth without
one (`kin_need_none`). Elsewhere a signer who calls themselves kin is only asked, and who is not surely somebody else is
left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from scanpipe.catalog import Catalog
from scanpipe.cross import names, who
from scanpipe.cross.differences import Pair
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import READ, Person, people_of
from scanpipe.cross.slips import ASKED
from scanpipe.model import Document, Finding
from scanpipe.validators.spelling import fold

AUTHORISATION = "authorisation"
_KIN = frozenset(
    {"ong", "ba", "cha", "bo", "me", "con", "vo", "chong", "anh", "chi", "em", "chau", "chu", "bac", "co", "di", "cau"}
    | {"mo", "thim", "duong", "ma", "u", "cu", "noi", "ngoai", "dau", "re", "ban", "than", "minh", "toi"}
    | {"giam", "dien"}
)
"""
Words by which somebody says to be kin, the person themselves ("bản thân"), or their guardian or representative by law
("giám hộ", "đại diện"), without marks. None of them needs an authorisation for certain.
"""
_SURE = 0.8


def authority_missing(
    documents: Sequence[Document],
    catalog: Catalog,
    *,
    present: Collection[str],
    needed: bool | None,
    kind_names: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Finding]:
    """
    One finding for every paper that somebody signed for others without an authorisation among the papers.

    `present` are the kinds of the supporting papers of the dossier; `needed` is whether its procedure requires an
    authorisation for a proxy: only True ever finds anything.
    """
    if needed is not True or AUTHORISATION in present:
        return []
    people = [p for i, d in enumerate(documents) for p in people_of(d, i, catalog, kind_names or {})]
    return [finding for person in people if person.spec.acts_for for finding in _acting(person, people)]


def _acting(signer: Person, people: Sequence[Person]) -> Iterator[Finding]:
    owners = [p for p in people if p.document == signer.document and p.role in signer.spec.acts_for and p.known]
    if signer.name is None or not owners or any(not _another(signer, owner) for owner in owners):
        return
    owner = owners[0]
    name = owner.name.value if owner.name else ""
    sure = min(signer.name.sure, *(p.name.sure for p in owners if p.name))
    said = signer.relationship
    kin = said is not None and bool(_KIN & {*fold(said.value).split()})
    if signer.spec.kin_need_none and (kin or said is None or said.sure < READ):
        return
    if kin or said is None or said.sure < READ:
        sure = min(sure, ASKED)
    yield Pair(signer, owner).finding("cross.authority_missing", signer.name, sure, owner=name)


def _another(signer: Person, owner: Person) -> bool:
    """Whether the signer is surely not this owner."""
    if signer.name is None or owner.name is None or min(signer.name.sure, owner.name.sure) < _SURE:
        return False
    different = names.compare(signer.name, owner.name).likeness <= Likeness.WORD
    return different and who.likeness(signer, owner) < who.ENOUGH
