"""The queue: what goes in, what comes out, and what is refused."""

from array import array
from datetime import datetime, timedelta, timezone

import pytest

import usher

MORNING = datetime(2026, 3, 29, 8, tzinfo=timezone.utc)
START = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)
END = START + timedelta(minutes=90)
DUE = END + timedelta(minutes=1)
CRM = usher.Connection("crm", batch=2, max_lead=timedelta())
LAUNCH = usher.Webinar(
    id="launch", start=START, duration=timedelta(minutes=90), threshold=usher.Threshold(percent=60),
    rules=[usher.Rule("missed", "crm", when="end", offset=timedelta(minutes=1), audience=usher.NON_PARTICIPANTS,
                      action='{"tag":  "missed"}')])


@pytest.fixture
def queue():
    with usher.Queue() as made:
        made.add(CRM)
        made.feed(usher.Scheduled(MORNING, LAUNCH), MORNING)
        yield made


def registered(queue, *attendees):
    for attendee in attendees:
        queue.feed(usher.Registered(MORNING, "launch", attendee, '{"n":  1}'), MORNING)


def test_a_call_owns_everything(queue):
    registered(queue, "ada", "bob")
    queue.feed(usher.Joined(START, "launch", "bob", session="tab"), START)
    queue.feed(usher.Left(START + timedelta(minutes=1), "launch", "bob", session="tab"), START + timedelta(minutes=1))
    call = next(queue.drain(lambda: DUE))
    call.delivered(DUE)
    queue.close()
    assert (call.rule, call.connection, call.lane, call.webinar) == ("missed", "crm", "main", "launch")
    assert call.action == '{"tag":  "missed"}'
    assert call.started_at == DUE and call.kind is usher.CallKind.TRANSFER
    assert [one.attendee for one in call.handovers] == ["ada", "bob"]
    assert call.handovers[0].profile == '{"n":  1}'
    assert call.handovers[1].standing == usher.Standing(attended=True)
    assert call.handovers[1].key == "launch/missed/bob/1" and call.handovers[1].due == DUE


def test_every_event_can_be_fed(queue):
    assert queue.feed(usher.Edited(MORNING, LAUNCH), MORNING) is usher.Fed.APPLIED
    assert queue.feed(usher.Moved(MORNING, "launch", START + timedelta(hours=1)), MORNING) is usher.Fed.APPLIED
    assert queue.feed(usher.Started(START, "launch"), START) is usher.Fed.APPLIED
    assert queue.feed(usher.MarkerSet(START, "launch", "pitch"), START) is usher.Fed.APPLIED
    assert queue.feed(usher.Joined(START, "launch", "ada"), START) is usher.Fed.APPLIED
    assert queue.feed(usher.Joined(START, "launch", "ada"), START) is usher.Fed.DUPLICATE
    assert queue.feed(usher.Left(START - timedelta(seconds=1), "launch", "ada"), START) is usher.Fed.LATE
    assert queue.feed(usher.Unregistered(START + timedelta(seconds=1), "launch", "ada"), START) is usher.Fed.AHEAD
    assert queue.feed(usher.Ended(END, "launch"), END) is usher.Fed.APPLIED
    assert queue.feed(usher.Cancelled(END, "launch"), END) is usher.Fed.APPLIED
    line = '{"type":"attendee.joined","at":"2026-03-29T18:30:00Z","webinar":"launch","attendee":"ada"}'
    assert queue.feed(line, END) is usher.Fed.IGNORED


def test_naive_datetimes_are_refused(queue):
    with pytest.raises(ValueError, match="with a time zone, found 2026-03-29T17:00:00"):
        queue.feed(usher.Joined(datetime(2026, 3, 29, 17), "launch", "ada"), START)
    with pytest.raises(ValueError, match="with a time zone"):
        queue.next(datetime(2026, 3, 29, 17))
    with pytest.raises(ValueError, match="with a time zone"):
        queue.feed(usher.Scheduled(MORNING, usher.Webinar("w", datetime(2026, 3, 29), timedelta(hours=1))), MORNING)


def test_an_aware_datetime_of_any_zone_is_one_instant(queue):
    there = timezone(timedelta(hours=9))
    assert queue.feed(usher.Joined(START, "launch", "ada"), START) is usher.Fed.APPLIED
    assert queue.feed(usher.Joined(START.astimezone(there), "launch", "ada"), START) is usher.Fed.DUPLICATE


def test_refusals_have_code_and_pointer(queue):
    with pytest.raises(usher.UnknownError) as refused:
        queue.feed(usher.Joined(START, "lunch", "ada"), START)
    assert (refused.value.code, refused.value.where) == ("unknown", "/webinar")
    assert 'found "lunch"' in refused.value.message
    with pytest.raises(usher.MalformedError, match="malformed at /at"):
        queue.feed('{"type":"webinar.started","at":5,"webinar":"launch"}', START)
    with pytest.raises(usher.TooFarAheadError):
        queue.feed(usher.Joined(END, "launch", "ada"), START)
    with pytest.raises(usher.DuplicateError):
        queue.add(CRM)
    with pytest.raises(usher.InvalidError, match="/batch"):
        queue.add(usher.Connection("mail", batch=0))
    with pytest.raises(usher.UsherError):
        queue.change(usher.Connection("crm", lane="other"))


def test_a_closed_queue_says_so():
    queue = usher.Queue()
    queue.close()
    queue.close()
    with pytest.raises(usher.MisusedError, match="found one that is closed"):
        queue.feed(usher.Joined(START, "launch", "ada"), START)
    with pytest.raises(usher.MisusedError, match="found one that is closed"):
        queue.wake_at()


def test_many_at_once_have_their_own_answers(queue):
    events = [usher.Registered(MORNING, "launch", "ada", "{}"), usher.Joined(MORNING, "lunch", "ada"),
              usher.Joined(MORNING, "launch", "bob", "tab"), usher.Left(MORNING, "lunch", "bob"),
              usher.Unregistered(MORNING, "launch", "bob")]
    answers = queue.feed_many(events, MORNING)
    assert [type(answer) for answer in answers] == [usher.Fed, usher.UnknownError, usher.Fed, usher.UnknownError,
                                                    usher.Fed]
    assert answers[1].where == "/1/webinar"
    assert queue.feed_many([], MORNING) == []
    with pytest.raises(TypeError, match="expected events of attendees, found Started"):
        queue.feed_many([usher.Started(MORNING, "launch")], MORNING)


def test_handles_and_columns(queue):
    registered(queue, "ada", "bob")
    ada, bob = queue.resolve("launch", "ada"), queue.resolve("launch", "bob")
    assert queue.joined(ada, START, START) is usher.Fed.APPLIED
    assert queue.left(ada, START + timedelta(seconds=1), START + timedelta(seconds=1)) is usher.Fed.APPLIED
    at = int(START.timestamp() * 1000)
    answers = queue.feed_moves(array("Q", [ada, bob, 99]), array("q", [at + 2000, at + 2000, at]), b"\0\0\1",
                               START + timedelta(seconds=2))
    assert list(answers) == [0, 0, -3]
    assert usher.errors.BY_STATUS[3] is usher.UnknownError
    with pytest.raises(usher.InvalidError, match="of one length"):
        queue.feed_moves(array("Q", [ada]), array("q", []), b"", START)
    queue.forget("launch", "ada", START)
    with pytest.raises(usher.UnknownError, match="handle"):
        queue.joined(ada, START, START)


def test_outcomes(queue):
    registered(queue, "ada", "bob", "cleo")
    call = queue.next(DUE)
    assert queue.next(DUE) is None
    with pytest.raises(usher.InvalidError, match="expected 1 outcome or 2, found 3"):
        call.complete([usher.DELIVERED] * 3, DUE)
    call.complete([usher.Outcome.rejected("no such contact"), usher.Outcome.retry(after=timedelta(seconds=5))], DUE)
    with pytest.raises(usher.UnknownError, match="/call"):
        call.delivered(DUE)
    letter, = queue.dead_letters()
    assert (letter.key, letter.reason, letter.died_at) == ("launch/missed/ada/1", "no such contact", DUE)
    assert [one.retry_at for one in queue.pending() if one.state == "retrying"] == [DUE + timedelta(seconds=5)]
    queue.next(DUE, lane="main").complete(usher.Outcome.throttled(DUE + timedelta(minutes=1)), DUE)
    status, = queue.connections()
    assert (status.state, status.until, status.calls) == ("throttled", DUE + timedelta(minutes=1), 2)
    queue.resubmit(letter.key, DUE)
    with pytest.raises(usher.UnknownError):
        queue.forget_dead_letter(letter.key)


def test_steering_and_looking_in(queue):
    registered(queue, "ada", "bob")
    queue.pause("crm", DUE)
    assert queue.next(DUE) is None
    queue.resume("crm", DUE)
    queue.cancel("launch", "missed", "ada", DUE)
    assert queue.preview("launch", "missed", DUE) == ["bob"]
    explained = queue.explain("launch", "missed", "ada")
    assert explained.verdict == "cancelled" and explained.start == START and explained.watched == timedelta()
    assert queue.explain("launch", "missed", "bob").standing == usher.Standing()
    assert queue.plan(DUE)[0].rules == ("missed",)
    assert queue.counters().applied == 3 and queue.now == DUE
    assert queue.check_invariants() == ""


def test_audiences_and_anchors_are_read_by_usher(queue):
    everything = usher.Webinar(
        id="all", start="2026-03-29T19:00:00", zone="Europe/Berlin", duration=timedelta(hours=1), title="Ünïcode",
        live=True, threshold=usher.Threshold(percent=33.33, watched=True),
        rules=[usher.Rule("a", "crm", when=usher.Marker("pitch"), audience=usher.ATTENDED & ~usher.ONLINE),
               usher.Rule("b", "crm", when="joined", audience=usher.PARTICIPANTS | usher.ABSENT, correct=True),
               usher.Rule("c", "crm", when="start", offset=-timedelta(minutes=10), at_once_when_late=True)])
    assert queue.feed(usher.Scheduled(MORNING, everything), MORNING) is usher.Fed.APPLIED
    usher.check_line(usher.Scheduled(MORNING, everything).to_line())
    usher.check_line(usher.Options(ignore_walk_ins=True).to_line())


def test_what_needs_no_queue():
    line = usher.read_line(usher.Scheduled(MORNING, usher.Webinar(
        "w", "2026-03-29T02:30:00", timedelta(hours=1), zone="Europe/Berlin")).to_line())
    assert line.what == "event" and line.at == MORNING and line.notices[0].where == "/webinar/start"
    assert usher.parse_local("2026-03-29T02:30:00", "Europe/Berlin")[1] == "skipped"
    assert timedelta(seconds=0.5) <= usher.backoff("w/r/ada/1", 1) <= timedelta(seconds=1)
    assert usher.expected_time(usher.Connection("c", batch=10, call_time=timedelta(seconds=1)), 100) == timedelta(
        seconds=10)


def test_a_journal_brings_the_queue_back(tmp_path):
    path = tmp_path / "webinars.journal"
    with usher.Queue.open(path, durability="process") as queue:
        queue.add(CRM)
        queue.feed(usher.Scheduled(MORNING, LAUNCH), MORNING, source_position="7")
        registered(queue, "ada")
        assert queue.unwritten > 0
        queue.sync()
        queue.backup(tmp_path / "copy.journal")
        assert queue.next(DUE).handovers[0].redelivery is False
    with usher.Queue.open(path, must_exist=True) as queue:
        assert queue.source_position == "7"
        queue.add(CRM)
        assert queue.next(DUE).handovers[0].redelivery is True
    with pytest.raises(usher.UnavailableError):
        usher.Queue.open(tmp_path / "none", must_exist=True)
    with pytest.raises(usher.InvalidError, match="/durability"):
        usher.Queue.open(path, durability="fire")
