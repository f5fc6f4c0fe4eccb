"""Notices: each told once, read by nobody else; messages that leave the house go out once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal import outbox
from portal.models import Dispatch, Notice
from portal.notices import mark_read, notify
from tests.factories import UserFactory, place, user_with

pytestmark = pytest.mark.django_db
STATE = Dispatch.State


@pytest.fixture
def as_user(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


class Post:
    """A way out that keeps what it was handed; `refuses` says no that many times."""

    code, label = "mail", "电子邮件"

    def __init__(self, refuses=0):
        self.sent, self.refuses = [], refuses

    def address(self, person):
        return person.email

    def send(self, *, address, title, text, number):
        if self.refuses:
            self.refuses -= 1
            raise outbox.Undelivered("对方忙")
        self.sent.append((number, address, title))


@pytest.fixture
def post(monkeypatch):
    post = Post()
    monkeypatch.setattr(outbox, "channels_in_use", lambda: [post])
    monkeypatch.setattr("portal.notices.channels_in_use", lambda: [post])
    return post


def told(**values):
    return notify(**{"key": "a.1", "title": "申请已退回", "url": "/admissions/1/", **values})


def test_one_occasion_is_told_once_to_each():
    first, second = UserFactory(), UserFactory()
    assert told(to=[first, first]) == 1
    assert told(to=[first, second]) == 1
    assert told(to=[first], key="a.2") == 1
    assert Notice.objects.for_user(first).count() == 2 and Notice.objects.for_user(second).count() == 1


def test_what_did_not_happen_is_not_told():
    with pytest.raises(RuntimeError), transaction.atomic():
        told(to=[UserFactory()])
        raise RuntimeError
    assert not Notice.objects.exists()


def test_opening_reads_it_and_leads_on(as_user):
    mine, other = UserFactory(must_change_password=False), UserFactory()
    told(to=[mine, other])
    client, notice = as_user(mine), Notice.objects.get(person=mine)
    page = client.get("/notices/").content.decode()
    assert "申请已退回" in page and "条未读" in page
    answer = client.post("/notices/", {"open": notice.pk})
    assert (answer.status_code, answer.url) == (302, "/admissions/1/")
    notice.refresh_from_db()
    assert notice.read_at and Notice.objects.get(person=other).read_at is None
    assert "没有未读的通知" in client.get("/notices/").content.decode()
    assert "申请已退回" in client.get("/notices/?show=all").content.decode()


def test_nobody_opens_anothers(as_user):
    told(to=[UserFactory()])
    me = UserFactory(must_change_password=False)
    assert as_user(me).post("/notices/", {"open": Notice.objects.get().pk}).status_code == 404
    assert Notice.objects.get().read_at is None and mark_read(person=me) == 0


def test_a_page_more(as_user):
    me = UserFactory(must_change_password=False)
    for number in range(25):
        told(to=[me], key=f"k{number}")
    client = as_user(me)
    assert "第 1 页，共 2 页" in client.get("/notices/").content.decode()
    assert "第 2 页，共 2 页" in client.get("/notices/?page=9").content.decode()
    client.post("/notices/", {"all": "1"})
    assert not Notice.objects.unread().exists()


def test_a_message_goes_out_once(post):
    told(to=[UserFactory(email="a@example.com"), UserFactory()])
    assert outbox.deliver() == 1 and outbox.deliver() == 0
    row = Dispatch.objects.get()
    assert post.sent == [(row.pk, "a@example.com", "申请已退回")]
    assert (row.state, row.tries) == (STATE.SENT, 1)


def test_a_refusal_is_tried_again_later_and_at_last_shown(post, as_user, places):
    told(to=[UserFactory(email="a@example.com")])
    post.refuses = outbox.TRIES
    for attempt in range(1, outbox.TRIES + 1):
        assert outbox.deliver() == 0
        row = Dispatch.objects.get()
        assert row.tries == attempt
        assert outbox.deliver() == 0 and Dispatch.objects.get().tries == attempt
        Dispatch.objects.update(due_at=timezone.now())
    assert (row.state, row.error) == (STATE.FAILED, "对方忙")
    admin = as_user(user_with("system_administrator", place("330300")))
    assert "对方忙" in admin.get("/notices/outbox/").content.decode()
    assert admin.post("/notices/outbox/", {"again": row.pk}).status_code == 302
    assert outbox.deliver() == 1 and len(post.sent) == 1


def test_what_was_cut_off_is_not_sent_twice(post):
    told(to=[UserFactory(email="a@example.com")])
    outbox.claim(("mail",))
    assert outbox.deliver() == 0
    Dispatch.objects.update(claimed_at=timezone.now() - outbox.UNCERTAIN_AFTER - timedelta(seconds=1))
    assert outbox.deliver() == 0
    assert Dispatch.objects.get().state == STATE.UNCERTAIN and post.sent == []


@pytest.mark.django_db(transaction=True)
def test_many_workers_hand_over_each_message_once(post):
    for number in range(20):
        told(to=[UserFactory(email=f"p{number}@example.com")], key=str(number))

    def work():
        outbox.deliver()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(number for number, *_ in post.sent) == sorted(Dispatch.objects.values_list("pk", flat=True))


def test_mail_and_text_messages_are_set_up_by_their_addresses(settings, mailoutbox):
    settings.NOTICE_BY_MAIL, settings.SMS_GATEWAY_URL = False, ""
    assert outbox.channels_in_use() == []
    settings.NOTICE_BY_MAIL = True
    told(to=[UserFactory(email="a@example.com")], body="请在三日内补正。")
    assert outbox.deliver() == 1
    assert mailoutbox[0].subject == "申请已退回" and "请在三日内补正。" in mailoutbox[0].body
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    told(to=[UserFactory(mobile="13800000000")], key="a.2")
    assert outbox.deliver() == 0 and "短信网关没有接受" in Dispatch.objects.get(channel="sms").error
