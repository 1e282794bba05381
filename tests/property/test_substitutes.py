"""Substitutes of substitutes: a chain ends with somebody who is there or with nobody, and no loop is ever kept."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.roles.substitutes import AbsencePeriod, makes_a_loop, on_day, present_substitute

BEGIN = date(2026, 11, 23)
PEOPLE = [UUID(int=number) for number in range(1, 6)]
DAYS = [BEGIN + timedelta(days=number) for number in range(10)]


@st.composite
def absences(draw: st.DrawFn) -> AbsencePeriod:
    who = draw(st.sampled_from(PEOPLE))
    first, last = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
    others = [None, *(person for person in PEOPLE if person != who)]
    return AbsencePeriod(who, first, last, draw(st.sampled_from(others)))


def kept(wanted: list[AbsencePeriod]) -> list[AbsencePeriod]:
    """Those that the rules let in, in order."""
    known: list[AbsencePeriod] = []
    for one in wanted:
        if not any(o.staff_id == one.staff_id and o.meets(one) for o in known) and not makes_a_loop(one, known):
            known.append(one)
    return known


def walks_forever(staff_id: UUID, away: dict[UUID, AbsencePeriod]) -> bool:
    current: UUID | None = staff_id
    for _ in range(len(PEOPLE) + 1):
        current = away[current].substitute_id if current in away else None
        if current is None:
            return False
    return True


@given(st.lists(absences(), max_size=12))
def test_what_is_kept_never_goes_round_on_any_day(wanted: list[AbsencePeriod]) -> None:
    known = kept(wanted)
    for day in DAYS:
        away = on_day(known, day)
        assert not any(walks_forever(person, away) for person in PEOPLE)


@given(st.lists(absences(), max_size=12))
def test_a_refused_loop_is_one_on_some_day(wanted: list[AbsencePeriod]) -> None:
    known: list[AbsencePeriod] = []
    for one in wanted:
        if any(other.staff_id == one.staff_id and other.meets(one) for other in known):
            continue
        days = [day for day in DAYS if one.covers(day)]
        goes_round = any(walks_forever(one.staff_id, {**on_day(known, day), one.staff_id: one}) for day in days)
        assert makes_a_loop(one, known) == goes_round
        if not goes_round:
            known.append(one)


@given(st.lists(absences(), max_size=12), st.sampled_from(DAYS), st.sampled_from(PEOPLE))
def test_whoever_stands_in_is_there_and_somebody_else(wanted: list[AbsencePeriod], day: date, person: UUID) -> None:
    away = on_day(wanted, day)
    found = present_substitute(person, away)
    assert found is None or (found not in away and found != person and person in away)


def test_the_substitute_of_a_substitute_stands_in() -> None:
    ada, bo, cia, *_ = PEOPLE
    away = on_day([AbsencePeriod(ada, BEGIN, BEGIN, bo), AbsencePeriod(bo, BEGIN, BEGIN, cia)], BEGIN)
    assert present_substitute(ada, away) == cia
    assert present_substitute(bo, away) == cia
    assert present_substitute(cia, away) is None


def test_two_who_stand_in_for_each_other_on_different_days_are_no_loop() -> None:
    ada, bo, *_ = PEOPLE
    later = BEGIN + timedelta(days=1)
    assert not makes_a_loop(AbsencePeriod(bo, later, later, ada), [AbsencePeriod(ada, BEGIN, BEGIN, bo)])
    assert makes_a_loop(AbsencePeriod(bo, BEGIN, later, ada), [AbsencePeriod(ada, BEGIN, BEGIN, bo)])
