"""
How well cards are read: the way of a page from its file to a `Card`, over fresh cards, counted.

    python -m samples.cards.measure --seed 11 --count 8 --device scan250

Reading the words of a page takes ten times as long as reading its card. `--given-words` takes them from the truth, put
where they stand on the straightened page: many more cards, and everything but the gate is measured the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from samples.cards.generate import CardSample, Device, make
from scanpipe.cards.card import Card
from scanpipe.cards.content import parse
from scanpipe.cards.reading import looks_like_card, read_card
from scanpipe.imaging.close_up import close_up
from scanpipe.imaging.load import Limits, SourcePage, load_pages
from scanpipe.imaging.sheet import take_apart
from scanpipe.imaging.straighten import Straightened, straighten
from scanpipe.imaging.turns import turned_further
from scanpipe.model import Rect, Source, UploadFile, Word
from scanpipe.ocr.engine import OcrEngine, engine
from scanpipe.settings import Settings
from scanpipe.words import read_words

CLOSE_PX_PER_MM = 400 / 25.4


@dataclass(slots=True)
class Tally:
    """Counts over cards; `misses` names what went wrong, `seconds` is the time in `read_card` alone, card by card."""

    cards: int = 0
    gated: int = 0
    codes: int = 0
    codes_read: int = 0
    zones: int = 0
    zones_read: int = 0
    zones_exact: int = 0
    wrong_values: int = 0
    conflicts: int = 0
    misses: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A sample after its way through the line: its card, whether the gate let it through, seconds in `read_card`."""

    card: Card | None
    gated: bool
    seconds: float
    words: tuple[Word, ...]


def see(sample: CardSample, reader: OcrEngine, *, given_words: bool = False) -> SeenCard:
    """The card of a sample as the line reads it; `given_words` spares the engine the words of the page."""
    limits = Limits.of(Settings.model_construct())
    upload = UploadFile(f"{sample.name}.{sample.picture.suffix}", sample.picture.encoded())
    source = next(p for p in load_pages(upload, limits) if isinstance(p, SourcePage))
    straight = straighten(source.image)
    straight, words = _with_given_words(straight, sample) if given_words else _upright(straight, reader)
    gated = looks_like_card(words)
    begin = time.perf_counter()
    page_mm = straight.width_mm, straight.height_mm
    card = read_card(
        straight.image,
        words,
        straight.image.shape[1] / straight.width_mm,
        reader,
        closer=lambda place: close_up(source.image, straight.to_upload, page_mm, place, CLOSE_PX_PER_MM),
    )
    return SeenCard(card, gated, time.perf_counter() - begin, words)


def _upright(straight: Straightened, reader: OcrEngine) -> tuple[Straightened, tuple[Word, ...]]:
    """The page the way up that reads best, as the line sets it where the lines of print leave that open."""
    words = read_words(take_apart(straight.image, straight.width_mm, straight.height_mm), reader)
    if _legible(words) >= 0.6:
        return straight, words
    other = turned_further(straight, 180)
    again = read_words(take_apart(other.image, other.width_mm, other.height_mm), reader)
    return (other, again) if _legible(again) > _legible(words) else (straight, words)


def _with_given_words(straight: Straightened, sample: CardSample) -> tuple[Straightened, tuple[Word, ...]]:
    """The page truly upright, and the truth's words where they stand on it."""
    top, bottom = np.array([105.0, 20.0]), np.array([105.0, 277.0])
    for turn_deg in (0, 90, 180, 270):
        page = turned_further(straight, turn_deg) if turn_deg else straight
        a, b = (_on_page(point, page, sample) for point in (top, bottom))
        if b[1] - a[1] > abs(b[0] - a[0]):
            break
    words = []
    for word in sample.words:
        r = word.rect
        corners = [_on_page(np.array(p), page, sample) for p in ((r.left, r.top), (r.right, r.bottom))]
        xs, ys = sorted(float(c[0]) for c in corners), sorted(float(c[1]) for c in corners)
        words.append(replace(word, rect=Rect(xs[0], ys[0], xs[1], ys[1])))
    return page, tuple(words)


def _on_page(point_mm: NDArray[np.float64], page: Straightened, sample: CardSample) -> NDArray[np.float64]:
    """A point of the sheet in millimetres of the straightened page."""
    height, width = sample.picture.pixels.shape[:2]
    x, y, w = sample.picture.to_picture @ np.array([*point_mm, 1.0])
    share = np.linalg.inv(np.asarray(page.to_upload)) @ np.array([x / w / width, y / w / height, 1.0])
    return np.array([share[0] / share[2] * page.width_mm, share[1] / share[2] * page.height_mm])


def _legible(words: Sequence[Word]) -> float:
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def measure(samples: Iterable[CardSample], reader: OcrEngine, *, given_words: bool = False) -> Tally:
    """Every sample read and held against its truth."""
    tally = Tally()
    for sample in samples:
        seen = see(sample, reader, given_words=given_words)
        tally.cards += 1
        tally.gated += seen.gated
        tally.seconds.append(seen.seconds)
        _count(tally, sample, seen.card)
    return tally


def _count(tally: Tally, sample: CardSample, card: Card | None) -> None:
    told = card.told if card else ()
    code = parse(sample.card.qr or "")
    if "qr" in sample.places and code is not None:
        tally.codes += 1
        read = any(v.source is Source.QR and v.key == "personal_id" and v.text == code.number for v in told)
        tally.codes_read += read
        if not read:
            tally.misses.append(f"{sample.name} {sample.device}: code not read")
    if "mrz" in sample.places:
        tally.zones += 1
        zone = {v.key: v for v in told if v.source is Source.MRZ}
        holds = bool(zone) and card is not None and not card.wrong
        exact = holds and zone["personal_id"].text == sample.card.number
        tally.zones_read += holds
        tally.zones_exact += exact
        if not exact:
            tally.misses.append(f"{sample.name} {sample.device}: zone not read")
    truth = {
        "personal_id": sample.card.number,
        "date_of_birth": f"{sample.card.born:%d/%m/%Y}",
        "expires_on": f"{sample.card.expires_on:%d/%m/%Y}",
        "issued_on": f"{sample.card.issued_on:%d/%m/%Y}",
        "sex": sample.card.sex,
    }
    if sample.fault is None and card is not None:
        wrong = [k for k, v in card.values.items() if k in truth and v.text != truth[k] and v.confidence >= 0.5]
        tally.wrong_values += len(wrong)
        tally.conflicts += len(card.conflicts)
        tally.misses += [f"{sample.name} {sample.device}: {k} is wrong" for k in wrong]
        tally.misses += [f"{sample.name} {sample.device}: false conflict in {c.key}" for c in card.conflicts]


def main(
    seed: Annotated[int, typer.Option(help="Fresh for judging.")],
    count: Annotated[int, typer.Option(min=1)] = 8,
    device: Annotated[str, typer.Option(help="scan250, scan300 or photo.")] = "scan250",
    given_words: Annotated[bool, typer.Option(help="Take the words of the page from the truth.")] = False,
) -> None:
    """Count over fresh cards, and print."""
    kinds: dict[str, Device] = {"scan250": "scan250", "scan300": "scan300", "photo": "photo"}
    tally = measure(make(seed, count, device=kinds[device]), engine("pytesseract", 60.0), given_words=given_words)
    usual, worst = sorted(tally.seconds)[len(tally.seconds) // 2], max(tally.seconds)
    typer.echo(
        f"{device}: codes {tally.codes_read}/{tally.codes}, zones {tally.zones_exact}/{tally.zones}, "
        f"let through {tally.gated}/{tally.cards}, wrong values {tally.wrong_values}, false conflicts "
        f"{tally.conflicts}; {usual:.2f} s usual, {worst:.2f} s worst"
    )
    for miss in tally.misses:
        typer.echo(f"  {miss}")


if __name__ == "__main__":
    typer.run(main)
