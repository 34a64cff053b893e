"""`scanpipe serve`: everything on one machine, with nothing to configure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanpipe.console.terminal import complain, settings_of_this_machine, told_errors


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets phones in the same network in.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8080,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="How many dossiers are examined at once.")] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Where database and sealed files are kept.")] = None,
    forms: Annotated[Path | None, typer.Option(metavar="DIR", help="The catalogue of forms.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with sample dossiers of invented people.")] = False,
) -> None:
    """Start the service for citizens and print its address."""
    with told_errors():
        from api.server import serve_forever

        changes = {"workers": workers, "data_dir": data, "forms_dir": forms}
        settings = settings_of_this_machine().model_copy(update={k: v for k, v in changes.items() if v is not None})
        serve_forever(settings, host, port, demo=demo, tell=complain)
