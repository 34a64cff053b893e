"""Whatever is sent, the document is kept: no failure of ours, and every answer as it was promised."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from api.app import create_app
from scanpipe.model import UploadFile
from scanpipe.settings import Settings
from tests.api.desk import JPEG, Desk

DESK = Desk()
APP = create_app(Settings(max_file_mb=1), DESK, limited=False, pages=False)
APP.state.longest_stream_s, APP.state.patience_s = 0.02, 0.02
SCHEMA = schemathesis.openapi.from_dict(APP.openapi())
SCHEMA.app = APP


def _check() -> tuple[str, str]:
    """A check with one page that was examined; a new one when the last was erased."""
    if not DESK.views:
        new = DESK.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
        key = DESK.open(new.id, new.token)
        DESK.consent(key)
        DESK.add(key, [UploadFile("a.jpg", JPEG)])
    check_id = next(iter(DESK.views))
    return check_id, DESK.tokens[check_id]


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_is_kept(case: schemathesis.Case) -> None:
    """Statuses, types and bodies of the answers are those of the document."""
    check_id, token = _check()
    if "check" in case.path_parameters:
        case.path_parameters["check"] = check_id
    if "page" in case.path_parameters:
        case.path_parameters["page"] = "pg_0"
    if "finding" in case.path_parameters:
        case.path_parameters["finding"] = "f_5b1c09aa7e42"
    case.headers["Authorization"] = f"Bearer {token}"
    # A key that was used before with another body is refused, as it has to be.
    case.headers.pop("Idempotency-Key", None)
    # Who shows a wrong token is told 404, so that nobody learns what exists; the check wants 401.
    # A schema cannot say which procedures there are, nor what a photo is.
    told = case.call_and_validate(excluded_checks=[ignored_auth, positive_data_acceptance])
    assert told.status_code < 500, told.text
