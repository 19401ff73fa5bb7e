"""The catalogue of shared data as DCAT-AP 3: what there is, from whom, how often, under which licence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Max, Min

from qingtian.policy.deadlines import Period
from qingtian_platform.collect.feeds.infos import AgreementInfo
from qingtian_platform.collect.feeds.models import Result
from qingtian_platform.collect.feeds.standing import listed
from qingtian_platform.kit.times import beijing

CONTEXT: Final[dict[str, Any]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/"
_FREQUENCIES: Final = {
    Period(hours=1): "HOURLY",
    Period(days=1): "DAILY",
    Period(days=7): "WEEKLY",
    Period(months=1): "MONTHLY",
    Period(months=3): "QUARTERLY",
    Period(months=12): "ANNUAL",
}
_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_TITLE: Final = {"zh": "生态环境监测数据目录", "en": "Catalogue of environmental monitoring data"}
_ABOUT: Final = {
    "zh": "各部门按协议联网共享的生态环境监测数据（D7-7.24-03）。",
    "en": "Environmental monitoring data that departments share by agreement (D7-7.24-03).",
}


def catalogue(now: datetime | None = None, base: str = "") -> dict[str, Any]:
    """Give the catalogue as JSON-LD.

    Parameters
    ----------
    now
        The present.
    base
        Address of the portal, without a slash at its end; addresses are relative where left out.

    Returns
    -------
    dict
        A `dcat:Catalog` with one `dcat:Dataset` for each agreement in force.
    """
    present = beijing(now or datetime.now(UTC))
    came = _came(present)
    sets = [_dataset(each, came.get(each.key), base) for each in listed(present.date())]
    publishers = {each["dct:publisher"]["@id"]: each["dct:publisher"] for each in sets}
    owner = next(iter(publishers.values()), None)
    found = {
        "@context": CONTEXT,
        "@id": f"{base}/catalogue/",
        "@type": "dcat:Catalog",
        "dct:title": _both(_TITLE),
        "dct:description": _both(_ABOUT),
        "dct:language": [{"@id": f"{_LANGUAGE}{code}"} for code in ("ZHO", "ENG")],
        "foaf:homepage": {"@id": f"{base}/catalogue/"},
        "dcat:dataset": sets,
    }
    if owner is not None:
        found["dct:publisher"] = owner
    modified = [each["dct:modified"]["@value"] for each in sets if "dct:modified" in each]
    if modified:
        found["dct:modified"] = _moment(max(modified))
    return found


def _came(now: datetime) -> dict[str, dict[str, datetime]]:
    """Give from when to when data is there, and when the last came, by agreement."""
    rows = (
        Result.objects.filter(state=Result.State.TAKEN, at__lte=now)
        .order_by()
        .values("batch__agreement")
        .annotate(begin=Min("first"), end=Max("last"), at=Max("at"))
    )
    return {
        row["batch__agreement"]: {name: row[name] for name in ("begin", "end", "at")}
        for row in rows
    }


def _dataset(one: AgreementInfo, came: Mapping[str, datetime] | None, base: str) -> dict[str, Any]:
    here = f"{base}/catalogue/{one.key}/"
    terms = one.terms
    frequency = _FREQUENCIES.get(terms.period, "OTHER")
    codes = ", ".join(dict.fromkeys(each.code for each in terms.columns.values()))
    found: dict[str, Any] = {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": one.key,
        "dct:title": _both(one.name),
        "dct:description": _both({lang: _about(one, lang, codes) for lang in ("zh", "en")}),
        "dct:publisher": _publisher(one, base),
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": _both(terms.contact),
            "vcard:hasEmail": {"@id": f"mailto:{terms.mail}"},
        },
        "dct:accrualPeriodicity": {"@id": f"{_FREQUENCY}{frequency}"},
        "dct:issued": {
            "@type": "xsd:date",
            "@value": min((terms.since, *one.earlier)).isoformat(),
        },
        "dcat:landingPage": {"@id": here},
        "dct:spatial": {"@id": "http://sws.geonames.org/1816670/"},
        "dcat:keyword": [each.code for each in terms.columns.values()],
        "dcat:distribution": [_distribution(one, base)],
    }
    if came is not None:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _moment(beijing(came["begin"]).isoformat()),
            "dcat:endDate": _moment(beijing(came["end"]).isoformat()),
        }
        found["dct:modified"] = _moment(beijing(came["at"]).isoformat())
    return found


def _about(one: AgreementInfo, language: str, codes: str) -> str:
    things = "、" if language == "zh" else ", "
    names = things.join(each.name[language] for each in one.terms.things.values())
    return f"{one.name[language]}: {names} ({codes})"


def _publisher(one: AgreementInfo, base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/catalogue/#{one.department}",
        "@type": "foaf:Agent",
        "foaf:name": _both(one.department_name),
    }


def _distribution(one: AgreementInfo, base: str) -> dict[str, Any]:
    terms = one.terms
    return {
        "@id": f"{base}/catalogue/{one.key}/#csv",
        "@type": "dcat:Distribution",
        "dct:title": _both(one.name),
        "dcat:accessURL": {"@id": f"{base}/catalogue/{one.key}/"},
        "dcat:downloadURL": {"@id": f"{base}/catalogue/{one.key}.csv"},
        "dcat:mediaType": {"@id": f"{_MEDIA}text/csv"},
        "dct:format": {"@id": f"{_TYPES}CSV"},
        "dct:license": {
            "@id": terms.licence_url,
            "@type": "dct:LicenseDocument",
            "dct:title": _both(terms.licence),
        },
    }


def _both(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": code, "@value": words[code]} for code in ("zh", "en")]


def _moment(text: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": text}
