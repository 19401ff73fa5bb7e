"""Rules of the detectors of falsification, FD-101 and on: one a kind of the vocabulary."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule


def _rule(
    number: str,
    kind: str,
    name: tuple[str, str],
    message: tuple[str, str],
    reason: tuple[str, str],
    settings: tuple[str, ...],
    needs: tuple[str, ...] = (),
) -> Rule:
    """Write down a rule; texts stand as English, Chinese."""
    return Rule(
        number=number,
        family="falsification",
        kind=kind,
        name={"en": name[0], "zh": name[1]},
        message={"en": message[0], "zh": message[1]},
        reason={"en": reason[0], "zh": reason[1]},
        settings=settings,
        needs=needs,
        category="falsification",
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "FD-101",
        "constant",
        ("Held value", "恒值"),
        (
            "The same value stands {n} samples long; chance lets it stand about {expected}",
            "同一数值连续{n}个样本不变，按机率约为{expected}个",
        ),
        (
            "The chance of no change at that level, taken from the stream itself, makes such a run far rarer than once in its history",
            "由本数据流在该水平上的不变机率推算，如此长的不变段远少于一次",
        ),
        ("quality.detectors.constant",),
        (),
    ),
    _rule(
        "FD-102",
        "simulated_signal",
        ("Simulated signal", "模拟信号"),
        (
            "Scatter over {n} samples is {observed}; this stream's usual is {expected}",
            "{n}个样本的离散度为{observed}，该数据流平常为{expected}",
        ),
        (
            "A process never becomes that still; a generator is",
            "过程不会如此平静，发生器才会",
        ),
        ("quality.detectors.narrow",),
        (),
    ),
    _rule(
        "FD-103",
        "upper_truncation",
        ("Ceiling", "上限截断"),
        (
            "{observed} values lie right under a ceiling where about {expected} are expected",
            "{observed}个值紧贴某一上限，按分布约为{expected}个",
        ),
        (
            "The upper tail of a process thins out; a cap piles it up",
            "过程的上尾逐渐稀疏，截断使其堆积",
        ),
        ("quality.detectors.top", "quality.detectors.conversion"),
        (),
    ),
    _rule(
        "FD-104",
        "threshold_bunching",
        ("Bunching at the limit", "限值边缘修约"),
        (
            "Below and above the limit lie {observed} values; a smooth density has {expected} above it",
            "限值下、上各有{observed}个值，其上按平滑分布应有{expected}个",
        ),
        (
            "A density is smooth across a limit that the process does not know",
            "过程不知限值，其密度跨越限值应当平滑",
        ),
        ("quality.detectors.bunching",),
        ("limit",),
    ),
    _rule(
        "FD-105",
        "digit_fabrication",
        ("Made-up digits", "人为编数"),
        (
            "Last digits differ from the instrument's own: statistic {observed} where {expected} is usual, over {n} values",
            "末位数字异于仪器自身：统计量{observed}，平常{expected}，共{n}个值",
        ),
        (
            "An instrument has no favourite digits",
            "仪器没有偏爱的数字",
        ),
        ("quality.detectors.digits",),
        (),
    ),
    _rule(
        "FD-106",
        "scaling",
        ("Slope or intercept changed", "系数篡改"),
        (
            "The level steps by {observed} against what explains it and stays for {n} samples; {expected} is expected",
            "相对于其影响因素，水平突变{observed}并持续{n}个样本，预期为{expected}",
        ),
        (
            "Both edges are steps, and nothing that is measured beside moves with it: load, treatment, oxygen, neighbours",
            "两端均为突变，而旁边所测的负荷、治理、含氧量、邻站均未随之变化",
        ),
        ("quality.detectors.step", "quality.detectors.lattice", "quality.detectors.parameters"),
        ("load or neighbours",),
    ),
    _rule(
        "FD-107",
        "range_change",
        ("Range changed", "量程篡改"),
        (
            "The numbers stand on a comb or under a new top: statistic {observed}, usual {expected}, {n} values",
            "数值落在新的梳齿上或新的顶值下：统计量{observed}，平常{expected}，共{n}个值",
        ),
        (
            "A logger that scales by another range than the transmitter leaves a new display step",
            "数采仪与变送器量程不一致会留下新的最小步长",
        ),
        ("quality.detectors.digits", "quality.detectors.parameters"),
        (),
    ),
    _rule(
        "FD-108",
        "dilution",
        ("Dilution", "稀释"),
        (
            "Everything in the sample thins out at once by {observed}, for {n} samples; {expected} is expected",
            "样品各组分同时变化{observed}，持续{n}个样本，预期为{expected}",
        ),
        (
            "Air, nitrogen or clean water thins all components by one factor; no process does",
            "空气、氮气或清水使各组分按同一比例变稀，过程不会如此",
        ),
        ("quality.detectors.step",),
        ("the other streams of the site",),
    ),
    _rule(
        "FD-109",
        "o2_manipulation",
        ("Oxygen made up", "氧含量造假"),
        (
            "Oxygen or the conversion with it is off by {observed} over {n} samples; {expected} is expected",
            "含氧量或其折算偏离{observed}，共{n}个样本，预期为{expected}",
        ),
        (
            "Oxygen follows the load, and a conversion can be worked out again",
            "含氧量随负荷变化，折算值可以重算",
        ),
        ("quality.detectors.step", "quality.detectors.conversion"),
        ("o2",),
    ),
    _rule(
        "FD-110",
        "sample_swap",
        ("Sample swapped", "替换样品"),
        (
            "The analysers of the outfall see another, still sample: {observed} over {n} samples; {expected} is expected",
            "排口各分析仪测的是另一平稳样品：{observed}，共{n}个样本，预期为{expected}",
        ),
        (
            "Analysers that share a sample go still or fall together, while the water elsewhere goes on",
            "共用样品的分析仪同时变静或同降，而水流照常",
        ),
        ("quality.detectors.narrow", "quality.detectors.step"),
        ("the other streams of the site",),
    ),
    _rule(
        "FD-111",
        "copied_history",
        ("Copied history", "复制历史数据"),
        (
            "{observed} of {n} steps repeat those {lag_h} h before",
            "{n}步中有{observed}步与{lag_h}小时前相同",
        ),
        (
            "So many steps in one order do not come back by chance",
            "如此多的变化按同一次序重现并非偶然",
        ),
        ("quality.detectors.copied",),
        (),
    ),
    _rule(
        "FD-112",
        "cloned_neighbour",
        ("Neighbour cloned", "克隆他站数据"),
        (
            "{observed} of {n} steps equal those of {compared}",
            "{n}步中有{observed}步与{compared}相同",
        ),
        (
            "Two instruments share the air, but not their noise",
            "两台仪器可以同在一片空气中，噪声却不会相同",
        ),
        ("quality.detectors.cloned",),
        ("neighbours",),
    ),
    _rule(
        "FD-113",
        "flag_abuse",
        ("Marks put on exceedances", "虚假标记"),
        (
            "{observed} marks come where {expected} are usual, and they hide high values",
            "有{observed}次标记而平常为{expected}次，且所掩盖的是高值",
        ),
        (
            "Maintenance and calibration know nothing of the level",
            "维护与校准与浓度高低无关",
        ),
        ("quality.detectors.silence",),
        (),
    ),
    _rule(
        "FD-114",
        "fake_shutdown",
        ("Stop that is none", "虚假停运"),
        (
            "The plant is said to be stopped for {n} samples, and its meters show {observed} of its usual load",
            "标称停运{n}个样本，而计量表显示平常负荷的{observed}",
        ),
        (
            "Power, flow and temperature of a stopped plant fall",
            "停运时电耗、流量、温度都会下降",
        ),
        ("quality.detectors.stopped",),
        ("power, flow or temperature",),
    ),
    _rule(
        "FD-115",
        "strategic_gap",
        ("Gaps where it is high", "选择性停测"),
        (
            "{observed} gaps come where {expected} are usual, and they hide high values",
            "有{observed}处缺测而平常为{expected}处，且缺在高值处",
        ),
        (
            "A broken line knows nothing of pollution, and takes the power meter with it",
            "通信中断与污染无关，并会连同电表一起中断",
        ),
        ("quality.detectors.silence",),
        (),
    ),
    _rule(
        "FD-116",
        "sampling_interference",
        ("Inlet disturbed", "干扰采样"),
        (
            "Particles fall against the neighbours ({observed}, {n} samples), and no gas that is measured beside falls with them",
            "颗粒物相对邻站下降（{observed}，{n}个样本），同站所测气态污染物没有随之下降",
        ),
        (
            "Cotton, a bag or mist at the inlet takes particles, not gases",
            "采样口的棉纱、袋子或水雾只去颗粒物",
        ),
        ("quality.detectors.step", "quality.detectors.dip"),
        ("neighbours",),
    ),
    _rule(
        "FD-117",
        "treatment_mismatch",
        ("Treatment idle", "治理工况不符"),
        (
            "The treatment plant's power steps by {observed} against the load for {n} samples; {expected} is expected",
            "治理设施用电相对负荷突变{observed}，持续{n}个样本，预期为{expected}",
        ),
        (
            "Emissions do not stay good while the plant that makes them so is off",
            "治理设施停下，排放不会依旧良好",
        ),
        ("quality.detectors.step",),
        ("treat_power",),
    ),
)
