"""What a detector compared, drawn side by side: a form for each kind of finding."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import numpy as np
from django.utils.translation import gettext as _

from qingtian_platform.kit.times import moment_text
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.alarms import counting, courses, readings
from qingtian_platform.publish.desk.alarms.plots import Floats, Level, Plot, Trace
from qingtian_platform.publish.desk.alarms.readings import Course
from qingtian_platform.publish.desk.alarms.scenes import LONGEST, Scene
from qingtian_platform.registry import api as registry


def compared(one: Scene) -> list[Plot]:
    """Draw what the detector compared; nothing where the overview shows it already."""
    if not len(one.own.rows):
        return []
    draw = FORMS.get(one.finding.kind)
    return [plot for plot in draw(one) if not plot.empty] if draw else []


def copied(one: Scene) -> list[Plot]:
    """Lay the hours of the copy over the earlier hours that they repeat."""
    lag = one.number("lag_h")
    if not lag:
        return levels(one)
    back = timedelta(hours=lag)
    finding = one.finding
    start = max(finding.start, finding.end - LONGEST)
    source = readings.course(
        finding.mn, finding.code, finding.interval, start - back, finding.end - back
    )
    copy = readings.course(finding.mn, finding.code, finding.interval, start, finding.end)
    when = {
        "hours": f"{lag:g}",
        "start": moment_text(start - back),
        "end": moment_text(finding.end - back),
    }
    return [
        courses.course(
            _("The stretch over the values of %(hours)s hours before") % when,
            [
                source.trace("other", _("%(start)s to %(end)s, moved on") % when, back),
                copy.trace("own", _("The stretch itself")),
            ],
            (start, finding.end),
            unit=copy.unit,
            note=_("Where only one line is to be seen, both are equal."),
        ),
        *_steps(copy, source, back),
    ]


def _steps(copy: Course, source: Course, back: timedelta) -> list[Plot]:
    """Count how far the steps of both differ: a copy piles up at nothing."""
    moved = dict(zip((source.times + back.total_seconds()).tolist(), source.values, strict=True))
    pairs = [
        (v, moved[t]) for t, v in zip(copy.times.tolist(), copy.values, strict=True) if t in moved
    ]
    if len(pairs) < 8:
        return []
    own, other = np.diff(np.array(pairs, float), axis=0).T
    usual = np.random.default_rng(1).permutation(other)
    return [counting.differences(own - other, own - usual, copy.unit)]


def cloned(one: Scene) -> list[Plot]:
    """Lay the stretch over the neighbour's values of the same hours."""
    if not one.others:
        return levels(one)
    other = one.others[0]
    finding = one.finding
    name = named(other)
    start = max(finding.start, finding.end - LONGEST)
    both = courses.course(
        _("The stretch over the same hours of %(name)s") % {"name": name},
        [other.trace("other", name), one.own.trace("own", _("The stretch itself"))],
        (start, finding.end),
        unit=one.own.unit,
        note=_("Where only one line is to be seen, both are equal."),
    )
    own = readings.course(finding.mn, finding.code, finding.interval, start, finding.end)
    return [both, *_steps(own, other, timedelta())]


def named(one: Course) -> str:
    """Name a stream with its unit of the city."""
    logger = registry.all_loggers(None).get(one.mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    return f"{words.name(thing)} {one.name}" if thing else f"{one.mn} {one.name}"


def levels(one: Scene) -> list[Plot]:
    """Draw the level before, within and after the stretch; what stands beside it, likewise."""
    return [_level(course, one) for course in (one.own, *one.others)]


def _level(course: Course, one: Scene) -> Plot:
    """Draw a course with the middle of each part."""
    start, end = one.finding.start, one.finding.end
    first, last = one.span
    parts = ((first, start), (start, end), (end, last))
    times: list[float] = []
    values: list[float] = []
    told = []
    names = (_("before the stretch"), _("within the stretch"), _("after the stretch"))
    for (a, b), word in zip(parts, names, strict=True):
        there = course.within(a, b)
        middle = float(np.median(there)) if len(there) else math.nan
        times += [a.timestamp(), b.timestamp() - 1]
        values += [middle, middle]
        if len(there):
            told.append(f"{word} {middle:.4g}")
    title = course.name if course is one.own else named(course)
    return courses.course(
        _("%(name)s: level before, within and after") % {"name": title},
        [
            course.trace("grey"),
            Trace(_("Middle value"), np.array(times), np.array(values), "expected"),
        ],
        one.span,
        unit=course.unit,
        shades=[one.shade],
        note=_("Middle value: %(told)s") % {"told": _(", ").join(told)} if told else "",
    )


def held(one: Scene) -> list[Plot]:
    """Count how long values usually stand still, and the one run that is told."""
    return [*counting.runs(one.before.good, one.inside), *levels(one)[1:]]


def narrow(one: Scene) -> list[Plot]:
    """Draw the scatter over a day, rolling, and its usual size."""
    times, scatter = counting.rolling_scatter(one.own.times, one.own.good)
    usual = counting.rolling_scatter(one.before.times, one.before.good)[1]
    usual = usual[np.isfinite(usual)]
    lines = [Level(float(np.median(usual)), _("its usual scatter"))] if len(usual) else []
    plot = courses.course(
        _("Scatter of 24 values in a row, relative to their level"),
        [Trace(_("Scatter"), times, scatter)],
        one.span,
        levels=lines,
        shades=[one.shade],
    )
    return [plot, *levels(one)[1:]]


def ceiling(one: Scene) -> list[Plot]:
    """Count the values of the stretch, and of the stream's past as the expectation."""
    marks = [v for v in (one.number("ceiling"), one.number("limit")) if v is not None]
    return counting.distribution(one.inside, one.before.good, marks, one.own.unit)


def bunching(one: Scene) -> list[Plot]:
    """Count the values on both sides of the limit against a smooth density."""
    limit = one.number("limit") or (one.levels[0].value if one.levels else None)
    if limit is None:
        return levels(one)
    return counting.around(one.inside, limit, one.number("band"), one.own.unit)


def digits(one: Scene) -> list[Plot]:
    """Count the last digits, and those of the stream's own past."""
    inside = [r for r in one.own.rows if one.finding.start <= r["start"] < one.finding.end]
    return [*counting.last_digits(inside, one.before.rows), *comb(one)]


def comb(one: Scene) -> list[Plot]:
    """Count where values lie between two teeth of the comb."""
    tooth = one.number("tooth")
    return counting.teeth(one.inside, one.before.good, tooth) if tooth else []


def ranged(one: Scene) -> list[Plot]:
    """Show the comb that a changed range leaves, else the levels."""
    return [*comb(one), *levels(one)]


def oxygen(one: Scene) -> list[Plot]:
    """Draw the conversion as reported over the one worked out again, and the oxygen."""
    found = []
    o2 = next((c for c in (one.own, *one.others) if c.code == "a19001"), None)
    for course in (one.own, *one.others):
        if o2 is None or course.code == "a19001":
            continue
        sent = readings.course(course.mn, course.code, course.interval, *one.span, converted=True)
        plot = _converted(course, sent, o2, one) if len(sent.rows) else None
        if plot is not None:
            found.append(plot)
    return [*found, *levels(one)]


def _converted(dry: Course, sent: Course, o2: Course, one: Scene) -> Plot | None:
    """Work a conversion out again with the factor that the hours outside of the stretch show."""
    oxygen_at = dict(zip(o2.times.tolist(), o2.values.tolist(), strict=True))
    reported = dict(zip(sent.times.tolist(), sent.values.tolist(), strict=True))
    rows = [
        (t, v / (21.0 - oxygen_at[t]), reported[t])
        for t, v in zip(dry.times.tolist(), dry.values.tolist(), strict=True)
        if t in reported and oxygen_at.get(t, 21.0) < 19.0
    ]
    if len(rows) < 8:
        return None
    times, bare, said = np.array(rows, float).T
    start, end = one.finding.start.timestamp(), one.finding.end.timestamp()
    outside = (times < start) | (times >= end)
    ratio = said[outside & (bare > 0)] / bare[outside & (bare > 0)]
    if not len(ratio):
        return None
    factor = float(np.nanmedian(ratio))
    return courses.course(
        _("%(name)s converted: reported over worked out again") % {"name": dry.name},
        [
            Trace(_("Worked out again from value and oxygen"), times, bare * factor, "other"),
            Trace(_("As reported"), times, said),
        ],
        one.span,
        unit=sent.unit,
        shades=[one.shade],
        note=_("Reference oxygen %(o2)s %% as the hours outside of the stretch show it.")
        % {"o2": f"{21.0 - factor:.1f}"},
    )


def silences(one: Scene) -> list[Plot]:
    """Draw what is hidden: the values that carry marks, and the level around each silence."""
    hidden = Trace(_("Values that carry a mark"), one.own.times, _marked(one.own), "other")
    plot = courses.course(
        _("Marks over values"),
        [one.own.trace(), hidden],
        one.span,
        unit=one.own.unit,
        levels=one.levels,
        ribbons=tuple(readings.ribbons(one.own, one.span[1])),
    )
    return [plot, *counting.hidden(one.own, one.finding.start, one.finding.end)]


def _marked(course: Course) -> Floats:
    return np.where(np.isfinite(course.good), np.nan, course.values)


def stopped(one: Scene) -> list[Plot]:
    """Draw what the meters say beside the declared stop."""
    return [
        courses.course(
            named(course),
            [course.trace()],
            one.span,
            unit=course.unit,
            shades=[one.shade],
            ribbons=tuple(readings.ribbons(one.own, one.span[1])),
        )
        for course in one.others
    ]


FORMS: dict[str, Callable[[Scene], list[Plot]]] = {
    "copied_history": copied,
    "cloned_neighbour": cloned,
    "constant": held,
    "simulated_signal": narrow,
    "sample_swap": narrow,
    "upper_truncation": ceiling,
    "threshold_bunching": bunching,
    "digit_fabrication": digits,
    "range_change": ranged,
    "scaling": levels,
    "dilution": levels,
    "treatment_mismatch": levels,
    "sampling_interference": levels,
    "o2_manipulation": oxygen,
    "flag_abuse": silences,
    "strategic_gap": silences,
    "fake_shutdown": stopped,
    "step": levels,
    "flat": held,
    "oxygen_load": levels,
}
"""How each kind is drawn; other kinds need no more than the overview."""
