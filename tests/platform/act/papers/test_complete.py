"""A case of falsified data and one of dust, played to their end, are complete; what is taken out is named."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.utils.translation import override

from qingtian_platform.act.papers import api as papers


@pytest.mark.parametrize("play", ["falsification", "dust"])
def test_case_from_finding_to_closing_is_complete(clerk, play):
    matter = getattr(clerk, play)()
    with override("en"):
        rows = papers.checklist(matter, clerk.now)
        assert [row.why for row in rows if not row.ok] == []
        pdf = papers.file_pdf(matter, clerk.now)
    assert pdf.startswith(b"%PDF-1.7") and b"pdfaid:part>2<" in pdf
