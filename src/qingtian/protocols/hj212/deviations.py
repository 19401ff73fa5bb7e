"""What a frame or message may do that the standard does not allow, each with a stable id.

The catalogue is data: `docs/protocols/hj212.md` lists every id, and a test holds it to that.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingtian.protocols.hj212.crc import FOREIGN


@dataclass(frozen=True)
class Deviation:
    """One kind of departure from the standard.

    Parameters
    ----------
    id
        Stable name, as counted by device and shown.
    clause
        What it breaks.
    message
        What was expected.
    """

    id: str
    clause: str
    message: str


_FRAME = "HJ 212-2017 table 2"
_SEGMENT = "HJ 212-2017 table 3"
_FIELDS = "HJ 212-2017 6.3 and table 4"
_CRC = "HJ 212-2017 appendix A"

_LISTED = (
    Deviation("no-head", _FRAME, "a frame begins with ##"),
    Deviation("length-digits", _FRAME, "the length has four decimal digits"),
    Deviation("length", _FRAME, "the length counts the bytes of the data segment"),
    Deviation("long", _FRAME, "a data segment has at most 1024 bytes"),
    Deviation("semicolons", _FRAME, "no semicolon after the length and before the checksum"),
    Deviation("crc-case", _FRAME, "hexadecimal digits of the checksum are upper case"),
    Deviation("crc-short", _FRAME, "the checksum has four hexadecimal digits"),
    Deviation("checksum", _CRC, "the checksum is that of the data segment"),
    Deviation("checksum-without-spaces", _CRC, "the checksum covers spaces too"),
    Deviation("no-close", _SEGMENT, "the data area ends with &&"),
    Deviation("one-ampersand", _SEGMENT, "the data area begins with &&"),
    Deviation("no-cp", _SEGMENT, "a data segment has a field CP"),
    Deviation("empty-part", _SEGMENT, "fields and items are divided by one semicolon"),
    Deviation("spaces", _SEGMENT, "no spaces around names and values"),
    Deviation("after-cp", _SEGMENT, "CP is the last field"),
    Deviation("order", _SEGMENT, "fields come as QN ST CN PW MN Flag PNUM PNO CP"),
    Deviation("field-name", _SEGMENT, "fields are named QN ST CN PW MN Flag PNUM PNO CP"),
    Deviation("extra-field", _SEGMENT, "no fields other than QN ST CN PW MN Flag PNUM PNO CP"),
    Deviation("repeated-field", _SEGMENT, "a field occurs once"),
    Deviation("qn-missing", _SEGMENT, "a data segment has a request number QN"),
    Deviation("qn-form", _SEGMENT, "QN is YYYYMMDDhhmmsszzz"),
    Deviation("qn-in-cp", _SEGMENT, "QN stands before CP"),
    Deviation("st-form", "HJ 212-2017 table 5", "ST has two characters"),
    Deviation("cn-form", "HJ 212-2017 table 9", "CN has four decimal digits"),
    Deviation("pw-form", _SEGMENT, "PW has six characters"),
    Deviation("mn-form", _SEGMENT, "MN has the length and the characters of the edition"),
    Deviation("flag-missing", _SEGMENT, "a data segment has Flag"),
    Deviation("flag-form", _SEGMENT, "Flag is an integer 0..255"),
    Deviation("flag-version", _SEGMENT, "the version bits of Flag name the edition"),
    Deviation("flag-packets", _SEGMENT, "PNUM and PNO stand with bit D of Flag, and only then"),
    Deviation("packet-number", _SEGMENT, "PNUM and PNO are numbers, PNO from 1 to PNUM"),
    Deviation("data-time", _FIELDS, "DataTime is YYYYMMDDhhmmss"),
    Deviation("stamp-off-grid", _FIELDS, "a period is stamped with its start"),
    Deviation("comma", _FIELDS, "items are divided by semicolons"),
    Deviation("no-name", _FIELDS, "a value has a name"),
    Deviation("repeated-key", _FIELDS, "a name occurs once in a data area"),
    Deviation("flag-case", "HJ 212-2017 table 8", "data marks are upper case"),
    Deviation("bare-flag", "HJ 212-2017 table 8", "a data mark names its factor"),
    Deviation("field-case", _FIELDS, "field names are spelt as in table 4"),
    Deviation("not-a-number", _FIELDS, "a value is a plain decimal number"),
    Deviation("gbk", "HJ 212-2017 6.2", "text is UTF-8"),
    Deviation("bytes", "HJ 212-2017 6.2", "text is ASCII or UTF-8"),
    Deviation("encrypted", "HJ 212-2025 appendix", "the data area was decrypted by us"),
    Deviation("cipher-printed", "HJ 212-2025 appendix", "cipher text is sent as bytes"),
    Deviation("cipher", "HJ 212-2025 appendix", "a key is known for an encrypted data area"),
    Deviation("standard-swapped", _CRC, "the checksum is sent high byte first"),
)


def _foreign() -> list[Deviation]:
    """List the other checksums, by algorithm, byte order and span."""
    return [
        Deviation(f"{name}{order}{span}", _CRC, f"the checksum is the standard's, not {name}")
        for name in FOREIGN
        for order in ("", "-swapped")
        for span in ("", "-with-length", "-with-head")
    ]


DEVIATIONS: dict[str, Deviation] = {d.id: d for d in (*_LISTED, *_foreign())}
"""Every deviation by id."""
