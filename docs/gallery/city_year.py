# %% [markdown]
# # A city's year of air
#
# Eight stations of Beijing in 2016, hour by hour: from hours to days, from stations to the city, from days to the
# statutory evaluation of the year, each by the law of its day.
#
# The hours are an extract of *Beijing Multi-Site Air Quality*, Song Chen, UCI Machine Learning Repository,
# [doi 10.24432/C5RK5G](https://doi.org/10.24432/C5RK5G), CC BY 4.0; values unchanged. They are µg/m³, carbon monoxide too,
# and a stamp names the **end** of its hour.

# %%
from calendar import monthrange
from datetime import date
from decimal import Decimal

import matplotlib.pyplot as plt
import polars as pl

from qingtian.standards import air
from qingtian.standards.air import tables, yearly

raw = pl.read_parquet("data/beijing_2016.parquet")
hours = (
    raw.unpivot(index=["station", "time"], variable_name="pollutant", value_name="value")
    .drop_nulls()
    .select(
        thing="station",
        pollutant="pollutant",
        start=pl.col("time").dt.offset_by("-1h"),
        value=pl.when(pl.col("pollutant") == "CO")
        .then((pl.col("value") / 1000).round(6))  # the law has CO in mg/m³
        .otherwise("value"),
    )
)
print(hours.group_by("pollutant").len().sort("pollutant"))

# %% [markdown]
# ## From hours to days, from stations to the city
#
# A daily mean needs 20 valid hours; ozone has the largest of its 8-hour means. The city's value is the mean over its
# stations, if three quarters of them are valid. All of it is exact: whole millionths (`micro`), rounded half to even.

# %%
first, last = date(2016, 1, 1), date(2016, 12, 31)
days = tables.daily(hours, first, last)
every_day = pl.date_range(first, last, eager=True).rename("day")
members = pl.DataFrame({"thing": hours["thing"].unique().sort(), "stations": 8}).join(
    every_day.to_frame(), how="cross"
)
city = tables.city(days, members, first, last, keys=("day",))
index = tables.daily_aqi(tables.wide(city, keys=("day",)), first, last).sort("day")
print(index.select("day", "aqi", "primary", "level", "valid", "edition").head(5))

# %%
names = {each.level: each for each in air.categories(last)}
counts = index.group_by("level").len().drop_nulls().sort("level")
for level, count in counts.iter_rows():
    print(f"{names[level].name['zh']} {names[level].name['en']}: {count} days")

# %%
known = index.drop_nulls("aqi")
colours = [tuple(part / 255 for part in names[level].rgb) for level in known["level"]]
figure, axes = plt.subplots(figsize=(9, 2.6))
axes.bar(known["day"], known["aqi"], width=1, color=colours)
axes.set_ylabel("daily AQI")
figure.tight_layout()

# %% [markdown]
# ## Why a day is what it is
#
# The same day from the scalar form, which tells each step and the clause that it rests on.

# %%
worst = known.sort("aqi", descending=True).row(0, named=True)
given = {f"{name}_24h": worst[f"{name}_24h"] / 1e6 for name in ("so2", "no2", "pm10", "pm25", "co")}
given |= {"o3_8h": worst["o3_8h"] / 1e6, "o3_1h": worst["o3_1h"] / 1e6}
result = air.daily_aqi({name: f"{value:g}" for name, value in given.items()}, worst["day"])
assert result.value == worst["aqi"]
print(worst["day"])
print(result.tree("en"))

# %% [markdown]
# ## The year
#
# Mean and percentile of each pollutant against their limits, and the composite index.

# %%
year = yearly.annual(city.with_columns(thing=pl.lit("Beijing")), 2016)
shown = year.sort("pollutant").select(
    "pollutant",
    mean=pl.col("mean") / 1e6,
    mean_limit=pl.col("mean_limit") / 1e6,
    percentile=pl.col("percentile") / 1e6,
    percentile_limit=pl.col("percentile_limit") / 1e6,
    index=pl.col("index") / 1e4,
    compliant="compliant",
    days="days",
)
print(shown)

# %%
indices = {row["pollutant"]: Decimal(f"{row['index']:.4f}") for row in shown.to_dicts()}
print("composite index of HJ 663:", air.composite(indices, last).value)

# %% [markdown]
# ## Days of heavy pollution, and the warnings they would start
#
# A day without AQI may hide one: where any is missing the count is marked as not valid.

# %%
aqi = dict(index.select("day", "aqi").iter_rows())
heavy = air.heavy_days({day: aqi.get(day) for day in every_day})
print(heavy.say("en"))
for begin, end, length in heavy.more["stretches"]:
    if length > 2:
        print(f"{begin} to {end}: {length} days")

# %%
december = {
    day: value for day, value in aqi.items() if date(2016, 12, 16) <= day <= date(2016, 12, 22)
}
print(air.warning_of_days(december, date(2024, 1, 1)).tree("en"))

# %% [markdown]
# ## Months, as the ranking takes them
#
# Means of particulates, SO2 and NO2, percentiles of CO and ozone; a month with fewer than 27 valid days (February 25) is
# not valid, and its city is named without a place.

# %%
kept = city.filter(pl.col("quantity") != "max_1h").drop_nulls("micro")
by_day = {
    name: {day: Decimal(micro) / 10**6 for day, micro in rows.select("day", "micro").iter_rows()}
    for (name,), rows in kept.group_by("pollutant")
}
for month in range(1, 13):
    begin, end = date(2016, month, 1), date(2016, month, monthrange(2016, month)[1])
    pm25, o3 = (air.period(name, by_day[name], begin, end) for name in ("PM2.5", "O3"))
    print(f"{begin:%Y-%m}  {pm25.say('en')}  {o3.say('en')}")

# %% [markdown]
# The limits of 2026 for the same year, to see what the new edition asks (a comparison, no verdict: the year 2016 is
# judged by the law of 2016).

# %%
for pollutant in ("PM2.5", "PM10"):
    mean = shown.filter(pl.col("pollutant") == pollutant)["mean"][0]
    for day in (last, date(2026, 3, 1), date(2031, 1, 1)):
        found = air.against_limit(pollutant, "year", Decimal(f"{mean:g}"), day)
        print(
            f"{pollutant} by the law of {day}: {found.steps[-1].say('en')} µg/m³ ({found.edition})"
        )
