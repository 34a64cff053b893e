"""`python -m samples.cards`: make pictures of cards into a folder, each beside its truth."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from samples.cards.generate import CardSample, make


def truth_of(sample: CardSample) -> dict[str, object]:
    """What is true of a sample, as JSON holds it; places in millimetres on the sheet."""
    card = asdict(sample.card)
    dates = {key: str(card[key]) for key in ("born", "issued_on", "expires_on")}
    return {
        "schema": "scanpipe.card-truth/v1",
        "name": sample.name,
        "card": {**card, **dates},
        "sides": sample.sides,
        "device": sample.device,
        "fault": sample.fault,
        "to_picture": sample.picture.transform,
        "places": {key: [r.left, r.top, r.right, r.bottom] for key, r in sample.places.items()},
    }


def save(sample: CardSample, folder: Path) -> Path:
    """The picture and its truth; the picture's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sample.name}.{sample.picture.suffix}"
    path.write_bytes(sample.picture.encoded())
    text = json.dumps(truth_of(sample), ensure_ascii=False, indent=1)
    path.with_suffix(".truth.json").write_text(text, encoding="utf-8")
    return path


def main(
    seed: Annotated[int, typer.Option(help="The same seed makes the same pictures.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    count: Annotated[int, typer.Option(min=1)] = 4,
) -> None:
    """Make cards of nobody."""
    for sample in make(seed, count):
        typer.echo(save(sample, out).name)


if __name__ == "__main__":
    typer.run(main)
