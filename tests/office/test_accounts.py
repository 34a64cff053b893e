"""Accounts of the Center: who may make them, what their owners may do, and what is written down of it."""

import datetime as dt

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.account_errors import AccountError, reasons
from scanpipe.office.accounts import CONSOLE, FIRST_LOGIN, INVITED_FOR, Accounts
from scanpipe.office.errors import LoginError, NotAllowedError
from scanpipe.office.passwords import Passwords
from scanpipe.office.people import EVERY_UNIT, RIGHTS, Actor, Right, Role, rights_of
from scanpipe.store import audit, officers
from tests.office.center import OTHER_UNIT, UNIT, Center

PHRASE = "con mèo leo cây cau"
OTHER_PHRASE = "hỏi thăm chú chuột"


@pytest.fixture
def accounts(center: Center) -> Accounts:
    """The accounts, with hashes that cost next to nothing."""
    return Accounts(center.desk, Passwords(rounds=1, memory_kib=8))


def joined(accounts: Accounts, login: str, *roles: Role, unit: str = UNIT) -> Actor:
    """Somebody with an account and a password."""
    invited = accounts.add(CONSOLE, login=login, name="Lê Thị Thử", unit=unit, roles=roles)
    return accounts.logins.accept(invited.token, PHRASE).actor


def told(center: Center) -> list[tuple[str, str, str | None, str | None]]:
    """The audit: actor, action, about, reason."""
    store = center.desk.store
    with store.database.reading() as session:
        lines = [row.note for row in audit.lines(session, store.keys)]
    return [(note.actor, note.action, note.about, note.reason) for note in lines]


def refused(why: str) -> "pytest.RaisesExc[AccountError]":
    return pytest.raises(AccountError, check=lambda error: error.why == why)


def test_the_first_start_makes_one_administrator_and_one_link(accounts: Accounts) -> None:
    """Whoever starts the server sets the first password; nobody else is told a link."""
    token = accounts.first_administrator()
    assert token
    actor = accounts.logins.accept(token, PHRASE).actor
    assert (actor.login, actor.unit, actor.rights) == (FIRST_LOGIN, EVERY_UNIT, RIGHTS[Role.ADMINISTRATOR])
    assert accounts.first_administrator() is None


def test_a_first_link_that_nobody_used_is_replaced_by_the_next_start(accounts: Accounts) -> None:
    """A lost console does not lock everybody out; the link that was lost opens nothing."""
    lost, found = accounts.first_administrator(), accounts.first_administrator()
    assert lost
    assert found
    with pytest.raises(NotFoundError):
        accounts.logins.accept(lost, PHRASE)
    assert accounts.logins.accept(found, PHRASE).actor.login == FIRST_LOGIN


def test_nobody_is_made_administrator_where_somebody_has_an_account(accounts: Accounts) -> None:
    """Accounts that were made at the console before the first start are enough."""
    accounts.add(CONSOLE, login="hoa", name="Hoa", unit="", roles=["officer"])
    assert accounts.first_administrator() is None


def test_a_link_works_once_and_for_three_days(accounts: Accounts, center: Center) -> None:
    """A forwarded link is worth nothing after its owner used it, nor when it is old."""
    invited = accounts.add(CONSOLE, login="hoa.nguyen", name="Nguyễn Hoa", unit=UNIT, roles=["officer"])
    assert invited.ends_at == center.desk.now() + INVITED_FOR
    assert invited.person.state == "invited"
    assert accounts.logins.invited(invited.token).name == "Nguyễn Hoa"
    accounts.logins.accept(invited.token, PHRASE)
    with pytest.raises(NotFoundError):
        accounts.logins.accept(invited.token, OTHER_PHRASE)
    assert accounts.logins.login("Hoa.Nguyen ", PHRASE).actor.login == "hoa.nguyen"
    late = accounts.add(CONSOLE, login="binh", name="Bình", unit=UNIT, roles=["officer"])
    center.later(days=3)
    with pytest.raises(NotFoundError):
        accounts.logins.invited(late.token)


def test_a_weak_password_leaves_the_link_as_it_was(accounts: Accounts) -> None:
    """Whoever is refused tries again with the same link."""
    invited = accounts.add(CONSOLE, login="hoa", name="Hoa", unit=UNIT, roles=["officer"])
    with refused("password_short"):
        accounts.logins.accept(invited.token, "ngắn quá")
    assert accounts.logins.accept(invited.token, PHRASE).actor.login == "hoa"


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("login", {"login": "Nguyễn Hoa"}),
        ("login", {"login": ""}),
        ("login", {"login": "a" * 81}),
        ("login", {"login": "../etc"}),
        ("login_taken", {"login": "HOA"}),
        ("name", {"name": "  "}),
        ("name", {"name": "N" * 81}),
        ("name", {"name": "Hoa\x00"}),
        ("unit", {"unit": "x" * 81}),
        ("roles", {"roles": []}),
        ("roles", {"roles": ["officer", "king"]}),
    ],
)
def test_what_an_account_cannot_be(accounts: Accounts, why: str, changes: dict[str, object]) -> None:
    """Each refusal names what is to be mended, in a sentence."""
    accounts.add(CONSOLE, login="hoa", name="Hoa", unit=UNIT, roles=["officer"])
    with refused(why) as caught:
        accounts.add(CONSOLE, **{"login": "binh", "name": "Bình", "unit": UNIT, "roles": ["officer"]} | changes)  # type: ignore[arg-type]
    assert str(caught.value).endswith(".")
    assert why in reasons()
    assert [person.login for person in accounts.people(CONSOLE)] == ["hoa"]


def test_roles_hold_from_the_next_click_on(accounts: Accounts) -> None:
    """A session does not remember what somebody was allowed when it began."""
    joined(accounts, "hoa", Role.OFFICER)
    token = accounts.logins.login("hoa", PHRASE).token
    accounts.set_roles(CONSOLE, "hoa", [Role.AUDITOR])
    actor = accounts.sessions.actor(token)
    assert actor
    assert actor.rights == RIGHTS[Role.AUDITOR]


def test_a_reset_ends_password_sessions_and_the_tie_to_the_provider(accounts: Accounts) -> None:
    """Whoever has taken an account over is out."""
    joined(accounts, "hoa", Role.OFFICER)
    accounts.logins.by_provider("f" * 64, ["hoa"])
    token = accounts.logins.login("hoa", PHRASE).token
    invited = accounts.reset(CONSOLE, "hoa")
    assert accounts.sessions.actor(token) is None
    assert invited.person.state == "invited"
    with pytest.raises(LoginError):
        accounts.logins.login("hoa", PHRASE)
    accounts.logins.accept(invited.token, OTHER_PHRASE)
    assert accounts.logins.login("hoa", OTHER_PHRASE).actor.login == "hoa"


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(accounts: Accounts) -> None:
    """Closing keeps who they were: the audit goes on naming them."""
    joined(accounts, "hoa", Role.OFFICER)
    token = accounts.logins.login("hoa", PHRASE).token
    assert accounts.close(CONSOLE, "hoa").state == "closed"
    assert accounts.sessions.actor(token) is None
    with pytest.raises(LoginError):
        accounts.logins.login("hoa", PHRASE)
    with refused("closed"):
        accounts.reset(CONSOLE, "hoa")
    assert accounts.reopen(CONSOLE, "hoa").state == "active"
    assert accounts.logins.login("hoa", PHRASE).actor.login == "hoa"


def test_a_link_of_a_closed_account_opens_nothing(accounts: Accounts) -> None:
    """Who leaves before their first day stays outside."""
    invited = accounts.add(CONSOLE, login="hoa", name="Hoa", unit=UNIT, roles=["officer"])
    accounts.close(CONSOLE, "hoa")
    accounts.reopen(CONSOLE, "hoa")
    with pytest.raises(NotFoundError):
        accounts.logins.accept(invited.token, PHRASE)


def test_the_last_administrator_cannot_be_lost(accounts: Accounts) -> None:
    """Somebody must be left who can let others in."""
    joined(accounts, "an", Role.ADMINISTRATOR, unit=EVERY_UNIT)
    for attempt in (lambda: accounts.close(CONSOLE, "an"), lambda: accounts.set_roles(CONSOLE, "an", ["officer"])):
        with refused("last_administrator"):
            attempt()
    joined(accounts, "minh", Role.ADMINISTRATOR, unit=EVERY_UNIT)
    assert accounts.close(CONSOLE, "an").state == "closed"


def test_an_administrator_keeps_the_accounts_of_their_own_center(accounts: Accounts) -> None:
    """Another Center's people are not there at all, and nobody makes somebody who sees more than they do."""
    mine = joined(accounts, "an", Role.ADMINISTRATOR)
    joined(accounts, "xa", Role.OFFICER, unit=OTHER_UNIT)
    assert [person.login for person in accounts.people(mine)] == ["an"]
    for attempt in (accounts.reset, accounts.close, accounts.reopen):
        with refused("unknown"):
            attempt(mine, "xa")
    with refused("unknown"):
        accounts.set_roles(mine, "xa", ["lead"])
    for unit in (OTHER_UNIT, EVERY_UNIT, ""):
        with refused("unit"):
            accounts.add(mine, login="moi", name="Mới", unit=unit, roles=["officer"])
        with refused("unit"):
            accounts.keys.make(mine, name="Một cửa", unit=unit, scopes=["dossiers:read"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_keep_accounts(accounts: Accounts, role: Role) -> None:
    """Every other role is refused by every verb."""
    actor = joined(accounts, "hoa", role)
    attempts = (
        lambda: accounts.people(actor),
        lambda: accounts.add(actor, login="b", name="B", unit=UNIT, roles=["officer"]),
        lambda: accounts.set_roles(actor, "hoa", ["administrator"]),
        lambda: accounts.reset(actor, "hoa"),
        lambda: accounts.close(actor, "hoa"),
        lambda: accounts.reopen(actor, "hoa"),
        lambda: accounts.keys.make(actor, name="K", unit=UNIT, scopes=["dossiers:read"]),
        lambda: accounts.keys.every(actor),
        lambda: accounts.keys.revoke(actor, "key_1"),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowedError, match="accounts:manage"):
            attempt()


def test_roles_add_up_and_no_administrator_reads_dossiers() -> None:
    """The matrix of roles and rights, as product and law want it: who keeps accounts sees no papers."""
    assert rights_of(["officer", "auditor"]) == RIGHTS[Role.OFFICER] | RIGHTS[Role.AUDITOR]
    reads = {role for role in Role if Right.READ in RIGHTS[role]}
    assert reads == {Role.OFFICER, Role.LEAD}
    assert {role for role in Role if Right.ACCOUNTS in RIGHTS[role]} == {Role.ADMINISTRATOR}
    assert {role for role in Role if Right.PUBLISH in RIGHTS[role]} == {Role.PUBLISHER}
    assert {role for role in Role if Right.STEER in RIGHTS[role]} == {Role.LEAD}
    assert {role for role in Role if Right.AUDIT in RIGHTS[role]} == {Role.LEAD, Role.AUDITOR}
    assert frozenset().union(*RIGHTS.values()) == frozenset(Right)


def test_everything_is_written_down_without_names(accounts: Accounts, center: Center) -> None:
    """Who did what to which account, when; never what people are called or typed."""
    accounts.add(CONSOLE, login="hoa", name="Nguyễn Thị Hoa", unit=UNIT, roles=["officer"])
    accounts.set_roles(CONSOLE, "hoa", ["lead", "officer"])
    accounts.close(CONSOLE, "hoa")
    accounts.reopen(CONSOLE, "hoa")
    token = accounts.reset(CONSOLE, "hoa").token
    accounts.logins.accept(token, PHRASE)
    (hoa,) = accounts.people(CONSOLE)
    assert told(center) == [
        ("console", "officer_added", f"{hoa.id} officer", None),
        ("console", "role_changed", f"{hoa.id} officer → officer,lead", None),
        ("console", "officer_closed", hoa.id, None),
        ("console", "officer_reopened", hoa.id, None),
        ("console", "officer_reset", hoa.id, None),
        (hoa.id, "password_set", hoa.id, None),
        (hoa.id, "logged_in", hoa.id, "password_set"),
    ]
    store = center.desk.store
    with store.database.reading() as session:
        assert audit.verify(session, store.keys).broken_at is None


def test_the_longest_change_of_roles_fits_into_its_line(accounts: Accounts, center: Center) -> None:
    """Every role before and after, in the 200 letters that the audit has for it."""
    accounts.add(CONSOLE, login="hoa", name="Hoa", unit=UNIT, roles=list(Role))
    accounts.set_roles(CONSOLE, "hoa", list(Role))
    about = told(center)[-1][2]
    assert about
    assert len(about) <= 200


def test_names_are_sealed_and_wishes_are_kept(accounts: Accounts, center: Center) -> None:
    """The table holds no readable name; how somebody wants their keys is theirs alone."""
    hoa = joined(accounts, "hoa", Role.OFFICER)
    assert accounts.wishes(hoa) == {}
    accounts.set_wishes(hoa, {"keys_off": True, "keys": {"next": "l"}})
    assert accounts.wishes(hoa) == {"keys_off": True, "keys": {"next": "l"}}
    with center.desk.store.database.reading() as session:
        row = officers.by_login(session, center.desk.store.keys, "hoa")
    assert row
    assert row.name == "Lê Thị Thử"
    assert "Thử" not in repr(row)
    plain = (center.folder / "data" / "scanpipe.sqlite").read_bytes()
    assert "Lê Thị Thử".encode() not in plain
    assert PHRASE.encode() not in plain


def test_keys_open_what_their_scopes_say_and_nothing_more(accounts: Accounts, center: Center) -> None:
    """A program is an actor of its Center with its scopes as rights; its key is told once and kept as a hash."""
    an = joined(accounts, "an", Role.ADMINISTRATOR)
    made = accounts.keys.make(an, name="Một cửa điện tử", unit=UNIT, scopes=["dossiers:read", "dossiers:export"])
    actor = accounts.keys.actor(made.secret)
    assert actor
    assert actor.program
    assert (actor.id, actor.unit) == (made.row.id, UNIT)
    assert actor.rights == {Right.READ, Right.EXPORT}
    assert not actor.sees(OTHER_UNIT)
    with pytest.raises(NotAllowedError):
        actor.need(Right.REVIEW)
    assert accounts.keys.actor(made.secret + "x") is None
    assert accounts.keys.actor(made.row.id) is None
    assert made.secret.encode() not in (center.folder / "data" / "scanpipe.sqlite").read_bytes()
    assert accounts.keys.every(an)[0].used_at == center.desk.now()
    accounts.keys.revoke(an, made.row.id)
    assert accounts.keys.actor(made.secret) is None
    assert [line[1] for line in told(center)][-2:] == ["key_made", "key_revoked"]


@pytest.mark.parametrize("scopes", [[], ["dossiers:burn"], ["dossiers:read", ""]])
def test_a_key_has_scopes_that_exist(accounts: Accounts, scopes: list[str]) -> None:
    """A misspelled scope is told, not dropped."""
    with refused("scopes"):
        accounts.keys.make(CONSOLE, name="K", unit=UNIT, scopes=scopes)


def test_a_key_of_another_center_is_not_there(accounts: Accounts) -> None:
    """It is neither listed nor revoked by an administrator elsewhere."""
    an = joined(accounts, "an", Role.ADMINISTRATOR)
    made = accounts.keys.make(CONSOLE, name="K", unit=OTHER_UNIT, scopes=["dossiers:read"])
    assert accounts.keys.every(an) == ()
    with refused("unknown"):
        accounts.keys.revoke(an, made.row.id)
    assert accounts.keys.actor(made.secret)


def test_the_clock_is_that_of_the_desk(accounts: Accounts, center: Center) -> None:
    """Below the doors nothing else tells the time."""
    joined(accounts, "hoa", Role.OFFICER)
    (hoa,) = accounts.people(CONSOLE)
    assert hoa.seen_at == dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC) == center.desk.now()
