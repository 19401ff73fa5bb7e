"""Messages reach who must be told, once where all goes well; what goes wrong is kept and tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from qingtian_platform.act.alarms import worker
from qingtian_platform.act.notices import api, hooks, rules, sending
from qingtian_platform.act.notices.models import Message
from qingtian_platform.kit.vault import Secret
from support.alarming import NOON, over, said
from support.receivers import MailServer, WebServer, running

SECRET = Secret("a secret of the test, long")


@pytest.fixture
def mail(settings):
    with running(MailServer()) as server:
        settings.QINGTIAN_MAIL = "smtp"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        yield server


@pytest.fixture
def web():
    with running(WebServer()) as server:
        yield server


def _hook(web, **more):
    hooks.register("case system", web.url, secret=SECRET, inside=True, **more)


def _raise(city, now=NOON):
    while worker.step(city.places, now):
        pass


def _states():
    return [(m.state, m.attempts) for m in reversed(api.messages())]


@pytest.mark.django_db
def test_mail_tells_the_desk_and_the_enterprise_each_in_its_words(city, mail):
    city.person("duty", email="duty@example.org")
    city.person("duty", email="fangshan@example.org", division=_district("110111"))
    city.person("enterprise", city.outlet, email="owner@example.org")
    city.person("enterprise", city.other, email="other@example.org")
    city.find(said(city.outlet, rule="FD-114"))
    _raise(city)
    assert sending.look(NOON) == 2
    assert sending.look(NOON) == 0, "each once"
    sent = dict(mail.came)
    assert sorted(sent) == ["duty@example.org", "owner@example.org"]
    desk, own = (message_from_bytes(sent[f"{who}@example.org"]) for who in ("duty", "owner"))
    assert "虚假停运" in str(make_header(decode_header(desk["Subject"])))
    text = own.get_payload(decode=True).decode()
    assert "数据异常" in text
    assert "Abnormal data" in text
    assert "虚假停运" not in text
    assert own["Message-ID"] != desk["Message-ID"]
    assert all(m.state == "sent" for m in api.messages())


@pytest.mark.django_db
def test_no_mail_is_made_where_no_server_is_set(city):
    city.person("duty", email="duty@example.org")
    city.find(said(city.outlet, rule="FD-114"))
    _raise(city)
    assert api.messages() == []


@pytest.mark.django_db
def test_a_webhook_is_signed_and_named(city, web):
    _hook(web)
    city.judge(over(city.outlet))
    _raise(city)
    assert sending.look(NOON) == 1
    ((path, headers, body),) = web.came
    stamp = headers["Qingtian-Time"].encode()
    right = hmac.new(SECRET.reveal().encode(), stamp + b"." + body, hashlib.sha256).hexdigest()
    assert (path, headers["Qingtian-Signature"]) == ("/in?from=here", right)
    told = json.loads(body)
    assert (told["kind"], told["severity"], told["event"]) == ("exceedance", 2, "raised")
    assert told["line"]["zh"]["where"] == "锅炉一"
    assert headers["Qingtian-Delivery"] == Message.objects.get().key


@pytest.mark.django_db
def test_the_webhook_of_an_enterprise_reads_of_its_own_alone(city, web):
    owner = city.person("enterprise", city.outlet).organisation_id
    _hook(web, organisation=owner)
    city.find(said(city.outlet), said(city.other, "O2"))
    _raise(city)
    sending.look(NOON)
    ((_path, _headers, body),) = web.came
    told = json.loads(body)
    assert (told["thing"], told["kind"]) == (city.outlet, "abnormal")
    assert not {"score", "severity", "cause"} & set(told)


@pytest.mark.django_db
def test_what_fails_waits_longer_each_time_and_is_given_up_in_sight(city, web):
    _hook(web)
    web.answer = lambda _n: (503, {})
    city.judge(over(city.outlet))
    _raise(city)
    now, waits = NOON, rules.outbox().waits
    for n, wait in enumerate(waits):
        assert sending.look(now) == 1
        assert sending.look(now + timedelta(seconds=wait - 1)) == 0
        assert _states() == [("waiting", n + 1)]
        now += timedelta(seconds=wait)
    assert sending.look(now) == 1
    (message,) = api.messages()
    assert (message.state, message.attempts) == ("given-up", len(waits) + 1)
    assert "503" in message.error
    assert sending.look(now + timedelta(days=9)) == 0
    web.answer = lambda _n: (200, {})
    assert api.send_again(message.id) is True
    assert sending.look(now + timedelta(days=999)) == 1
    assert _states() == [("sent", 1)]


@pytest.mark.django_db
def test_a_mail_that_is_refused_waits(city, mail):
    mail.refuse = True
    city.person("duty", email="duty@example.org")
    city.find(said(city.outlet, rule="FD-114"))
    _raise(city)
    sending.look(NOON)
    (message,) = api.messages()
    assert (message.state, "451" in message.error) == ("waiting", True)


@pytest.mark.django_db
def test_a_redirection_is_not_followed(city, web):
    with running(WebServer()) as elsewhere:
        _hook(web)
        web.answer = lambda _n: (307, {"Location": elsewhere.url})
        city.judge(over(city.outlet))
        _raise(city)
        sending.look(NOON)
        assert (len(web.came), elsewhere.came) == (1, [])
    assert "307" in api.messages()[0].error


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254"])
def test_an_address_of_the_own_network_is_refused_unless_it_was_registered_so(city, host):
    hooks.register("odd", f"https://{host}/latest", secret=SECRET)
    city.judge(over(city.outlet))
    _raise(city)
    sending.look(NOON)
    assert "inside the own network" in api.messages()[0].error


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/plain",
        "ftp://example.org/",
        "https://user:word@example.org/",
        "https://",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://example.org/a b",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_none_of_ours_is_not_registered(url):
    with pytest.raises(api.NoticeError):
        hooks.register("odd", url, secret=SECRET)


@pytest.mark.django_db
def test_a_closed_webhook_is_told_nothing_more(city, web):
    _hook(web)
    city.judge(over(city.outlet))
    _raise(city)
    hooks.close("case system")
    sending.look(NOON)
    assert (web.came, api.messages()[0].error) == ([], "DeliveryError: the webhook is closed")
    city.judge(over(city.other))
    _raise(city)
    assert len(api.messages()) == 1
    assert "secret" not in json.dumps(hooks.listed(), default=str)


@pytest.mark.django_db
def test_the_stage_only_writes_what_the_sender_sends(city, web):
    _hook(web)
    city.judge(over(city.outlet))
    _raise(city)
    assert (web.came, _states()) == ([], [("waiting", 0)])


def _district(code):
    from qingtian_platform.people.api import find_district

    return find_district(code)


_SENDER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from qingtian_platform.project.commands._setup import use
places = use(Path(sys.argv[1]))
from qingtian_platform.act.alarms import worker
from qingtian_platform.act.notices import hooks, sending
from qingtian_platform.kit.vault import Secret
from support.alarming import City, over
now = datetime.now(UTC)
if sys.argv[2] != "again":
    city, hour = City(places), now.replace(minute=0, second=0, microsecond=0)
    hooks.register("one", sys.argv[2], secret=Secret("a secret of the test, long"), inside=True)
    city.judge(*(over(t, n, base=hour) for t in (city.outlet, city.other) for n in (0, 9, 18)))
    while worker.step(places, hour):
        pass
    sending.look(now)
else:
    print(sending.look(now + timedelta(minutes=5)))
"""


def test_a_sender_that_is_killed_loses_nothing_and_sends_one_message_twice(tmp_path, web):
    """The receiver kills the sender while the third message is with it."""
    process: list[subprocess.Popen[str]] = []

    def answer(n):
        if n == 3:
            process[0].send_signal(signal.SIGKILL)
            process[0].wait()
        return 204, {}

    web.answer = answer
    path = os.pathsep.join(filter(None, ["tests", os.environ.get("PYTHONPATH", "")]))
    known = {"cwd": Path.cwd(), "env": {**os.environ, "PYTHONPATH": path}, "text": True}
    sender = [sys.executable, "-c", _SENDER, tmp_path]
    process.append(subprocess.Popen([*sender, web.url], **known))
    assert process[0].wait() == -signal.SIGKILL
    done = subprocess.run([*sender, "again"], check=True, stdout=subprocess.PIPE, **known)
    names = [headers["Qingtian-Delivery"] for _path, headers, _body in web.came]
    assert (len(set(names)), len(names)) == (6, 7), "six messages, one of them twice"
    assert names.count(names[2]) == 2
    assert done.stdout.strip() == "4"
