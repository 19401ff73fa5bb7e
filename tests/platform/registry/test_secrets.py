"""No page, export, dump, log or message shows a password or a key."""

from __future__ import annotations

import io
import logging
import pickle

import pytest
from django.core.management import call_command
from django.urls import reverse

from qingtian_platform.kit.places import Places
from qingtian_platform.kit.vault import MASK, Secret, VaultError, decipher, encipher
from qingtian_platform.people.api import add_person
from qingtian_platform.registry import api
from qingtian_platform.registry.exchange import TABLES, export_bytes
from qingtian_platform.registry.models import Logger

PASSWORD, KEY = "pw-Zq81-hidden", "Kf7sKf7sKf7sKf7s"
SECRETS = (PASSWORD.encode(), KEY.encode(), KEY.encode().hex().encode())


def shown(text: str | bytes) -> bool:
    data = text if isinstance(text, bytes) else text.encode()
    return any(secret in data for secret in SECRETS)


@pytest.fixture
def logger(db):
    thing = api.ensure_thing("站", key="s", district="海淀区")
    api.ensure_logger("MN9", thing_id=thing, st="22", password=PASSWORD, sm4_key=KEY)
    return Logger.objects.get(mn="MN9")


def admin_pages(client):
    listed = client.get("/admin/").content.decode()
    assert "registry" in listed
    for model in (
        "thing",
        "logger",
        "loggerterm",
        "stationterm",
        "sensor",
        "datastream",
        "datastreamterm",
        "limit",
        "shutdown",
        "change",
    ):
        yield reverse(f"admin:registry_{model}_changelist")
    row = Logger.objects.get()
    yield reverse("admin:registry_logger_change", args=[row.pk])
    yield reverse("admin:registry_logger_history", args=[row.pk])
    yield reverse("admin:registry_logger_add")


def test_no_page_of_the_administration_shows_a_secret(logger, client):
    password = add_person("root", "administrator")
    client.login(username="root", password=password)
    for address in admin_pages(client):
        page = client.get(address)
        assert page.status_code == 200, address
        assert not shown(page.content), address
        assert password.encode() not in page.content


def test_a_secret_left_empty_in_the_form_stays_and_a_typed_one_replaces_it(logger, client):
    client.login(username="root", password=add_person("root", "administrator"))
    address = reverse("admin:registry_logger_change", args=[logger.pk])
    form = client.get(address).context["adminform"].form
    data = {k: form[k].value() for k in form.fields if form[k].value() is not None}
    data |= {"networks": "[]", "intervals": '["hour"]', "password": "", "sm4_key": "", "why": "x"}
    assert client.post(address, data).status_code == 302
    assert api.logger("MN9").password == PASSWORD
    assert client.post(address, data | {"password": "pw-Zq81-hidden-2"}).status_code == 302
    assert api.logger("MN9").password == "pw-Zq81-hidden-2"
    assert api.logger("MN9").sm4_key == KEY.encode()
    assert client.post(address, data | {"why": ""}).status_code == 200  # no change without a reason


def test_no_export_or_dump_holds_a_secret(logger):
    for name in TABLES:
        assert not shown(export_bytes(name, "csv"))
        book = export_bytes(name, "xlsx")
        assert book[:2] == b"PK"
        import zipfile

        with zipfile.ZipFile(io.BytesIO(book)) as package:
            assert not any(shown(package.read(part)) for part in package.namelist())
    out = io.StringIO()
    call_command("dumpdata", "registry", stdout=out)
    assert "MN9" in out.getvalue()
    assert not shown(out.getvalue())


def test_the_records_hold_cipher_text_alone(logger):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_logger")
        assert not shown(repr(cursor.fetchall()))


def test_no_log_line_repr_or_error_shows_a_secret(logger, caplog):
    with caplog.at_level(logging.DEBUG):
        info = api.logger("MN9")
        logging.getLogger("x").warning("%s %r %s", info, logger.__dict__, logger.password)
    assert not shown(caplog.text.replace(str(logger.pk), ""))
    assert not shown(repr(vars(logger)))
    assert not shown(f"{logger.password}{logger.sm4_key!r}")
    with pytest.raises(TypeError):
        pickle.dumps(logger.password)


def test_another_key_file_opens_nothing_and_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path / "a"))
    Places.current().make()
    token = encipher(Secret(PASSWORD))
    assert decipher(token).reveal() == PASSWORD
    assert (tmp_path / "a" / "vault.key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path / "b"))
    Places.current().make()
    with pytest.raises(VaultError, match="restore that file") as error:
        decipher(token)
    assert not shown(str(error.value))


def test_nothing_stays_nothing():
    assert encipher(Secret("")) == ""
    assert not decipher("")
    assert str(Secret("")) == ""
    assert str(Secret("a")) == MASK
