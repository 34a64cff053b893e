"""How the tests review: decisions as a careful officer takes them, one by one."""

from scanpipe.office.people import Actor
from scanpipe.office.review import Reviews
from scanpipe.office.views import Certainty, Point, PointState, ReviewView

LOOKED_MS = 900


def point_of(view: ReviewView, key: str) -> Point:
    """The point to look at that is about a field, else the one that is only listed."""
    return next(p for p in (*view.points, *view.fields) if p.key == key)


def accept_all_but_faults(reviews: Reviews, actor: Actor, check_id: str) -> ReviewView:
    """Look at every open point and accept it; what must be put right stays."""
    view = reviews.open(actor, check_id)
    for point in view.points:
        if point.state is PointState.OPEN and point.certainty is not Certainty.MUST:
            view = reviews.decide(actor, check_id, point.id, "accept", seen_ms=LOOKED_MS)
    return view


def settle(reviews: Reviews, actor: Actor, check_id: str) -> ReviewView:
    """Accept what may be accepted, and set every fault aside with a reason."""
    view = accept_all_but_faults(reviews, actor, check_id)
    for point in view.points:
        if point.certainty is Certainty.MUST and point.state is PointState.OPEN:
            view = reviews.decide(actor, check_id, point.id, "override", reason="original_seen")
    return view
