"""All command codes (命令编码) of HJ 212, as a table.

A row says who sends a code, what kind of conversation it opens, what stands in its data area, what
comes back, which editions know it and what it does to the data logger. Both ends of the
conversations, the forms on the pages and the documentation read this one table.

Sources: HJ/T 212-2005 and HJ 212-2017 table 9 and annex C; HJ 212-2025 and the surface-water
protocol of 2017 as quoted by public projects, whose texts have not been read. Codes that a text
reserves are used by local rules: a code without a row is kept and never refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from qingtian.protocols.hj212.dialects import Edition

EDITIONS: tuple[Edition, ...] = ("2005", "2017", "2025", "sw")


class Direction(Enum):
    """Who sends a code."""

    DOWN = "down"  # centre (上位机) to field (现场机)
    UP = "up"
    BOTH = "both"


class Kind(Enum):
    """What a code opens, or closes."""

    REQUEST = "request"  # answered by 9011, by data if any is asked for, and by 9012
    UPLOAD = "upload"  # answered by 9014 where bit A is set
    NOTICE = "notice"  # answered by 9013
    ANSWER = "answer"


class Numbers(Enum):
    """Whose request number (QN) the frames of a data answer carry."""

    NONE = "none"  # no data comes
    SAME = "same"  # settings, clock, serial: that of the request
    OWN = "own"  # history and logs: a new one each, matched by code and time
    EITHER = "either"  # field information: a state has the request's, a log its own


class Effect(Enum):
    """What carrying a command out does to the instrument."""

    READS = "reads"
    ACTS = "acts"  # samples, cleans, starts or stops an upload; the next period is as before
    CHANGES = "changes"  # a parameter, a clock, a key, a calibration is another one afterwards


@dataclass(frozen=True)
class Parameter:
    """One field of a data area.

    Attributes
    ----------
    name
        As it is written; ``x-`` stands for a factor code, ``i-`` for an information code.
    optional
        Whether the area is whole without it.
    """

    name: str
    optional: bool = False


@dataclass(frozen=True)
class Command:
    """A row of the table.

    Attributes
    ----------
    code
        Four digits. A code may have a row for each direction, and where editions differ.
    direction, kind
        Who sends it and what it opens.
    editions
        The texts that know it; empty where only frames in the field do.
    name, name_en
        What it is for, in Chinese and in English.
    parameters
        The data area sent; None where no source says.
    answer
        The data area of the frames that answer it, whose code is the same.
    numbers
        The request numbers of those frames.
    effect
        What it does to the instrument.
    """

    code: str
    direction: Direction
    kind: Kind
    editions: tuple[Edition, ...]
    name: str
    name_en: str
    parameters: tuple[Parameter, ...] | None = ()
    answer: tuple[Parameter, ...] = ()
    numbers: Numbers = Numbers.NONE
    effect: Effect = Effect.READS

    @property
    def needs_second_person(self) -> bool:
        """Whether it changes something on which later readings rest."""
        return self.effect is Effect.CHANGES

    @property
    def is_history(self) -> bool:
        """Whether it asks for a range of past records."""
        return self.numbers is Numbers.OWN


_SHORT: dict[str, Edition] = {"05": "2005", "17": "2017", "25": "2025", "SW": "sw"}


def _editions(text: str) -> tuple[Edition, ...]:
    return tuple(_SHORT[word] for word in text.split())


def _parameters(text: str | None) -> tuple[Parameter, ...] | None:
    """Read `A B?`: fields in their order, `?` after an optional one; None for unknown."""
    if text is None:
        return None
    return tuple(Parameter(word.rstrip("?"), word.endswith("?")) for word in text.split())


def _ask(
    code: str,
    editions: str,
    name: str,
    name_en: str,
    sent: str | None = "",
    *,
    answer: str = "",
    numbers: Numbers | None = None,
    effect: Effect = Effect.READS,
) -> Command:
    """Write the row of a request of the centre."""
    return Command(
        code,
        Direction.DOWN,
        Kind.REQUEST,
        _editions(editions),
        name,
        name_en,
        _parameters(sent),
        _parameters(answer) or (),
        numbers or (Numbers.SAME if answer else Numbers.NONE),
        effect,
    )


def _set(code: str, editions: str, name: str, name_en: str, sent: str | None = "") -> Command:
    """Write the row of a request that changes something."""
    return _ask(code, editions, name, name_en, sent, effect=Effect.CHANGES)


def _do(code: str, editions: str, name: str, name_en: str, sent: str | None = "") -> Command:
    """Write the row of a request to do something once."""
    return _ask(code, editions, name, name_en, sent, effect=Effect.ACTS)


def _past(code: str, editions: str, name: str, name_en: str, answer: str) -> Command:
    """Write the row of a request for history."""
    sent = "BeginTime EndTime"
    return _ask(code, editions, name, name_en, sent, answer=answer, numbers=Numbers.OWN)


def _up(code: str, editions: str, name: str, name_en: str, sent: str | None = "") -> Command:
    """Write the row of an upload."""
    kinds = (Direction.UP, Kind.UPLOAD)
    return Command(code, *kinds, _editions(editions), name, name_en, _parameters(sent))


def _tell(code: str, editions: str, name: str, name_en: str, sent: str | None = "") -> Command:
    """Write the row of a notice of the field."""
    kinds = (Direction.UP, Kind.NOTICE)
    return Command(code, *kinds, _editions(editions), name, name_en, _parameters(sent))


def _stop(code: str, editions: str, name: str, name_en: str) -> Command:
    """Write the row of a notice of the centre."""
    kinds = (Direction.DOWN, Kind.NOTICE)
    return Command(code, *kinds, _editions(editions), name, name_en, effect=Effect.ACTS)


def _reply(code: str, direction: Direction, name: str, name_en: str, sent: str = "") -> Command:
    """Write the row of an answer."""
    kinds = (direction, Kind.ANSWER)
    return Command(code, *kinds, EDITIONS, name, name_en, _parameters(sent))


_STATION_CONTROL = tuple(str(code) for code in (*range(3042, 3047), 3056, *range(3080, 3087), 3100))
_PERIOD = "DataTime x-Cou? x-Min? x-Avg? x-Max? x-Flag?"

COMMANDS: tuple[Command, ...] = (
    _set(
        "1000", "05 17 25", "设置超时时间及重发次数", "set time-out and retries", "OverTime ReCount"
    ),
    _set("1001", "05", "设置超限报警时间", "set the time between alarms", "WarnTime"),
    _tell(
        "1001",
        "25",
        "数采仪注册",
        "register the data logger",
        "i23005-Info? i23006-Info? i23007-Info? i23008-Info?",
    ),
    _set("1002", "25", "下发数采仪入网编码", "give the data logger its MN", "i23005-Info"),
    _ask(
        "1011", "05 17 25", "提取现场机时间", "get the clock", "PolId?", answer="PolId? SystemTime"
    ),
    _set("1012", "05 17 25", "设置现场机时间", "set the clock", "PolId? SystemTime"),
    _tell("1013", "17 25", "现场机时间校准请求", "ask for the clock to be set", "PolId?"),
    _tell("1014", "25", "密钥更新请求", "ask for a new key", "SKCreateTime?"),
    _set("1014", "25", "设置密钥", "set the key", "SKCreateTime NewSK"),
    _ask("1014", "SW", "提取数采仪时间", "get the logger's clock", answer="SystemTime"),
    _set("1015", "SW", "设置数采仪时间", "set the logger's clock", "SystemTime"),
    _ask(
        "1021", "05", "提取报警门限值", "get alarm limits", "PolId", answer="x-LowValue x-UpValue"
    ),
    _set("1022", "05", "设置报警门限值", "set alarm limits", "x-LowValue x-UpValue"),
    _ask("1031", "05", "提取上位机地址", "get the centre's address", answer="AlarmTarget"),
    _set("1032", "05", "设置上位机地址", "set the centre's address", "AlarmTarget"),
    _ask("1041", "05", "提取数据上报时间", "get the daily report time", answer="ReportTime"),
    _set("1042", "05", "设置数据上报时间", "set the daily report time", "ReportTime"),
    _ask(
        "1061", "05 17 25", "提取实时数据间隔", "get the real-time interval", answer="RtdInterval"
    ),
    _set("1062", "05 17 25", "设置实时数据间隔", "set the real-time interval", "RtdInterval"),
    _ask("1063", "17 25", "提取分钟数据间隔", "get the minute interval", answer="MinInterval"),
    _set("1064", "17 25", "设置分钟数据间隔", "set the minute interval", "MinInterval"),
    _set("1072", "05", "设置现场机密码", "set the password", "PW"),
    _set("1072", "17 25", "设置现场机密码", "set the password", "NewPW"),
    _do("2011", "05 17", "取污染物实时数据", "start real-time data"),
    _do("2011", "25", "取实时数据", "start real-time data", "BeginTime? EndTime?"),
    _up("2011", "05 17 25 SW", "上传实时数据", "real-time data", "DataTime x-Rtd? x-Flag?"),
    _stop("2012", "05 17 25", "停止察看污染物实时数据", "stop real-time data"),
    _up(
        "2013",
        "25",
        "上传分析周期原始数据",
        "raw data of one cycle",
        "SampleTime CompleteTime SampleType",
    ),
    _do("2021", "05 17 25", "取设备运行状态数据", "start device states"),
    _up("2021", "05 17 25", "上传设备运行状态", "device states", "DataTime SB-RS?"),
    _stop("2022", "05 17 25", "停止察看设备运行状态", "stop device states"),
    _past("2031", "05 17 25", "取日历史数据", "get day data", _PERIOD),
    _up("2031", "05 17 25", "上传日数据", "day data", _PERIOD),
    _past("2041", "05 17 25", "取设备运行时间日历史数据", "get running hours", "DataTime SB-RT"),
    _up("2041", "05 17 25", "上传设备运行时间日数据", "running hours per day", "DataTime SB-RT"),
    _past("2051", "05 17 25", "取分钟数据", "get minute data", _PERIOD),
    _up("2051", "05 17 25", "上传分钟数据", "minute data", _PERIOD),
    _up("2052", "25", "上传噪声测量数据", "one noise measurement", None),
    _past("2061", "05 17 25 SW", "取小时数据", "get hour data", _PERIOD),
    _up("2061", "05 17 25 SW", "上传小时数据", "hour data", _PERIOD),
    _up(
        "2062",
        "25",
        "上传自动标样核查数据",
        "standard check",
        "DataTime? x-SampleRd x-StandardValue",
    ),
    _up(
        "2062",
        "SW",
        "上传标样核查数据",
        "standard check",
        "DataTime? x-Check x-StandardValue x-Flag",
    ),
    _up("2063", "SW", "上传加标回收数据", "spike recovery", None),
    _up("2064", "SW", "上传平行样数据", "parallel sample", None),
    _up("2065", "SW", "上传零点核查数据", "zero check", None),
    _up("2066", "SW", "上传跨度核查数据", "span check", None),
    _past("2071", "05", "取报警记录", "get alarm records", "DataTime x-Ala"),
    _up("2071", "05", "上传报警记录", "alarm records", "DataTime x-Ala"),
    _tell("2072", "05", "上传报警事件", "an alarm begins or ends", "AlarmTime x-Ala AlarmType"),
    _up("2081", "17 25", "上传数采仪开机时间", "the logger has started", "DataTime RestartTime"),
    _up("2111", "25", "上传炉膛温度", "furnace temperature", "DataTime a01901-Avg"),
    _set("3011", "05 17", "零点校准量程校准", "calibrate zero and span", "PolId"),
    _set("3011", "25", "零点校准量程校准", "calibrate zero and span", "PolId CalibrationType?"),
    _do("3012", "05 17 25", "即时采样", "sample now", "PolId"),
    _do("3013", "05", "设备操作", "operate a device", "PolId"),
    _do("3013", "17 25", "启动清洗或反吹", "clean or blow back", "PolId"),
    _set("3014", "05", "设置采样时间周期", "set the sampling cycle", "PolId CTime"),
    _do("3014", "17", "比对采样", "comparison sample", "PolId"),
    _ask(
        "3015",
        "17",
        "超标留样",
        "keep a sample of an exceedance",
        answer="DataTime VaseNo",
        effect=Effect.ACTS,
    ),
    _set("3016", "17", "设置采样时间周期", "set the sampling cycle", "PolId CstartTime CTime"),
    _ask(
        "3017",
        "17",
        "提取采样时间周期",
        "get the sampling cycle",
        "PolId",
        answer="PolId CstartTime CTime",
    ),
    _ask("3018", "17", "提取出样时间", "get the time to a result", "PolId", answer="PolId Stime"),
    _ask("3019", "17 25", "提取设备唯一标识", "get the serial", "PolId", answer="PolId x-SN"),
    _up("3019", "17 25", "上传设备唯一标识", "the serial", "DataTime? PolId x-SN"),
    _ask(
        "3020",
        "17 25 SW",
        "提取现场机信息",
        "get field information",
        "PolId InfoId BeginTime? EndTime?",
        answer="DataTime PolId i-Info",
        numbers=Numbers.EITHER,
    ),
    _up("3020", "17 25 SW", "上传现场机信息", "field information", "DataTime PolId i-Info"),
    _set("3021", "17 25", "设置现场机参数", "set a parameter", "PolId InfoId i-Info"),
    _do("3022", "25", "即时留样", "keep a sample now", None),
    _up("3022", "25", "上传留样信息", "a sample was kept", "DataTime VaseNo x-Info?"),
    _do("3024", "25", "启动标样核查", "start a standard check", None),
    *(
        _set(code, "SW", f"水站控制 {code}", f"station control {code}", None)
        for code in _STATION_CONTROL
    ),
    _reply("9011", Direction.UP, "请求应答", "answer to a request", "QnRtn"),
    _reply("9012", Direction.UP, "执行结果", "result of a request", "ExeRtn"),
    _reply("9013", Direction.BOTH, "通知应答", "answer to a notice"),
    _reply("9014", Direction.BOTH, "数据应答", "answer to data"),
    _tell("9015", "25 SW", "心跳", "heartbeat"),
    _tell("9021", "", "登录或心跳（地方规定）", "log-in or heartbeat of local rules", None),
    _reply("9022", Direction.DOWN, "登录或心跳应答（地方规定）", "its answer"),
)


def find(code: str, direction: Direction, edition: Edition) -> Command | None:
    """Find the row of a code.

    Parameters
    ----------
    code
        Four digits.
    direction
        Who sent it, or is to send it.
    edition
        The logger's edition.

    Returns
    -------
    Command or None
        The row of that edition; else that of another one, since loggers mix editions; None for a
        code of local rules.
    """
    rows = [
        row for row in COMMANDS if row.code == code and row.direction in (direction, Direction.BOTH)
    ]
    return next((row for row in rows if edition in row.editions), rows[0] if rows else None)


def requestable(edition: Edition) -> Iterable[Command]:
    """List what a centre may send to a logger of an edition, in the order of the codes."""
    return (
        row
        for row in COMMANDS
        if row.direction is Direction.DOWN
        and row.kind is not Kind.ANSWER
        and edition in row.editions
    )
