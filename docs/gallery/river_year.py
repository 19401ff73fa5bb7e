# %% [markdown]
# # A river's year
#
# Six sections of a river in 2024, on line every four hours: from values to classes, from values to months, from months
# to the year, and from sections to the river, each by the law of its day.
#
# **The river is invented**: the numbers below come from a formula with a fixed seed, so that anyone gets the same; no
# station measured them. On-line water names a value by the **start** of its period.

# %%
from datetime import date
from decimal import Decimal

import matplotlib.pyplot as plt
import numpy as np
import polars as pl

from qingtian.standards import water
from qingtian.standards.water import evaluating, tables

chance = np.random.default_rng(20240101)
hours = pl.datetime_range(pl.datetime(2024, 1, 1), pl.datetime(2024, 12, 31, 20), "4h", eager=True)
season = np.cos(np.arange(len(hours)) / len(hours) * 2 * np.pi)  # 1 in winter, -1 in summer
base = {"pH": 7.9, "DO": 8.6, "CODMn": 4.1, "NH3-N": 0.42, "TP": 0.11, "TN": 3.0}
digits = {"pH": 2, "DO": 2, "CODMn": 2, "NH3-N": 3, "TP": 3, "TN": 2}
swing = {"pH": 0.0, "DO": 2.4, "CODMn": -0.8, "NH3-N": 0.16, "TP": -0.03, "TN": 0.6}

parts = []
for section, load in zip("ABCDEF", (0.55, 0.8, 1.0, 1.5, 2.1, 1.3), strict=True):
    for item, level in base.items():
        worse = {"pH": 1.0, "DO": 1 / load**0.35}.get(item, load)
        noise = chance.normal(0, 0.006 if item == "pH" else 0.12, len(hours))
        values = np.round((level + swing[item] * season) * worse * np.exp(noise), digits[item])
        rows = {"thing": section, "item": item, "time": hours, "value": values}
        parts.append(pl.DataFrame(rows))
readings = pl.concat(parts).with_columns(
    # Ammonia below 0.025 mg/L is not found; two weeks of section C were maintenance.
    mdl=pl.when(pl.col("item") == "NH3-N").then(0.025),
    flag=pl.when(
        (pl.col("thing") == "C")
        & pl.col("time").is_between(pl.datetime(2024, 5, 6), pl.datetime(2024, 5, 19))
    )
    .then(pl.lit("M"))
    .otherwise(pl.lit("")),
)
print(readings.group_by("flag").len().sort("flag"))

# %% [markdown]
# ## The class of each value
#
# One expression over the table; the same runs on pandas, DuckDB, Ibis and Spark. Values under maintenance have no class.

# %%
first, last = date(2024, 1, 1), date(2024, 12, 31)
classes = water.classes(readings, first, last)
print(classes.filter(pl.col("item") == "nh3n").group_by("class").len().sort("class"))

# %% [markdown]
# ## Months and sections
#
# pH is averaged by its hydrogen ions, a value below detection counts half of the limit, and each item is rounded as it
# is evaluated. The worst of the 21 items decides; total nitrogen of a river does not count.

# %%
months = tables.means(readings, first, last)
sections = evaluating.sections(months, last).sort("thing", "period")
print(
    sections.filter(pl.col("thing") == "E").select(
        "period", "class", "status", "main_1", "multiple_1"
    )
)

# %%
side = sections.pivot("period", index="thing", values="class").sort("thing")
names = [water.CLASSES[rank - 1] for rank in range(1, 7)]
palette = np.array([water.colour_of(name, last) for name in names]) / 255
cells = side.drop("thing").to_numpy()
figure, axes = plt.subplots(figsize=(9, 2.6))
axes.imshow(palette[cells - 1], aspect="auto")
axes.set_yticks(range(6), side["thing"])
axes.set_xticks(range(12), range(1, 13))
axes.set_xlabel("month of 2024")
axes.set_ylabel("section")
for place, rank in np.ndenumerate(cells):
    label = names[rank - 1].replace("劣V", ">V")  # worse than class V
    axes.text(place[1], place[0], label, ha="center", va="center")
figure.tight_layout()

# %% [markdown]
# ## Why a section is what it is
#
# The same month from the scalar form, which tells each step and the clause that it rests on.

# %%
month = readings.filter(
    pl.col("thing") == "E",
    pl.col("time").dt.month() == 1,
)


def number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


samples = {
    item: [
        water.Sample(number(value), flag, number(mdl))
        for value, flag, mdl in rows.select("value", "flag", "mdl").iter_rows()
    ]
    for (item,), rows in month.group_by("item", maintain_order=True)
}
result = water.section_period(samples, date(2024, 1, 31))
row = sections.row(by_predicate=(pl.col("thing") == "E") & (pl.col("period") == first), named=True)
assert result.value == water.CLASSES[row["class"] - 1]
for line in result.tree("en").splitlines():
    if " + " not in line:  # hundreds of inputs stand in the tree as well
        print(line)

# %% [markdown]
# ## The year of the sections, and the river
#
# A year is the mean of twelve months. With five sections or more the river is judged by the shares of classes.

# %%
yearly = tables.yearly(months, first, last)
year = evaluating.sections(yearly, last).sort("thing")
print(year.select("thing", "class", "status", "main_1", "main_2", "main_3"))

# %%
river = water.basin_of([water.CLASSES[rank - 1] for rank in year["class"]], last)
print(river.tree("zh"))

# %% [markdown]
# Last year, let us say, two sections more were worse than class V. The shares tell how the river changed.

# %%
good = int((year["class"] <= 3).sum())
worst = int((year["class"] == 6).sum())
print(water.basin_change((6, max(good - 2, 0), worst + 2), (6, good, worst), last).tree("en"))
