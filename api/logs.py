"""
Logs as lines of JSON on stderr: ids, codes and times, never what people wrote.

A path is logged as its template, a failure as its class and place. Messages of other libraries keep their template
but lose what was put into it, because that may be anything.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

_OWN = structlog.stdlib.ProcessorFormatter
_QUIET = ("uvicorn.access", "sse_starlette", "python_multipart", "multipart", "asyncio")


def configure(stream: TextIO | None = None) -> None:
    """
    Send every log line of this process to `stream` (stderr) as JSON.

    Start uvicorn with `log_config=None, access_log=False`: its own configuration would take the handlers back.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _OWN.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        _OWN(
            foreign_pre_chain=[
                _bare,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[_OWN.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("uvicorn.access").disabled = True


def _bare(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What another library says, without what it says it about, and without the text of an exception."""
    record: logging.LogRecord | None = event.get("_record")
    event.pop("exc_info", None)
    event.pop("exception", None)
    if record is not None:
        error = record.exc_info[1] if record.exc_info else None
        event["event"] = str(record.msg) if record.args else _plain(record.msg)
        event["logger"] = record.name
        if error is not None:
            event["error"] = type(error).__name__
        # The renderer would add the traceback of the record, which ends with the exception's text.
        record.exc_info = None
        record.exc_text = None
    return event


def _plain(message: object) -> str:
    """The first words of a message that was put together before it came here: enough to find it in the code."""
    words = str(message).split()
    return " ".join(words[:4])
