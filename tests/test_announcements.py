"""arXiv's schedule: what is submitted when becomes public when."""

from datetime import UTC, date, datetime

import pytest

from summarizer.digest.announcements import holiday_named, public_at


@pytest.mark.parametrize(
    ("submitted", "public"),
    [
        # Summer time: 14:00 in New York is 18:00 UTC, 20:00 is midnight.
        ("2024-03-12 17:59", "2024-03-13 00:00"),
        ("2024-03-12 18:01", "2024-03-14 00:00"),
        ("2024-03-14 12:00", "2024-03-15 00:00"),
        # Thursday afternoon to Friday afternoon: Sunday evening; then until Monday afternoon: Monday evening.
        ("2024-03-14 19:00", "2024-03-18 00:00"),
        ("2024-03-15 17:00", "2024-03-18 00:00"),
        ("2024-03-15 19:00", "2024-03-19 00:00"),
        ("2024-03-16 12:00", "2024-03-19 00:00"),
        # Winter time.
        ("2024-01-09 18:30", "2024-01-10 01:00"),
        ("2024-01-09 19:30", "2024-01-11 01:00"),
    ],
)
def test_the_schedule(submitted, public):
    moment = datetime.fromisoformat(submitted).replace(tzinfo=UTC)
    assert public_at(moment) == datetime.fromisoformat(public).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2023-11-23", "感恩节"),
        ("2024-05-27", "阵亡将士纪念日"),
        ("2023-01-16", "马丁·路德·金日"),
        ("2023-09-04", "劳动节"),
        ("2024-03-13", ""),
    ],
)
def test_holidays(day, name):
    assert holiday_named(date.fromisoformat(day)) == name
