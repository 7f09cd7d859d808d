// `for await` and `serve`, in virtual time.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const usher = require('..');
const { sleep } = require('../lib/waiting');
const { due, evening, minute, morning, start } = require('./evening');
const { VirtualTime } = require('./virtual_time');

test('for await gives every call when it is due', async () => {
  const queue = evening('ada', 'bob', 'cleo');
  const time = new VirtualTime(morning);
  const seen = [];
  await time.run(
    (async () => {
      for await (const call of queue.calls(time)) {
        seen.push([call.handovers.map((one) => one.attendee).join(), time.now - due]);
        await time.sleep(2000);
        call.delivered(time.now);
        if (seen.length === 2) queue.close();
      }
    })(),
  );
  assert.deepEqual(seen, [
    ['ada,bob', 0],
    ['cleo', 2000],
  ]);
});

test('serve makes calls one at a time on each lane, and several lanes at once', async () => {
  const queue = new usher.Queue();
  const rules = ['a', 'b'].map((lane) => {
    queue.addConnection({ id: lane, lane, max_lead: 0 });
    return { id: `hello-${lane}`, when: { anchor: 'start' }, connection: lane };
  });
  const webinar = { id: 'w', start, duration: minute, rules };
  queue.feed({ type: 'webinar.scheduled', at: morning, webinar }, morning);
  for (const attendee of ['ada', 'bob']) queue.registered('w', attendee, '', morning, morning);
  const time = new VirtualTime(morning);
  const stop = new AbortController();
  const out = { a: 0, b: 0 };
  const seen = [];
  const makeCall = async (call) => {
    assert.equal(++out[call.lane], 1);
    seen.push(`${call.lane} ${call.handovers[0].attendee} ${time.now - start}`);
    await time.sleep(500);
    out[call.lane] -= 1;
    if (seen.length === 4) stop.abort();
    return usher.Outcome.delivered;
  };
  await time.run(queue.serve(makeCall, { clock: time.clock, wait: time.wait, signal: stop.signal }));
  assert.deepEqual(seen, ['a ada 0', 'b ada 0', 'a bob 500', 'b bob 500']);
  assert.equal(queue.counters().in_flight, 0);
});

test('an event wakes whoever waits, and what a call throws is a retry with its words', async () => {
  const queue = evening();
  const time = new VirtualTime(morning);
  const stop = new AbortController();
  const attempts = [];
  const makeCall = async (call) => {
    attempts.push(call.handovers[0].attempt);
    if (attempts.length === 1) throw new Error('nobody there');
    stop.abort();
    return usher.Outcome.delivered;
  };
  const served = queue.serve(makeCall, { clock: time.clock, wait: time.wait, signal: stop.signal });
  await time.run(Promise.all([served, (async () => {
    await time.sleep(minute);
    const rules = [{ id: 'now', when: { anchor: 'start' }, connection: 'crm' }];
    const webinar = { id: 'late', start: time.now + 1000, duration: minute, rules };
    queue.feed({ type: 'webinar.scheduled', at: time.now, webinar }, time.now);
    queue.registered('late', 'dan', '', time.now, time.now);
  })()]));
  assert.deepEqual(attempts, [1, 2]);
  assert.equal(queue.counters().retried, 1);
});

test('sleeping ends at once when it is aborted, also before it began', async () => {
  const stop = new AbortController();
  const asleep = sleep(Infinity, stop.signal);
  stop.abort();
  await asleep;
  await sleep(Infinity, stop.signal);
});
