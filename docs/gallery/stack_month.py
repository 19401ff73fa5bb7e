# %% [markdown]
# # A stack's month
#
# 744 hours of a gas turbine: measured, converted to the reference oxygen, held against the stricter of standard and permit,
# marked hours shown and not judged, and the mass of the month with what stands in for missing hours.
#
# **What is real and what is not.** Load, NOx and CO are 744 consecutive hours of *Gas Turbine CO and NOx Emission Data Set*,
# UCI Machine Learning Repository (2019),
# [doi 10.24432/C5WC95](https://doi.org/10.24432/C5WC95), CC BY 4.0; values unchanged. They carry no time, oxygen, flow or data
# marks: the **month (July 2023), oxygen, flow, the two calibrations, the start-up and the fault are made up here**, and so is
# the permit. No real plant is judged.

# %%
from datetime import date, datetime, timedelta
from decimal import Decimal

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import polars as pl

from qingtian.quantities import BEIJING, Quantity
from qingtian.standards import emissions as em
from qingtian.standards.emissions import tables

first, last = date(2023, 7, 1), date(2023, 7, 31)
start = datetime(2023, 7, 1)  # noqa: DTZ001 - plain Beijing time
turbine = pl.read_csv("data/gas_turbine_2011_month.csv").with_row_index("hour")
hours = turbine.select(
    thing=pl.lit("turbine"),
    item=pl.lit("NOx"),
    start=pl.lit(start) + pl.duration(hours="hour"),
    value=pl.col("NOX").round(2),
    # more load, less oxygen: an invention
    oxygen=(14.2 - pl.col("TEY") / 80).round(1),
    flow=(pl.col("TEY") * 9000).round(0),
    flag=pl.when(pl.col("hour").is_in([104, 440]))
    .then(pl.lit("C"))  # calibration
    .when(pl.col("hour").is_between(290, 299))
    .then(pl.lit("D"))  # fault
    .otherwise(pl.lit("N")),
    minutes=pl.when(pl.col("hour") == 600).then(38).otherwise(60),  # a start-up, marked
)
print(hours.select("value", "oxygen", "flow").describe())

# %% [markdown]
# ## What it is held to
#
# A gas turbine has 50 mg/m³ of NOx at 15 % oxygen by GB 13223-2011. The permit, which is made up, allows 48: the stricter
# decides, and the verdict names it.

# %%
known = [
    *em.limits("gas turbine", "NOx", first),
    em.Limit.of_permit(
        "NOx",
        Quantity(48, "mg/m³"),
        "hour",
        "no. 0000 (made up)",
        "table 2",
        reference_oxygen=Decimal(15),
    ),
]
for limit in known:
    print(limit.high, limit.unit, "at", limit.reference_oxygen, "% oxygen:", limit.cite)
strictest = min(known, key=lambda limit: limit.high)

# %% [markdown]
# ## The month as a table
#
# One expression over 744 rows; the same runs on pandas, DuckDB, Ibis and Spark.

# %%
judged = tables.judge_hours(
    hours.with_columns(
        reference_oxygen=pl.lit(float(strictest.reference_oxygen)),
        limit=pl.lit(float(strictest.high)),
    ),
    first,
    last,
).sort("start")
print(judged.group_by("outcome").len().sort("outcome"))

# %%
colours = {"within": "#5a8f3d", "exceeded": "#b8322a"}
figure, axes = plt.subplots(figsize=(9, 3))
for outcome, colour in colours.items():
    part = judged.filter(pl.col("outcome") == outcome)
    axes.scatter(part["start"], part["micro"] / 1e6, s=6, color=colour, label=outcome)
out = judged.filter(pl.col("outcome") == "not valid")["start"]
for hour in out:
    axes.axvline(hour, color="#bbbbbb", linewidth=1, zorder=0)
axes.plot([], [], color="#bbbbbb", label="not judged")
axes.axhline(float(strictest.high), color="black", linewidth=0.8, label="limit")
axes.set_ylabel("NOx, converted [mg/m³]")
axes.set_xlabel("day of July 2023 (made up)")
axes.xaxis.set_major_formatter(mdates.DateFormatter("%d"))
axes.xaxis.set_major_locator(mdates.DayLocator(interval=2))
figure.legend(loc="upper center", ncols=4, frameon=False)
figure.tight_layout(rect=(0, 0, 1, 0.92))

# %% [markdown]
# ## Why an hour is what it is
#
# The scalar form tells each step. First the highest hour; then the hour of the start-up, which its operator marked: it is
# shown and not judged.


# %%
def readings(moment: datetime) -> dict[str, em.Reading]:
    row = hours.row(by_predicate=pl.col("start") == moment, named=True)
    at = moment.replace(tzinfo=BEIJING)
    return {
        "value": em.Reading(
            at, Decimal(str(row["value"])), "mg/m³", row["flag"], minutes=row["minutes"]
        ),
        "oxygen": em.Reading(at, Decimal(str(row["oxygen"])), "%vol"),
    }


def explain(moment: datetime, marks: tuple[em.Mark, ...] = ()) -> None:
    given = readings(moment)
    at = moment.replace(tzinfo=BEIJING)
    found = em.judge_hour("NOx", at, given["value"], known, oxygen=given["oxygen"], marks=marks)
    print(found.tree("en"))
    print("→", found.more["outcome"], "| accuses:", found.more["accuses"])


explain(judged.sort("micro", descending=True, nulls_last=True)["start"][0])

# %%
moment = start + timedelta(hours=600)
begin = moment.replace(tzinfo=BEIJING)
explain(moment, (em.Mark("启动", begin, begin + timedelta(minutes=22), by="operator"),))

# %% [markdown]
# ## Is it a month?

# %%
valid = judged.filter(pl.col("outcome") != "not valid")
per_day = valid.group_by(day=pl.col("start").dt.date()).len()
good_days = per_day.filter(pl.col("len") >= 20).height
print(em.enough("month", good_days, last).tree("en"))
invalid = 744 - valid.height
print(em.capture_rate(Decimal(744), Decimal(invalid), Decimal(0), last).tree("en"))

# %% [markdown]
# ## The mass of the month
#
# Mass comes from the **measured** concentration and the dry flow, never from the converted one. In invalid hours the largest
# mass of the last 180 valid hours stands in (HJ 75-2017, chapter 12); the concentration of those hours stays missing.

# %%
fit = set(valid["start"])
masses: list[Decimal | None] = [
    em.mass_hour(Decimal(str(value)), Decimal(str(flow)), first).value if moment in fit else None
    for moment, value, flow in hours.select("start", "value", "flow").iter_rows()
]
print("without substitution:", em.mass_sum(masses, last, item="NOx").say("en"))

filled = list(masses)
for number, mass in enumerate(masses):
    if mass is None:
        length = 10 if 290 <= number < 300 else 1
        cause = "other"
        found = em.substituted(masses[:number], Decimal("98.2"), length, cause, last)
        filled[number] = found.value
print(found.tree("en").splitlines()[0])
print("with it:             ", em.mass_sum(filled, last, item="NOx").say("en"))
