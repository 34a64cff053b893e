"""What stands in tables: findings, problems, and the schema of the report. Public."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.etags import PUBLIC
from api.problem_table import KINDS
from api.v1 import examples
from api.v1.described import described
from api.v1.route import V1Route
from api.v1.tables import FindingKind, FindingKinds, ProblemKind, ProblemKinds, Wording
from scanpipe.findings import FINDINGS
from scanpipe.report.json import schema

router = APIRouter(route_class=V1Route, tags=["reference"])


@router.get("/findings", summary="All findings", **described(examples.FINDING_KINDS))
def findings(response: Response) -> FindingKinds:
    """Every finding that a report can hold, with its words."""
    response.headers["Cache-Control"] = PUBLIC
    return FindingKinds(
        findings=[
            FindingKind(
                code=code,
                severity=entry.severity.value,
                action=entry.action,
                vi=Wording(title=entry.vi.title, fix=entry.vi.fix),
                en=Wording(title=entry.en.title, fix=entry.en.fix),
            )
            for code, entry in FINDINGS.items()
        ]
    )


@router.get("/problems", summary="All problems", **described(examples.PROBLEM_KINDS))
def problems(response: Response) -> ProblemKinds:
    """Every error that this service answers with; each `type` is the address of a page that explains it."""
    response.headers["Cache-Control"] = PUBLIC
    return ProblemKinds(
        problems=[
            ProblemKind(code=kind.code, type=f"/problems/{kind.slug}", status=kind.status, title=kind.title)
            for kind in KINDS.values()
        ]
    )


@router.get(
    "/schemas/report.v1.json",
    summary="The schema of the report",
    response_class=Response,
    **described(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
        media_type="application/schema+json",
    ),
)
def report_schema(request: Request) -> Response:
    """The JSON Schema (2020-12) that every report.json validates against."""
    return JSONResponse(schema(), headers={"Cache-Control": PUBLIC}, media_type="application/schema+json")
