"""Rules about one series in time: QC-121 and on its course, QC-131 and on its stamps."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

RULES = (
    Rule(
        number="QC-121",
        family="series",
        kind="spike",
        name={"zh": "突跳（单点尖峰）", "en": "Spike"},
        message={
            "zh": "{count}个值突离前后两值至少{height}（最小{lowest}，最大{highest}）",
            "en": "{count} values stand off from the values before and after by at least {height} "
            "(smallest {lowest}, largest {highest})",
        },
        reason={
            "zh": "单点的大幅跳动多为电气干扰或进样差错；阈值随浓度水平放宽",
            "en": "A jump of one value mostly is electrical or a fault of the sample; the threshold "
            "widens with the level",
        },
        settings=("quality.checks.spike",),
    ),
    Rule(
        number="QC-122",
        family="series",
        kind="step",
        name={"zh": "台阶", "en": "Step"},
        message={
            "zh": "水平由{before:.4g}一步变到{after:.4g}，前后各{window}个值的散布远小于此",
            "en": "The level goes from {before:.4g} to {after:.4g} in one step, far more than the scatter "
            "of {window} values on either side",
        },
        reason={
            "zh": "过程很少在一个周期内改变水平而前后都平稳；多为换表、改参数或漂移后的校准",
            "en": "A process rarely changes its level within one period and is quiet before and "
            "after; mostly an analyser, a parameter or a calibration did",
        },
        settings=("quality.checks.step",),
    ),
    Rule(
        number="QC-123",
        family="series",
        kind="rate",
        name={"zh": "变化过快", "en": "Rate of change"},
        message={
            "zh": "{count}个值与前一值之差超过每小时{per_hour}（最大{change}）",
            "en": "{count} values differ from the one before by more than {per_hour} an hour "
            "(most {change})",
        },
        reason={
            "zh": "变化快于该监测项目的过程所能，或时间有误",
            "en": "Faster than the process of this property changes, or a clock is wrong",
        },
        settings=("quality.checks.rate",),
    ),
    Rule(
        number="QC-124",
        family="series",
        kind="flat",
        name={"zh": "连续不变", "en": "Flat line"},
        message={
            "zh": "连续{run}个值都是{level}，至少{least}个才算",
            "en": "{run} values in a row are {level}; {least} are enough to say so",
        },
        reason={
            "zh": "真实过程有噪声；检出限处、粗分辨率下和复报上次结果的分析仪除外，故次数因项目而异",
            "en": "A real process has noise; not so at the detection limit, on a coarse display or "
            "where an analyser repeats its last result, so the number differs by property",
        },
        settings=("quality.checks.flat",),
    ),
    Rule(
        number="QC-125",
        family="series",
        kind="unit",
        name={"zh": "单位有误", "en": "Mistaken unit"},
        message={
            "zh": "连续{run}个值约为此前水平的{factor:.3g}倍，恰如{zh}",
            "en": "{run} values in a row are about {factor:.3g} times the level before, as {en} would "
            "make them",
        },
        reason={
            "zh": "ppb、ppm、mg、µg之间弄错，水平恰按换算系数改变，相对散布不变",
            "en": "Where ppb, ppm, mg and µg are mistaken, the level changes by just the factor of "
            "conversion and the relative scatter stays",
        },
        settings=("quality.checks.unit", "quality.checks.factors", "quality.checks.flat"),
    ),
    Rule(
        number="QC-131",
        family="stamps",
        kind="missing",
        name={"zh": "缺失", "en": "Missing"},
        message={
            "zh": "应有的{count}个值没有数",
            "en": "{count} values that were due have no number",
        },
        reason={
            "zh": "每个周期欠一个值；没有数的行与没有行的周期都算",
            "en": "Each period owes a value; rows without number and periods without row both count",
        },
    ),
    Rule(
        number="QC-132",
        family="stamps",
        kind="late",
        name={"zh": "迟到（补传）", "en": "Late"},
        message={
            "zh": "{count}个值晚于应到时间{grace_h}小时以上（最晚{delay_h}小时）",
            "en": "{count} values came more than {grace_h} h after their time (latest {delay_h} h)",
        },
        reason={
            "zh": "补传的值有效，但要看得出来：事后补来的数据更需要核对",
            "en": "A value sent later is good, and is to be seen as such: what comes afterwards "
            "asks for a second look",
        },
        settings=("quality.checks.late",),
        needs=("received_at",),
    ),
    Rule(
        number="QC-133",
        family="stamps",
        kind="duplicate",
        name={"zh": "同一时间多个值", "en": "Duplicates"},
        message={
            "zh": "{count}个值与别的值同一时间：相同的只计一次，不同的存疑",
            "en": "{count} values share their time with others: equal ones count once, different "
            "ones are doubted",
        },
        reason={
            "zh": "重发的值相同；不同则有一个不真，不能由程序任选",
            "en": "What is sent again is equal; of two that differ one is not true, and no program "
            "may choose",
        },
    ),
    Rule(
        number="QC-134",
        family="stamps",
        kind="clock",
        name={"zh": "时钟", "en": "Clock"},
        message={
            "zh": "{count}个时间不落在周期的起点，或晚于收到的时间{ahead_min}分钟以上",
            "en": "{count} times are no start of a period, or lie more than {ahead_min} min after "
            "the receipt",
        },
        reason={
            "zh": "数采仪时钟错了，别的检查和日均值都跟着错",
            "en": "With a wrong clock of the logger every other check and the daily mean are wrong",
        },
        settings=("quality.checks.clock",),
    ),
    Rule(
        number="QC-135",
        family="stamps",
        kind="incomplete",
        name={"zh": "数据不完整", "en": "Incomplete period"},
        message={
            "zh": "一日只有{valid}个有效值，至少要{least}个",
            "en": "A day has {valid} values that count; {least} are needed",
        },
        reason={
            "zh": "值本身有效，但日均值不成立；所需个数取自该类数据的法定最低要求",
            "en": "The values are good, the mean of the day is not; the number is the legal minimum "
            "of its kind",
        },
        settings=(
            "quality.checks.complete",
            "air.minimum.day",
            "emissions.cems.minimum.day",
            "emissions.online.minimum.day",
        ),
    ),
)
