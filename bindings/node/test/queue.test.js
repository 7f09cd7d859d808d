// The queue: what goes in, what comes out, and what is refused.
'use strict';

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const usher = require('..');
const { crm, due, end, evening, launch, minute, morning, start } = require('./evening');

test('a call owns everything', () => {
  const queue = evening('ada', 'bob');
  queue.joined('launch', 'bob', 'tab', start, start);
  queue.left('launch', 'bob', 'tab', new Date(start + minute), new Date(start + minute));
  const call = queue.next(due);
  call.delivered(due);
  queue.close();
  assert.equal(call.rule, 'missed');
  assert.equal(call.lane, 'main');
  assert.equal(call.kind, 'transfer');
  assert.equal(call.action, '{"tag":"missed"}');
  assert.equal(call.startedAt, due);
  assert.deepEqual(call.handovers[1], {
    attendee: 'bob',
    profile: '{"n":  1}',
    key: 'launch/missed/bob/1',
    due,
    decidedAt: due,
    standing: { attended: true, participant: false, online: false },
    attempt: 1,
    redelivery: false,
  });
});

test('milliseconds and Dates are one', () => {
  const queue = evening();
  const joined = { type: 'attendee.joined', webinar: 'launch', attendee: 'ada' };
  assert.equal(queue.feed({ ...joined, at: start }, start), 'applied');
  assert.equal(queue.feed({ ...joined, at: new Date(start) }, new Date(start)), 'duplicate');
  assert.equal(queue.feed({ ...joined, at: '2026-03-29T19:00:00+02:00' }, start), 'duplicate');
  assert.throws(() => queue.next('soon'), usher.InvalidError);
  assert.throws(() => queue.next(NaN), /expected milliseconds or a Date, found NaN/);
  assert.throws(() => queue.next(1e300), usher.InvalidError);
});

test('every event can be fed', () => {
  const queue = evening();
  const w = { webinar: 'launch' };
  assert.equal(queue.feed({ type: 'webinar.moved', at: morning, ...w, start: start + minute }, morning), 'applied');
  assert.equal(queue.feed({ type: 'webinar.started', at: start, ...w }, start), 'applied');
  assert.equal(queue.feed({ type: 'webinar.marker', at: start, ...w, marker: 'pitch' }, start), 'applied');
  assert.equal(queue.joined('launch', 'ada', '', start, start), 'applied');
  assert.equal(queue.left('launch', 'ada', '', start - 1, start), 'late');
  const later = { type: 'attendee.unregistered', at: start + 1, ...w, attendee: 'ada' };
  assert.equal(queue.feed(later, start), 'ahead');
  assert.equal(queue.feed({ type: 'webinar.cancelled', at: end, ...w }, end), 'applied');
});

test('refusals have a class, a code and a pointer', () => {
  const queue = evening();
  const refused = { name: 'UnknownError', code: 'unknown', where: '/webinar', reason: /found "lunch"/ };
  assert.throws(() => queue.joined('lunch', 'ada', '', start, start), refused);
  assert.throws(() => queue.joined('lunch', 'ada', '', start, start), usher.UsherError);
  assert.throws(() => queue.feed('{"type":"webinar.started","at":5,"webinar":"launch"}', start), {
    name: 'MalformedError',
    where: '/at',
  });
  assert.throws(() => queue.joined('launch', 'ada', '', end, start), usher.TooFarAheadError);
  assert.throws(() => queue.addConnection(crm), usher.DuplicateError);
  assert.throws(() => queue.addConnection({ id: 'mail', batch: 0 }), { where: '/batch' });
  assert.throws(() => queue.changeConnection({ id: 'crm', lane: 'other' }), usher.ConflictError);
  assert.throws(() => new usher.Queue({ retain: -1 }), usher.UsherError);
});

test('ids of any length and script come through, or are refused', () => {
  const queue = evening();
  for (const id of ['ä'.repeat(128), 'z'.repeat(256), '日本語', 'a\u0000b']) {
    assert.equal(queue.joined('launch', id, '', start, start), 'applied');
    assert.equal(queue.explain('launch', 'missed', id).verdict, 'not_yet');
  }
  assert.throws(() => queue.joined('launch', 'z'.repeat(257), '', start, start), usher.LimitError);
  assert.throws(() => queue.joined('launch', undefined, '', start, start), usher.UsherError);
});

test('a closed queue says so', () => {
  const queue = evening();
  queue.close();
  queue.close();
  assert.throws(() => queue.wakeAt(), /misused: expected an open queue, found one that is closed/);
});

test('many at once have their own answers', () => {
  const queue = evening();
  const joined = { type: 'attendee.joined', at: start, webinar: 'launch', attendee: 'ada' };
  const answers = queue.feedMany([joined, { ...joined, webinar: 'lunch' }, joined], start);
  assert.equal(answers[0], 'applied');
  assert.ok(answers[1] instanceof usher.UnknownError);
  assert.equal(answers[2], 'duplicate');
});

test('handles and columns', () => {
  const queue = evening('ada', 'bob');
  const [ada, bob] = [queue.resolve('launch', 'ada'), queue.resolve('launch', 'bob')];
  assert.equal(queue.attendeeJoined(ada, start, start), 'applied');
  assert.equal(queue.attendeeLeft(ada, start + 1, start + 1), 'applied');
  const answers = queue.feedMoves(
    Float64Array.of(ada, bob, 99, bob),
    Float64Array.of(start + 2, start + 2, start, NaN),
    Uint8Array.of(0, 0, 1, 0),
    start + 2,
  );
  assert.deepEqual(
    [...answers].map((answer) => (answer < 0 ? usher.statusNames[-answer] : usher.fedNames[answer])),
    ['applied', 'applied', 'unknown', 'invalid'],
  );
  assert.throws(() => queue.feedMoves(Float64Array.of(ada), new Float64Array(2), new Uint8Array(1), start), /one length/);
  queue.forget('launch', 'ada', start);
  assert.throws(() => queue.attendeeJoined(ada, start, start), usher.UnknownError);
});

test('outcomes', () => {
  const queue = evening('ada', 'bob', 'cleo');
  const call = queue.next(due);
  assert.equal(queue.next(due), null);
  assert.throws(() => call.complete([], due), usher.InvalidError);
  call.complete([usher.Outcome.rejected('no such contact'), usher.Outcome.retry({ after: 5000 })], due);
  assert.throws(() => call.delivered(due), { code: 'unknown', where: '/call' });
  const [letter] = queue.deadLetters();
  assert.equal(letter.reason, 'no such contact');
  assert.equal(queue.pending().find((one) => one.state === 'retrying').retry_at, '2026-03-29T18:31:05.000Z');
  queue.next(due, 'main').complete(usher.Outcome.throttled(new Date(due + minute)), due);
  assert.equal(queue.connections()[0].state, 'throttled');
  queue.resubmit(letter.key, due);
  assert.throws(() => queue.forgetDeadLetter(letter.key), usher.UnknownError);
});

test('steering and looking in', () => {
  const queue = evening('ada', 'bob');
  queue.pause('crm', due);
  assert.equal(queue.next(due), null);
  queue.resume('crm', due);
  queue.cancel('launch', 'missed', 'ada', due);
  assert.deepEqual(queue.preview('launch', 'missed', due), ['bob']);
  assert.equal(queue.explain('launch', 'missed', 'ada').verdict, 'cancelled');
  assert.deepEqual(queue.plan(due)[0].rules, ['missed']);
  assert.equal(queue.counters().applied, 3);
  assert.equal(queue.now, due);
  assert.equal(queue.checkInvariants(), '');
});

test('what needs no queue', () => {
  const local = { id: 'w', start: '2026-03-29T02:30:00', zone: 'Europe/Berlin', duration: 'PT1H' };
  const line = JSON.stringify({ type: 'webinar.scheduled', at: '2026-03-29T08:00:00Z', webinar: local });
  assert.equal(usher.readLine(line).at, morning);
  assert.equal(usher.readLine(line).notices[0].where, '/webinar/start');
  assert.throws(() => usher.checkLine('{"type":"connection","id":"c","batch":0}'), { where: '/batch' });
  usher.checkLine({ type: 'webinar.edited', at: morning, webinar: launch });
  assert.equal(usher.parseInstant('2026-03-29T19:00:00+02:00'), start);
  assert.equal(usher.parseDuration('-PT10M', { signed: true }), -10 * minute);
  assert.equal(usher.parseLocal('2026-03-29T02:30:00', 'Europe/Berlin').kind, 'skipped');
  assert.equal(usher.formatInstant(start), '2026-03-29T17:00:00.000Z');
  assert.equal(usher.formatDuration(90 * minute), 'PT1H30M');
  assert.equal(usher.markDistance(90 * minute, 60), 54 * minute);
  assert.equal(usher.expectedTime({ id: 'c', call_time: 1000, batch: 10 }, 100), 10_000);
  assert.ok(usher.backoff('w/r/ada/1', 1) >= 500);
});

test('a journal brings the queue back', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'usher-'));
  const file = path.join(folder, 'webinars.journal');
  let queue = usher.Queue.open(file, { durability: 'process' });
  queue.addConnection(crm);
  queue.feed({ type: 'webinar.scheduled', at: morning, webinar: launch }, morning, '7');
  queue.registered('launch', 'ada', '', morning, morning);
  assert.ok(queue.unwritten > 0);
  queue.sync();
  queue.backup(path.join(folder, 'copy.journal'));
  assert.equal(queue.next(due).handovers[0].redelivery, false);
  queue.close();
  queue = usher.Queue.open(file, { mustExist: true });
  assert.equal(queue.sourcePosition, '7');
  queue.addConnection(crm);
  assert.equal(queue.next(due).handovers[0].redelivery, true);
  queue.close();
  assert.throws(() => usher.Queue.open(path.join(folder, 'none'), { mustExist: true }), usher.UnavailableError);
  assert.throws(() => usher.Queue.open(file, { durability: 'fire' }), { where: '/durability' });
  rmSync(folder, { recursive: true });
});
