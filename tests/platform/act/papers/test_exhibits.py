"""Exhibits: what is not wholly what its name says is refused; metadata is kept; twice is once."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qingtian_platform.act.papers import api as papers

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 4, height: int = 4, rows: bytes | None = None) -> bytes:
    data = zlib.compress(rows if rows is not None else (b"\0" + b"\x40\x80\xc0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg(exif: bytes = b"", size: tuple[int, int] = (16, 16), tail: bytes = b"") -> bytes:
    """Write the segments of a JPEG; its picture is not one, which nothing here decodes."""
    note = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if exif else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, *size, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8" + note + frame + scan + b"\xff\xd9" + tail


def exif(moment: bytes = b"2024:05:06 09:30:00") -> bytes:
    """Write the notes of a camera: make, time, and a place in Beijing."""
    text = [b"Maker\0", moment + b"\0"]
    place = [struct.pack(">6I", 39, 1, 55, 1, 0, 1), struct.pack(">6I", 116, 1, 27, 1, 0, 1)]
    main, gps = 8, 8 + 2 + 3 * 12 + 4
    data = gps + 2 + 4 * 12 + 4
    spots = [data]
    for each in (*text, *place):
        spots.append(spots[-1] + len(each))

    def entry(tag: int, kind: int, many: int, value: bytes) -> bytes:
        return struct.pack(">HHI", tag, kind, many) + value.ljust(4, b"\0")

    def far(n: int) -> bytes:
        return struct.pack(">I", spots[n])

    first = struct.pack(">H", 3) + entry(0x010F, 2, 6, far(0)) + entry(0x0132, 2, 20, far(1))
    first += entry(0x8825, 4, 1, struct.pack(">I", gps)) + b"\0" * 4
    second = struct.pack(">H", 4) + entry(1, 2, 2, b"N") + entry(2, 5, 3, far(2))
    second += entry(3, 2, 2, b"E") + entry(4, 5, 3, far(3)) + b"\0" * 4
    tiff = b"MM\0*" + struct.pack(">I", main) + first + second + b"".join((*text, *place))
    return b"Exif\0\0" + tiff


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


SHEET = {"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}


@pytest.fixture
def matter(clerk) -> int:
    return clerk.open("construction-dust", "see").id


@pytest.fixture
def hand_in(clerk, matter):
    def given(name: str, data: bytes, **more):
        upload = SimpleUploadedFile(name, data)
        return papers.add_exhibit(matter, clerk.people["zhang"], upload, now=clerk.now, **more)

    return given


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.html", b"<html></html>"),
        ("a.exe", b"MZ\x90\0"),
        ("a.jpg", b"<svg><script>alert(1)</script></svg>"),
        ("a.png", jpeg()),
        ("a.jpg", jpeg(tail=packed(x=b"1"))),
        ("a.jpg", jpeg(tail=b"<script>alert(1)</script>")),
        ("a.jpg", jpeg(tail=b"MZ\x90\0" + bytes(100))),
        ("a.jpg", jpeg(size=(65000, 65000))),
        ("a.jpg", jpeg()[:-2]),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.png", png() + PDF),
        ("a.png", png(width=60000, height=60000, rows=b"")),
        ("a.png", png()[:-9]),
        ("a.pdf", PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(app.alert)>>>>")),
        ("a.pdf", PDF.replace(b"<<>>", b"<</S/Launch>>")),
        ("a.pdf", PDF + packed(x=b"1")),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.xlsx", packed(**SHEET, **{"xl__bomb.xml": bytes(80 << 20)})),
        ("a.xlsx", packed(**SHEET, **{"xl__vbaProject.bin": b"x"})),
        ("a.xlsx", packed(**{"readme.txt": b"no workbook"})),
        ("a.xlsx", packed(**SHEET)[:-30]),
        ("a.txt", b"<!DOCTYPE html><p>page"),
        ("a.txt", b"\xff\xff\xff\xff"),
        ("a.pdf", b""),
        ("a.pdf", PDF + bytes(9 << 20)),
    ],
    ids=range(26),
)  # fmt: skip
def test_disguised_cut_hidden_or_swollen_file_is_refused_and_not_kept(hand_in, matter, name, data):
    with pytest.raises(papers.PaperRefusedError):
        hand_in(name, data)
    assert papers.exhibits(matter) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("现场.JPEG", jpeg(exif())),
        ("a.jpg", jpeg(tail=b"\0" * 16)),
        ("a.png", png()),
        ("a.pdf", PDF),
        ("a.xlsx", packed(**SHEET)),
        ("a.csv", "时间,值\n1,2\n".encode("gb18030")),
        ("a.txt", "笔录 <3".encode()),
    ],
)
def test_sound_file_is_kept_as_it_came(hand_in, name, data):
    made = hand_in(name, data)
    assert papers.original(made) == data
    assert made.hash == hashlib.sha256(data).hexdigest()


def test_same_bytes_twice_are_one_exhibit(hand_in, matter):
    first = hand_in("a.pdf", PDF, words="回执")
    assert hand_in("b.pdf", PDF) == first
    assert len(papers.exhibits(matter)) == 1


def test_time_and_place_of_the_camera_are_taken_where_nobody_says(hand_in, clerk):
    made = hand_in("a.jpg", jpeg(exif()))
    assert (made.lon, made.lat) == (116.45, 39.916667)
    assert f"{made.taken_at:%Y-%m-%d %H:%M %z}" == "2024-05-06 09:30 +0800"
    said = clerk.now - timedelta(hours=1)
    other = hand_in("b.jpg", jpeg(exif(b"2030:01:01 00:00:00")), lon=116.0, lat=40.0, taken_at=said)
    assert (other.lon, other.taken_at) == (116.0, said)
    assert f"{papers.camera(other.hash).taken_at:%Y}" == "2030", (
        "what the camera said stays to be seen"
    )


@pytest.mark.parametrize(
    "broken", [b"Exif\0\0", exif()[:40], exif().replace(b"MM", b"XX"), exif() * 2]
)
def test_broken_notes_of_a_camera_are_no_notes_and_no_error(hand_in, broken):
    assert hand_in("a.jpg", jpeg(broken)).hash


def test_place_or_time_that_cannot_be_is_refused(hand_in, clerk):
    for more in ({"lon": 200.0, "lat": 1.0}, {"lon": float("nan"), "lat": 1.0}, {"lon": 1.0},
                 {"taken_at": clerk.now + timedelta(days=1)}):  # fmt: skip
        with pytest.raises(papers.PaperRefusedError):
            hand_in("a.pdf", PDF, **more)


def test_preview_is_made_anew_and_of_pictures_alone(hand_in):
    made = papers.preview(hand_in("a.png", png()))
    assert made.startswith(b"\x89PNG")
    assert made != png()
    for name, data in (("a.pdf", PDF), ("a.jpg", jpeg())):
        with pytest.raises(LookupError):
            papers.preview(hand_in(name, data))
