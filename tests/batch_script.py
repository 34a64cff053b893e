"""The work of a batch as a script that worker processes can import: the first file of a dossier says what happens."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from scanpipe.batch.dossier import Dossier
from scanpipe.errors import UploadError

AS_OF = "2026-11-23"
ASKED = {"as_of": AS_OF, "scanpipe": "0.1.0", "forms": "sha256:0", "procedure": None}
SECRET = "NGUYỄN THỊ BÍ MẬT"


@dataclass(frozen=True, slots=True)
class Script:
    """Writes down each attempt in `log` (name and process), then does what the first file says, and reports."""

    log: Path
    pause_s: float = 0.0
    verdict: str = "submit"

    def __call__(self, dossier: Dossier, folder: Path) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{dossier.name} {os.getpid()}\n")
        time.sleep(self.pause_s)
        match dossier.files[0].read_text(encoding="utf-8"):
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "crash once" if self.attempts().count(dossier.name) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            case "fail":
                raise ValueError(SECRET)
            case "refuse":
                raise UploadError("file.corrupt", "a.txt: cannot be opened.", name="a.txt")
            case "sleep":
                time.sleep(60)
            case "nothing":
                return
        folder.mkdir(parents=True)
        (folder / "report.html").write_text("…", encoding="utf-8")
        (folder / "report.json").write_text(json.dumps(self.report(dossier)), encoding="utf-8")

    def report(self, dossier: Dossier) -> dict[str, object]:
        """What a batch looks at in a report about those files."""
        return {
            "schema": "scanpipe.report/v1",
            "verdict": self.verdict,
            "as_of": AS_OF,
            "made_with": {"scanpipe": "0.1.0", "seconds": 0.25},
            "files": [{"name": p.name, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in dossier.files],
            "pages": [{}],
            "documents": [],
            "findings": [],
        }

    def attempts(self) -> list[str]:
        """The names of the dossiers that were tried, one for each time."""
        return [line.split()[0] for line in self._lines()]

    def processes(self) -> set[int]:
        """The processes that tried."""
        return {int(line.split()[1]) for line in self._lines()}

    def _lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
