"""Why an act is refused: a code and its parts, so that a page can say it in Chinese and in English.

A reason is its English sentence, so whatever takes words takes reasons; `say` gives it in a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Self

from qingtian.quantities import BEIJING

Named = Mapping[str, str]
"""A name by language."""
Part = str | int | date | Named | tuple[Named, ...] | None

SAYINGS: Final[Mapping[str, Named]] = {
    "opening": {
        "en": "expected an act that opens a case: {acts}",
        "zh": "应以立案的步骤开始：{acts}",
    },
    "in-force": {
        "en": "expected a day on which the procedure is in force; got {day}",
        "zh": "该程序在{day}不在施行期内",
    },
    "order": {
        "en": "expected a time not before the last act, {last}; got {at}",
        "zh": "时间不得早于上一步骤（{last}）；填报为{at}",
    },
    "zone": {
        "en": "expected a time with its time zone; got one without",
        "zh": "时间应带时区",
    },
    "state": {
        "en": "expected the state {wanted}; it is {state}",
        "zh": "应处于“{wanted}”，现为“{state}”",
    },
    "before": {"en": "expected {act} to be done before", "zh": "应先完成“{act}”"},
    "no-more": {"en": "it is no more allowed after {act}", "zh": "“{act}”之后不得再办"},
    "passed": {
        "en": "expected that the time has passed: {duty}",
        "zh": "期限尚未届满：{duty}",
    },
    "most": {
        "en": "expected it at most {most} times; it was done {times} times",
        "zh": "最多可办{most}次，已办{times}次",
    },
    "party": {"en": "expected it from {parties}; got {by}", "zh": "应由{parties}办理，现为{by}"},
    "returned": {
        "en": "expected the end of {wanted}; got {got}",
        "zh": "应由{wanted}办结带回，现为{got}",
    },
    "reason": {"en": "expected a reason; there is none", "zh": "应写明理由"},
    "fact": {"en": "expected {fact}; it is missing", "zh": "应填报“{fact}”，现未填"},
    "foreign-fact": {
        "en": "expected facts that the act asks for; got {fact}",
        "zh": "该步骤不需要填报：{fact}",
    },
    "value": {"en": "{fact}: {problem}", "zh": "“{fact}”填报有误：{problem}"},
    "unfit": {
        "en": "expected {fact} {wanted}; it is {value}",
        "zh": "“{fact}”应为{wanted}，现为{value}",
    },
    "paper": {
        "en": "expected {paper}{where}; it is missing",
        "zh": "应附《{paper}》{where}，现未附",
    },
    "paper-lacks": {"en": "{paper}{where}: {lack}", "zh": "《{paper}》{where}：{lack}"},
    "foreign-paper": {
        "en": "expected papers of the procedure; got {paper}",
        "zh": "该程序没有这种文书：{paper}",
    },
    "table": {"en": "{problem}", "zh": "判定表没有适用的一行：{problem}"},
    "open-duty": {
        "en": "expected no open duty at the end; open is {duty}",
        "zh": "办结前应无未了义务，尚有：{duty}",
    },
    "undone": {
        "en": "expected {act} to be done before the end",
        "zh": "办结前应先完成“{act}”",
    },
    "officers": {
        "en": "expected {wanted} officers with the numbers of their certificates; got {got}",
        "zh": "应有{wanted}名执法人员及其执法证号，现有{got}名",
    },
    "witness": {
        "en": "expected a witness of the refusal to sign; there is none",
        "zh": "当事人拒绝签字的，应有见证人，现无",
    },
    "party-sign": {
        "en": "expected the party's signature, or its refusal with a witness; there is neither",
        "zh": "应有当事人签字，或者拒签及见证人，现均无",
    },
    "replaced": {
        "en": "expected what stands for the party's signature; there is nothing",
        "zh": "应写明代替当事人签字的方式，现无",
    },
    "times": {
        "en": "expected when it began and ended; one is missing",
        "zh": "应写明起止时间，现不全",
    },
    "times-order": {
        "en": "expected an end after the begin; got {begin} to {end}",
        "zh": "结束时间应晚于开始时间；填报为{begin}至{end}",
    },
    "times-late": {
        "en": "expected a paper that was taken before the act; it ended at {end}",
        "zh": "文书应在办理之前制作完毕；其结束时间为{end}",
    },
    "signature": {"en": "expected a signature; there is none", "zh": "应有签名，现无"},
    "seal": {"en": "expected the seal of the unit; there is none", "zh": "应加盖单位印章，现无"},
    "present": {
        "en": "expected the present: only a matter that is recorded afterwards bears earlier times",
        "zh": "应为当前时间；只有补录的事项可用此前的时间",
    },
    "future": {"en": "expected a time that has come; got {at}", "zh": "时间尚未到来：{at}"},
    "ancient": {
        "en": "expected a time from {first}; got {at}",
        "zh": "时间不得早于{first}；填报为{at}",
    },
    "huge": {
        "en": "{fact}: expected a number below 1e{power}; got more",
        "zh": "“{fact}”数值过大，应小于1e{power}",
    },
    "long": {
        "en": "expected at most {most} characters in all; got more",
        "zh": "内容过长，合计最多{most}字",
    },
    "number": {"en": "expected a number; there is none", "zh": "应有文号，现无"},
}
"""What each code says, by language."""
NOTHING: Final[Named] = {"en": "none", "zh": "无"}
BEFORE: Final[Named] = {"en": "before the case", "zh": "立案之前"}
UNKNOWN: Final[Named] = {"en": "not known", "zh": "未知"}
YES_NO: Final[Mapping[str, Named]] = {
    "true": {"en": "true", "zh": "是"},
    "false": {"en": "false", "zh": "否"},
}


class Reason(str):
    """Why an act is refused.

    Attributes
    ----------
    code
        Key of `SAYINGS`.
    parts
        What the sentence names: names by language, numbers, times; a reason within a reason.
    about
        Key of the fact or paper that it is about; empty where it is about neither.
    clauses, law
        Where the demand stands, if anywhere.
    """

    __slots__ = ("about", "clauses", "code", "law", "parts")
    code: str
    parts: Mapping[str, Part]
    about: str
    clauses: tuple[str, ...]
    law: str

    def __new__(
        cls,
        code: str,
        *,
        about: str = "",
        clauses: tuple[str, ...] = (),
        law: str = "",
        **parts: Part,
    ) -> Self:
        """Make one; its text is the English sentence."""
        made = super().__new__(cls, _said(code, parts, "en"))
        made.code, made.parts, made.about = code, parts, about
        made.clauses, made.law = clauses, law
        return made

    def say(self, language: str) -> str:
        """Say it in a language, `zh` or `en`."""
        return _said(self.code, self.parts, language)


def valued(value: object) -> Part:
    """Name a value of a fact: what is not known, yes and no by language, all else as it is."""
    if value is None:
        return UNKNOWN
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return YES_NO.get(text, value if isinstance(value, date) else text)


def _said(code: str, parts: Mapping[str, Part], language: str) -> str:
    words = {name: _word(part, language) for name, part in parts.items()}
    return SAYINGS[code][language].format_map(words)


def _word(part: Part, language: str) -> str:
    if isinstance(part, Reason):
        return part.say(language)
    if isinstance(part, Mapping):
        return part[language]
    if isinstance(part, tuple):
        return ("、" if language == "zh" else ", ").join(each[language] for each in part)
    if isinstance(part, datetime) and part.tzinfo:
        return f"{part.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return str(part)
