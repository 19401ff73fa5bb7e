"""The file of a case as ZIP: papers, originals, proofs, and sums that a stranger checks with `sha256sum -c`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import (
    casefile,
    checklist,
    exhibits,
    handed,
    printing,
    reading,
)
from qingtian_platform.act.papers.infos import ExhibitInfo, PaperInfo
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts

SUMS: Final = "SHA256SUMS"
_MOMENT: Final = (2000, 1, 1, 0, 0, 0)
README: Final = """\
案卷 / file of a case

sha256sum -c SHA256SUMS     每个文件是否原样 / whether each file is what was packed

file.pdf                    案卷 / the file, PDF/A
checklist.csv               完整性清单 / what is there, what is missing
papers/                     每份文书：PDF 及其内容（text）、盐（salt）与摘要（digest）
                            each paper: its PDF, and its text, salt and digest
                            digest = SHA-256(salt || UTF-8 of text)
exhibits/                   证据原件，以 SHA-256 命名；.json 为登记内容
                            originals by SHA-256; .json says what was said of each
handovers/                  报警移交包：立项所据的一份，其 SHA-256 写在首个步骤的理由里（deeds/ 的 text）；
                            所列封存帧的脱敏内容在 exhibits/（以 leaf 命名，.frame），证明在 proofs/reading-*
                            packages that alarms handed over; the reason of the act that opened the
                            case (text in deeds/) names the SHA-256 of its package. The frames that
                            it lists stand in exhibits/ by their leaf, masked; proofs/reading-* prove them
deeds/                      每个步骤：内容、盐、摘要，及到封存根的路径
                            each act: its text, salt and digest, and the path to the root
                            that the evidence log holds; without them where it waits for its seal
proofs/                     证据日志的证明，用 qingtian verify 核对
                            proofs of the evidence log: qingtian verify proofs/NAME
"""


def file_zip(matter: int, now: datetime | None = None) -> bytes:
    """Pack the file of a matter, and of those that it called.

    Parameters
    ----------
    matter
        Which.
    now
        As of when.

    Returns
    -------
    bytes
        A ZIP; `SHA256SUMS` in it names every other file.

    Raises
    ------
    NoSuchError
        If there is no such matter.
    """
    present = now or datetime.now(UTC)
    files = {
        "README.txt": README.encode(),
        "file.pdf": casefile.file_pdf(matter, present),
        "checklist.csv": _checked(matter, present),
    }
    for each in checklist.family(matter):
        files.update(_of(each))
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in ((SUMS, sums.encode()), *sorted(files.items())):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)
    return out.getvalue()


def _of(matter: cases.MatterInfo) -> Iterator[tuple[str, bytes]]:
    for paper in reading.of_matter(matter.id):
        if paper.digest:
            yield from _paper(paper)
    for exhibit in exhibits.exhibits(matter.id):
        yield from _exhibit(exhibit)
    for given in handed.handed(matter.id):
        yield f"handovers/{given.info.id:06d}.json", given.info.text.encode()
        for each in given.frames:
            yield from _reading(each["batch"], each["frame"], each["leaf"])
    yield from _deeds(matter)


def _paper(info: PaperInfo) -> Iterator[tuple[str, bytes]]:
    name = f"papers/{info.id:06d}-{info.kind.replace('/', '-')}"
    said = {"digest": info.digest, "salt": info.salt, "text": info.text}
    yield f"{name}.pdf", printing.pdf(info.id)
    yield f"{name}.json", _json(said)
    yield from _proof(f"proofs/paper-{info.id:06d}", info.sealed)
    for n, (_name, _at, act) in enumerate(info.signed, 1):
        yield from _proof(f"proofs/paper-{info.id:06d}-signature-{n}", acts.number_of(act))


def _exhibit(info: ExhibitInfo) -> Iterator[tuple[str, bytes]]:
    said = {"digest": info.digest, "salt": info.salt, "text": exhibits.text_of(info)}
    yield f"exhibits/{info.hash}.json", _json(said)
    yield from _proof(f"proofs/exhibit-{info.id:06d}", info.sealed)
    if info.kind == "file":
        try:
            yield f"exhibits/{info.hash}.{info.form}", exhibits.original(info)
        except LookupError:
            return  # the checklist says that it is gone
    if info.batch is not None and info.frame is not None:
        yield from _reading(info.batch, info.frame, info.hash)


def _reading(batch: int, frame: int, leaf: str) -> Iterator[tuple[str, bytes]]:
    """Give a sealed frame as the public sees it, by its leaf, with its proof."""
    try:
        yield f"exhibits/{leaf}.frame", record.sealed_frame(batch, frame).masked
        proof = record.log_proof(batch, frame)
    except record.NotLoggedError:
        return  # not in the log yet: there is nothing to prove it by
    except (record.NotSealedError, IndexError):
        return  # the checklist says that it is gone
    yield f"proofs/reading-{batch}-{frame}.tlog-proof", proof.to_bytes()


def _deeds(matter: cases.MatterInfo) -> Iterator[tuple[str, bytes]]:
    """Give what was done: text and salt where it is sealed, with the path to the root that the log holds."""
    for deed in cases.deeds(matter.id):
        name = f"{matter.number}-{deed.seq:03d}"
        said: dict[str, object] = {
            "act": deed.act,
            "at": deed.at.isoformat(),
            "digest": deed.digest,
        }
        sealed = cases.proof_of(matter.id, deed.seq)
        if sealed is not None:
            said |= asdict(sealed)
        yield f"deeds/{name}.json", _json(said)
        yield from _proof(f"proofs/deed-{name}", deed.proof)


def _proof(name: str, act: int | None) -> Iterator[tuple[str, bytes]]:
    """Give the proof of an act of the log; nothing where it is not in the log yet."""
    if act is None:
        return
    try:
        proof = acts.proof(act)
    except record.NotLoggedError:
        return
    yield f"{name}.tlog-proof", proof.to_bytes()


def _json(said: Mapping[str, object]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _checked(matter: int, now: datetime) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = [_("Matter"), _("Act of the case"), _("When"), _("Paper"), _("Number of the paper"), _("Who signed"), _("How it was served"),
            _("Time limit"), _("Nothing is missing"), _("What is missing")]  # fmt: skip
    writer.writerow(head)
    for row in checklist.checklist(matter, now):
        cells = [f"{getattr(row, key).mark} {getattr(row, key).text}" for key in checklist.COLUMNS]
        when = row.when.isoformat() if row.when else ""
        writer.writerow(
            [row.matter, row.act, when, *cells, "yes" if row.ok else "no", " ".join(row.why)]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
