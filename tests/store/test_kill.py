"""A server that is killed at any moment leaves a store that opens, with nothing half done."""

import datetime as dt
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from scanpipe.store import artefacts, events
from scanpipe.store.erase import Retention, erase_due
from scanpipe.store.opening import open_store
from scanpipe.store.tables import Artefact, Dossier, File

BUSY = """
import datetime as dt, hashlib, sys
from pathlib import Path
from scanpipe.store import checks, erase, events, files, ids
from scanpipe.store.erase import Retention, erase_due
from scanpipe.store.opening import open_store
from scanpipe.store.rows import NewCheck, NewEvent

store, now = open_store(Path(sys.argv[1])), dt.datetime.now(dt.UTC)
print("open", flush=True)
for n in range(10**6):
    with store.database.writing() as session:
        check, _ = checks.create(session, NewCheck(), now=now)
    for m in range(3):
        data = b"%d %d " % (n, m) * 5000
        blob = ids.new_blob_key(check.id, "original")
        store.blobs.put(blob, data)
        new = files.NewFile(ids.new_file_id(), "a.jpg", hashlib.sha256(data).hexdigest(), len(data), blob)
        with store.database.writing() as session:
            page = files.add_file(session, store.keys, check.id, new, now=now).pages[0]
            events.tell(session, check.id, NewEvent("page.received", {"page_id": page.id}), now=now)
            checks.want(session, check.id, now=now)
    if n % 3 == 2:
        erase.erase(store, check.id, now=now)
"""


@pytest.mark.slow
def test_a_killed_server_leaves_nothing_half_done(tmp_path: Path) -> None:
    """Killed three times: each file has its bytes, each event its number, orphans are swept, erasures are finished."""
    moments = random.Random(20261125)
    for _ in range(3):
        command = [sys.executable, "-c", BUSY, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == b"open\n"
            time.sleep(moments.uniform(0.1, 0.8))
            server.kill()
        _look(tmp_path)


def _look(folder: Path) -> None:
    store = open_store(folder)
    with store.database.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        # Of what was being erased the rows may be there and the bytes gone: the erasure is finished below.
        kept = select(File).join(Dossier, Dossier.id == File.check_id).where(Dossier.deleted_at.is_(None))
        files = session.scalars(kept).all()
        assert session.scalars(select(File)).all()
        for file in files:
            assert len(store.blobs.get(file.blob)) == file.size
        for check in session.scalars(select(Dossier).where(Dossier.deleted_at.is_(None))):
            told = [event.seq for event in events.since(session, check.id, 0)]
            assert told == list(range(1, check.wanted + 1))
    now = dt.datetime.now(dt.UTC)
    erase_due(store, now=now, retention=Retention())
    artefacts.sweep(store.database, store.blobs, now=now + 2 * artefacts.GRACE)
    with store.database.reading() as session:
        assert session.scalars(select(Dossier.id).where(Dossier.deleted_at.is_not(None))).all() == []
        assert {stored.key for stored in store.blobs.stored()} == set(session.scalars(select(Artefact.key)))
    store.close()
