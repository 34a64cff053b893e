"""Logging in: what is told to whom fails, when nobody is let in any more, and how long a session lasts."""

import threading
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.account_errors import AccountError
from scanpipe.office.accounts import CONSOLE, Accounts
from scanpipe.office.errors import LoginError
from scanpipe.office.passwords import LONGEST, SHORTEST, Passwords, Weak, weakness
from scanpipe.office.sessions import IDLE
from scanpipe.office.sessions import LONGEST as LONGEST_SESSION
from scanpipe.store import audit
from tests.office.center import UNIT, Center

PHRASE = "con mèo leo cây cau"
OTHER_PHRASE = "hỏi thăm chú chuột"


class Counted(Passwords):
    """Counts the slow work that is done."""

    def __init__(self) -> None:
        self.hashed_times = self.checked_times = 0
        super().__init__(rounds=1, memory_kib=8)
        self.hashed_times = 0

    def hashed(self, password: str) -> str:
        self.hashed_times += 1
        return super().hashed(password)

    def fits(self, password: str, kept: str | None) -> bool:
        self.checked_times += 1
        return super().fits(password, kept)


@dataclass
class Ground:
    """Accounts with one officer, hoa."""

    center: Center
    passwords: Counted = field(default_factory=Counted)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.center.desk, self.passwords)
        invited = self.accounts.add(CONSOLE, login="hoa", name="Hoa", unit=UNIT, roles=["officer"])
        self.first = self.accounts.logins.accept(invited.token, PHRASE)

    def fails(self, login: str = "hoa", password: str = "không phải mật khẩu", times: int = 1) -> None:
        for _ in range(times):
            with pytest.raises(LoginError):
                self.accounts.logins.login(login, password)

    def told(self) -> list[tuple[str, str | None]]:
        """Action and reason of each line of the audit."""
        store = self.center.desk.store
        with store.database.reading() as session:
            return [(row.note.action, row.note.reason) for row in audit.lines(session, store.keys)]


@pytest.fixture
def ground(center: Center) -> Ground:
    return Ground(center)


def test_every_failure_is_the_same_and_costs_the_same(ground: Ground) -> None:
    """Unknown, closed, locked, without password or with another one: one slow check, one line, one error."""
    accounts = ground.accounts
    accounts.add(CONSOLE, login="moi", name="Mới", unit=UNIT, roles=["officer"])
    for login in ("dong", "khoa"):
        invited = accounts.add(CONSOLE, login=login, name="K", unit=UNIT, roles=["officer"])
        accounts.logins.accept(invited.token, PHRASE)
    accounts.close(CONSOLE, "dong")
    ground.fails("khoa", times=5)
    told, costs = set(), set()
    for login, password in (
        ("khong.co", PHRASE),
        ("", ""),
        ("moi", PHRASE),
        ("dong", PHRASE),
        ("khoa", PHRASE),
        ("hoa", OTHER_PHRASE),
    ):
        before = ground.passwords.checked_times, ground.passwords.hashed_times, len(ground.told())
        with pytest.raises(LoginError) as caught:
            accounts.logins.login(login, password)
        told.add((str(caught.value), caught.value.retry_after_s))
        after = ground.passwords.checked_times, ground.passwords.hashed_times, len(ground.told())
        costs.add(tuple(b - a for a, b in zip(before, after, strict=True)))
    assert len(told) == 1
    assert costs == {(1, 0, 1)}
    assert [reason for action, reason in ground.told() if action == "login_failed"][-6:] == [
        "unknown",
        "unknown",
        "password",
        "closed",
        "locked",
        "password",
    ]


def test_what_somebody_typed_is_not_written_down(ground: Ground) -> None:
    """People type their password where their login belongs."""
    ground.fails("mật khẩu của tôi đây", PHRASE)
    store = ground.center.desk.store
    with store.database.reading() as session:
        last = list(audit.lines(session, store.keys))[-1].note
    assert (last.actor, last.about, last.unit, last.detail) == ("nobody", None, "", None)


def test_five_failures_lock_for_a_quarter_of_an_hour_then_for_twice_as_long(ground: Ground) -> None:
    """The right password does not help while it is locked; afterwards it does, and all is forgotten."""
    ground.fails(times=4)
    ground.accounts.logins.login("hoa", PHRASE)
    ground.fails(times=5)
    assert ground.told()[-1] == ("locked", None)
    ground.fails(password=PHRASE)
    ground.center.later(minutes=14, seconds=59)
    ground.fails(password=PHRASE)
    ground.center.later(seconds=1)
    ground.fails()
    ground.center.later(minutes=29)
    ground.fails(password=PHRASE)
    ground.center.later(minutes=1)
    ground.accounts.logins.login("hoa", PHRASE)
    ground.fails(times=4)
    ground.accounts.logins.login("hoa", PHRASE)


def test_no_lock_is_longer_than_four_hours(ground: Ground) -> None:
    """A stranger cannot keep somebody out for days."""
    ground.fails(times=5)
    for _ in range(6):
        ground.center.later(hours=4)
        ground.fails()
    ground.center.later(hours=4)
    assert ground.accounts.logins.login("hoa", PHRASE)


def test_guesses_at_the_same_time_are_counted_one_by_one(ground: Ground) -> None:
    """Twenty at once are five, then a locked door: the twentieth is not let in even with the right password."""
    start = threading.Barrier(8)

    def guess() -> None:
        start.wait()
        ground.fails()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ground.told().count(("login_failed", "password")) == 5
    assert ground.told().count(("login_failed", "locked")) == 3
    ground.fails(password=PHRASE)


def test_a_hash_of_other_parameters_is_renewed_at_the_next_login(ground: Ground) -> None:
    """Stronger parameters reach everybody who logs in, and the password stays what it was."""
    stronger = Accounts(ground.center.desk, Passwords(rounds=2, memory_kib=16))
    stronger.logins.login("hoa", PHRASE)
    store = ground.center.desk.store
    from scanpipe.store import officers

    with store.database.reading() as session:
        row = officers.by_login(session, store.keys, "hoa")
    assert row
    assert row.password_hash
    assert "m=16,t=2,p=1" in row.password_hash
    assert row.password_hash.startswith("$argon2id$")
    assert stronger.logins.login("hoa", PHRASE)


def test_a_session_ends_after_half_an_hour_of_silence(ground: Ground) -> None:
    """Each click counts from anew."""
    sessions, token = ground.accounts.sessions, ground.first.token
    for _ in range(5):
        ground.center.later(minutes=29)
        actor = sessions.actor(token)
        assert actor
        assert actor.login == "hoa"
    ground.center.later(seconds=IDLE.total_seconds())
    assert sessions.actor(token) is None


def test_a_session_ends_after_twelve_hours_whatever_happens(ground: Ground) -> None:
    """Nobody stays logged in overnight."""
    sessions, token = ground.accounts.sessions, ground.first.token
    for _ in range(int(LONGEST_SESSION / IDLE) * 2 - 1):
        ground.center.later(minutes=15)
        assert sessions.actor(token)
    ground.center.later(minutes=15)
    assert sessions.actor(token) is None


def test_a_login_gives_a_new_secret_and_ends_the_one_before(ground: Ground) -> None:
    """Who planted a secret in a browser, or took it, is out when its owner logs in."""
    logins, sessions = ground.accounts.logins, ground.accounts.sessions
    second = logins.login("hoa", PHRASE, old_token=ground.first.token)
    assert second.token != ground.first.token
    assert sessions.actor(ground.first.token) is None
    assert sessions.actor(second.token)
    sessions.end(second.token)
    assert sessions.actor(second.token) is None
    assert ground.told()[-1] == ("logged_out", None)
    sessions.end("nothing")
    assert ground.told()[-1] == ("logged_out", None)


def test_secrets_are_kept_as_hashes_only(ground: Ground) -> None:
    """A copy of the database logs nobody in."""
    assert len(ground.first.token) >= 43
    assert ground.first.token.encode() not in (ground.center.folder / "data" / "scanpipe.sqlite").read_bytes()


def test_somebody_sees_and_ends_their_own_browsers(ground: Ground) -> None:
    """One by one, or all others; never somebody else's."""
    logins, sessions, hoa = ground.accounts.logins, ground.accounts.sessions, ground.first.actor
    invited = ground.accounts.add(CONSOLE, login="binh", name="Bình", unit=UNIT, roles=["officer"])
    other = logins.accept(invited.token, PHRASE)
    second, third = logins.login("hoa", PHRASE), logins.login("hoa", PHRASE)
    mine = sessions.mine(hoa, second.token)
    assert [one.own for one in mine].count(True) == 1
    assert len(mine) == 3
    theirs = sessions.mine(other.actor, other.token)[0].ref
    assert sessions.end_mine(hoa, second.token, theirs) == 0
    own = next(one.ref for one in mine if one.own)
    assert sessions.end_mine(hoa, second.token, own) == 0
    assert sessions.end_mine(hoa, second.token) == 2
    assert sessions.actor(third.token) is None
    assert sessions.actor(second.token)
    assert sessions.actor(other.token)


def test_changing_the_password_asks_for_the_old_one_and_logs_others_out(ground: Ground) -> None:
    """Whoever finds a browser open cannot take the account over."""
    logins, sessions, hoa = ground.accounts.logins, ground.accounts.sessions, ground.first.actor
    elsewhere = logins.login("hoa", PHRASE)
    with pytest.raises(AccountError, match="in use"):
        logins.change(hoa, OTHER_PHRASE, OTHER_PHRASE, old_token=ground.first.token)
    changed = logins.change(hoa, PHRASE, OTHER_PHRASE, old_token=ground.first.token)
    assert sessions.actor(elsewhere.token) is None
    assert sessions.actor(ground.first.token) is None
    assert sessions.actor(changed.token)
    ground.fails(password=PHRASE)
    assert logins.login("hoa", OTHER_PHRASE)


def test_guessing_the_old_password_locks_as_well(ground: Ground) -> None:
    """The page of one's own settings is no way around the lock."""
    for _ in range(5):
        with pytest.raises(AccountError):
            ground.accounts.logins.change(ground.first.actor, "đoán mò thôi mà", OTHER_PHRASE)
    ground.fails(password=PHRASE)


def test_the_provider_lets_in_whom_it_knows_and_makes_no_account(ground: Ground) -> None:
    """The first time by login, from then on by who they are there; nobody takes that place afterwards."""
    logins = ground.accounts.logins
    hoa, somebody = "a" * 64, "b" * 64
    with pytest.raises(LoginError):
        logins.by_provider(somebody, ["khong.co", "x@y.vn"])
    assert [person.login for person in ground.accounts.people(CONSOLE)] == ["hoa"]
    assert logins.by_provider(hoa, ["khong.co", "HOA"]).actor.login == "hoa"
    assert logins.by_provider(hoa, ["ten.khac"]).actor.login == "hoa"
    with pytest.raises(LoginError):
        logins.by_provider(somebody, ["hoa"])
    ground.accounts.close(CONSOLE, "hoa")
    with pytest.raises(LoginError):
        logins.by_provider(hoa, ["hoa"])
    assert ("subject_tied", None) in ground.told()
    assert ground.told()[-1] == ("login_failed", "closed")


def test_a_password_of_letters_with_marks_fits_however_it_is_typed(ground: Ground) -> None:
    """One keyboard composes, the other does not."""
    import unicodedata

    assert ground.accounts.logins.login("hoa", unicodedata.normalize("NFD", PHRASE))


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("mười một kt", Weak.SHORT),
        ("mười hai ký", Weak.SHORT),
        ("mười hai ký.", None),
        ("x" * LONGEST + "y", Weak.LONG),
        ("hoa.nguyen.2026", Weak.LOGIN),
        ("Hoa.Nguyen", Weak.SHORT),
        ("123456789012", Weak.COMMON),
        ("MatKhau123456", Weak.COMMON),
        ("abcabcabcabc", Weak.COMMON),
        ("            ", Weak.COMMON),
        (PHRASE, None),
        ("aB3$aB3$aB3!", None),
    ],
)
def test_what_makes_a_password_weak(password: str, weak: Weak | None) -> None:
    """Length, the login and what everybody takes; no rule says which characters."""
    assert weakness(password, "hoa.nguyen") is weak


@given(st.text(min_size=SHORTEST, max_size=LONGEST // 4))
def test_a_password_fits_itself_and_no_other(password: str) -> None:
    """Whatever people type, in any script."""
    passwords = CHEAP
    kept = passwords.hashed(password)
    assert passwords.fits(password, kept)
    assert not passwords.fits(password + "x", kept)
    assert not passwords.fits(password, None)
    assert not passwords.is_old(kept)


CHEAP = Passwords(rounds=1, memory_kib=8)


def test_a_kept_hash_that_is_none_lets_nobody_in() -> None:
    """A damaged row is a failure, not a crash."""
    assert not CHEAP.fits(PHRASE, "not a hash")
