"""The first line of a page: its answer, as a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.kit.categories import category, english
from qingtian_platform.kit.times import age_text, beijing, span_text
from qingtian_platform.publish.figures import Figure
from qingtian_platform.publish.names import Place

Say = tuple[str, str]

#: After so long without a new hour a page says how old its last one is.
LATE = timedelta(hours=2)


def when_text(start: datetime, end: datetime, now: datetime) -> str:
    """Name an hour as bulletins do, by its end, with both ends in brackets."""
    day = beijing(start).date()
    today = beijing(now).date()
    hour = beijing(end).hour or 24
    span = span_text(start, end, with_day=False)
    if day == today:
        return _("Today at %(hour)s:00 (%(span)s)") % {"hour": hour, "span": span}
    return _("On %(day)s at %(hour)s:00 (%(span)s)") % {"day": day, "hour": hour, "span": span}


def joined(names: tuple[str, ...]) -> str:
    """Join names as the language does."""
    return (", " if english() else "、").join(names)


def quality_text(figure: Figure) -> str:
    """Say category and primary pollutant, or why there is no index."""
    found = category(figure.aqi, beijing(figure.start).date())
    if found is None:
        return _("no air quality index can be given: %(why)s") % {"why": missing_text(figure)}
    word = found.name.lower() if english() else found.name
    if not figure.primary:
        return _("the air quality is %(word)s, no primary pollutant") % {"word": word}
    names = joined(figure.primary)
    return _("the air quality is %(word)s, primary pollutant %(names)s") % {
        "word": word,
        "names": names,
    }


def missing_text(figure: Figure) -> str:
    """Name the pollutants without a valid value."""
    missing = tuple(dose.name for dose in figure.doses.values() if dose.value is None)
    if len(missing) == len(figure.doses):
        return _("there are no valid data of this hour")
    return _("%(names)s missing or invalid") % {"names": joined(missing)}


def _stop() -> str:
    return ". " if english() else "。"


def _late(figure: Figure, now: datetime) -> str:
    if now - figure.end <= LATE:
        return ""
    return _("The last evaluated hour ended %(age)s.") % {"age": age_text(now - figure.end)}


def _joined(*sentences: str) -> str:
    """Put sentences behind one another as the language does."""
    return (" " if english() else "").join(one for one in sentences if one)


def city_says(figure: Figure | None, now: datetime) -> Say:
    """Answer what the air of the city is like."""
    if figure is None:
        return (
            _("There is no evaluated hour of the city yet."),
            _("An hour stands here once assessment stations have sent it and it is evaluated."),
        )
    comma = ", " if english() else "，"
    first = when_text(figure.start, figure.end, now) + comma + quality_text(figure) + _stop()
    count = ngettext(
        "%(n)s assessment station, %(with)s with data.",
        "%(n)s assessment stations, %(with)s with data.",
        figure.stations,
    ) % {"n": figure.stations, "with": figure.with_data}
    tail = _("Real-time data, not reviewed by a person.")
    return first.strip(), _joined(count, _late(figure, now), tail)


def station_says(one: Place, figure: Figure | None, now: datetime) -> Say:
    """Answer what the air at a station is like; a replay says that it is one, not how old it is."""
    if figure is None:
        return (
            _("There is no evaluated hour of %(name)s yet.") % {"name": one.name},
            _("An hour stands here once the station has sent it and it is evaluated."),
        )
    comma = ", " if english() else "，"
    first = when_text(figure.start, figure.end, now) + comma + quality_text(figure) + _stop()
    replay = _("Historical replay: real values of that time, sent again over the protocol.")
    age = replay if one.origin == "replay" else _late(figure, now)
    return first.strip(), _joined(age, _("Real-time data, not reviewed by a person."))
