"""The frame of the desk: what stands around each page."""

from __future__ import annotations

import re

import pytest

from qingtian_platform.people.models import Person


@pytest.mark.parametrize("address", ["/desk/", "/desk/?state=offline", "/desk/morning/"])
def test_a_change_of_language_stays_on_the_page(client, truth, address):
    client.force_login(Person.objects.create(username="ma", role="duty"))
    page = client.get(address).content.decode()
    found = re.search(r'<form class="language.*?name="next" value="([^"]*)"', page)
    assert found is not None
    assert found[1] == address
