"""What the patrols offer: reaches and chiefs, what is due, reports, what was missed."""

from qingtian_platform.act.patrols.errors import PatrolRefusedError
from qingtian_platform.act.patrols.infos import MissedInfo, PatrolInfo, ReachInfo, Rule, Turn
from qingtian_platform.act.patrols.missing import look, missed, rule
from qingtian_platform.act.patrols.reaches import LEVELS, appoint, english_names, ensure_reach, own
from qingtian_platform.act.patrols.reporting import PROBLEMS, Report, patrols, report
from qingtian_platform.act.patrols.turns import due

__all__ = [
    "LEVELS",
    "PROBLEMS",
    "MissedInfo",
    "PatrolInfo",
    "PatrolRefusedError",
    "ReachInfo",
    "Report",
    "Rule",
    "Turn",
    "appoint",
    "due",
    "english_names",
    "ensure_reach",
    "look",
    "missed",
    "own",
    "patrols",
    "report",
    "rule",
]
