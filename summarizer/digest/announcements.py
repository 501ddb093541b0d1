"""When arXiv makes submissions public, and so why a day may have none.

Source of the schedule: https://info.arxiv.org/help/availability.html
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from summarizer.digest.entries import Listing
from summarizer.digest.topics import Topic

_DEADLINE = time(14, 0)
_PUBLIC = time(20, 0)
"""Both in the time of the eastern United States."""
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


def reason_for_none(topic: Topic, day: date, listing: Listing, now: datetime) -> str:
    """One Chinese sentence that says why the day has no paper."""
    if listing.error:
        return f"没有得到论文列表：{listing.error.rstrip('。')}。下次运行会自动重试。"
    if listing.found:
        return _found_but_none(listing)
    public = public_at(datetime.combine(day, time(12), UTC))
    if now < public:
        return (
            f"arXiv 还没有公布这一天提交的论文：预计 {public:%Y-%m-%d %H:%M}（UTC）之后公布"
            f"{_weekend(day)}，届时再次运行会自动补上。"
        )
    if day.weekday() in (_SATURDAY, _SUNDAY):
        return "这一天是周末，提交很少，arXiv 上没有符合这个检索式的论文。"
    if holiday := holiday_named(day):
        return f"这一天是美国假日（{holiday}），提交很少，arXiv 上没有符合这个检索式的论文。"
    return f"arXiv 上没有符合这个检索式的新论文（{listing.since:%Y-%m-%d} 至 {listing.until:%Y-%m-%d}，UTC）。"


def public_at(submitted: datetime) -> datetime:
    """When what is submitted at that time becomes public at the earliest, UTC; holidays may defer it further."""
    eastern = submitted.astimezone(UTC) + _eastern_offset(submitted)
    deadline = eastern.date() if eastern.time() < _DEADLINE else eastern.date() + timedelta(days=1)
    while deadline.weekday() in (_SATURDAY, _SUNDAY):
        deadline += timedelta(days=1)
    # Friday's are announced on Sunday evening; there is no announcement on Friday and Saturday.
    public = deadline + timedelta(days=2) if deadline.weekday() == _FRIDAY else deadline
    local = datetime.combine(public, _PUBLIC, UTC)
    return local - _eastern_offset(local)


def holiday_named(day: date) -> str:
    """The Chinese name of a holiday on which arXiv usually announces nothing, else an empty text."""
    year = day.year
    fixed = {date(year, 1, 1): "元旦", date(year, 6, 19): "六月节", date(year, 7, 4): "独立日"}
    fixed |= {date(year, 12, 24): "平安夜", date(year, 12, 25): "圣诞节", date(year, 12, 31): "除夕"}
    may_last = max(_nth_weekday(year, 5, 0, n) for n in (4, 5) if _nth_weekday(year, 5, 0, n).month == 5)
    thanksgiving = _nth_weekday(year, 11, 3, 4)
    moving = {
        _nth_weekday(year, 1, 0, 3): "马丁·路德·金日",
        may_last: "阵亡将士纪念日",
        _nth_weekday(year, 9, 0, 1): "劳动节",
        thanksgiving: "感恩节",
        thanksgiving + timedelta(days=1): "感恩节次日",
    }
    return (fixed | moving).get(day, "")


def _found_but_none(listing: Listing) -> str:
    parts = []
    if listing.filtered:
        parts.append(f"{listing.filtered} 篇被包含词或排除词滤去")
    if listing.elsewhere:
        days = "、".join(day.isoformat() for day in listing.elsewhere)
        parts.append(f"其余已收录在 {days} 的日报里" if parts else f"都已收录在 {days} 的日报里")
    return f"检索到 {listing.found} 篇论文，{'，'.join(parts) or '都不在这一天的范围内'}。"


def _weekend(day: date) -> str:
    return "（周末不公布）" if day.weekday() in (_FRIDAY, _SATURDAY, _SUNDAY) else ""


def _eastern_offset(moment: datetime) -> timedelta:
    """Of New York from UTC, by the rule in force since 2007 (15 U.S.C. 260a), good to the day."""
    year = moment.year
    summer = _nth_weekday(year, 3, _SUNDAY, 2) <= moment.date() < _nth_weekday(year, 11, _SUNDAY, 1)
    return timedelta(hours=-4 if summer else -5)


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
