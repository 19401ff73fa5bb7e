"""An organisation is known by its Chinese name; who comes later may give it its English one."""

from __future__ import annotations

import pytest

from qingtian_platform.people import api as people
from qingtian_platform.people.models import Organisation

pytestmark = pytest.mark.django_db


def test_an_english_name_is_given_once_and_never_replaced():
    number = people.ensure_organisation("市气象局", "authority")
    for name in ("Municipal meteorological bureau", "", "Another"):
        assert people.ensure_organisation("市气象局", "authority", name_en=name) == number
    assert Organisation.objects.get(pk=number).name_en == "Municipal meteorological bureau"
