"""`python -m samples`: make samples into a folder, make the small committed set, fetch the handwriting faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samples import fonts
from samples.generate import FORMS_FOLDER, make, save
from samples.small import SMALL_FOLDER, write_small_set
from samples.sources import open_sources
from samples.sources.real import handwriting_lines
from scanpipe.catalog.load import load_catalog

app = typer.Typer(add_completion=False, help="Filled papers made by program, each beside its truth.")


@app.command("make")
def make_command(
    seed: Annotated[int, typer.Option(help="The same seed makes the same samples.")],
    count: Annotated[int, typer.Option(help="How many papers.", min=1)],
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    split: Annotated[str, typer.Option(help="develop or judge.")] = "develop",
    source: Annotated[list[str] | None, typer.Option(help="typeset, retyped or scan; may be repeated.")] = None,
    shared_data: Annotated[Path | None, typer.Option(envvar="SCANPIPE_SHARED_DATA", help="Real blank forms.")] = None,
) -> None:
    """Make samples and their truth."""
    sources = open_sources(source or ["typeset"], shared_data=shared_data)
    lines = handwriting_lines(shared_data) if shared_data else ()
    for sample in make(seed, count, sources=sources, split=split, real_lines=lines):
        save(sample, out)
        typer.echo(f"{sample.truth.name}  {sample.truth.form} {sample.truth.edition}  {sample.truth.pages[0].picture}")


@app.command("small")
def small_command(out: Annotated[Path, typer.Option(help="The folder to write to.")] = SMALL_FOLDER) -> None:
    """Make the small set that stays in the repository."""
    for path in write_small_set(out, load_catalog(FORMS_FOLDER)):
        typer.echo(path.name)


@app.command("fonts")
def fonts_command() -> None:
    """Fetch the handwriting-like faces into the cache."""
    for path in fonts.hand_faces(tuple(fonts.HAND_PACKAGES)):
        typer.echo(path.name)


if __name__ == "__main__":
    app()
