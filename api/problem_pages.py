"""The page behind the `type` of a problem: what it means, in both languages, for whoever follows the link."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.problem_table import Kind, example, of_slug
from api.problems import RefusedError

router = APIRouter()

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Giải thích thông báo: {title}</title>
{style}</head>
<body>
<main>
<h1>Giải thích thông báo</h1>
<p lang="en">What this message means</p>
{kinds}
<p><a href="/">Về trang đầu</a> · <a href="/" lang="en">To the start page</a></p>
</main>
</body>
</html>
"""
_STYLE = '<link rel="stylesheet" href="/static/now/app.css">\n'
"""The style of the pages for people, where they are installed."""
_KIND = """<section>
<h2>{vi_t}</h2>
<p>{vi_f}</p>
<p lang="en">{en_t} {en_f}</p>
<p><code>{code}</code> · HTTP {status}</p>
</section>"""


@router.get("/problems/{slug}", include_in_schema=False)
def problem_page(request: Request, slug: str) -> HTMLResponse:
    """What the problem of that name means and what to do. 404 for a name that nobody uses."""
    kinds = of_slug(slug)
    if not kinds:
        raise RefusedError("request.not_found")
    title = escape(example(kinds[0].code)["vi"].t)
    style = _STYLE if request.app.state.error_page else ""
    page = _PAGE.format(title=title, style=style, kinds="\n".join(_told(kind) for kind in kinds))
    return HTMLResponse(page, headers={"Cache-Control": "public, max-age=3600"})


def _told(kind: Kind) -> str:
    words = example(kind.code)
    return _KIND.format(
        vi_t=escape(words["vi"].t),
        vi_f=escape(words["vi"].f),
        en_t=escape(words["en"].t),
        en_f=escape(words["en"].f),
        code=escape(kind.code),
        status=kind.status,
    )
