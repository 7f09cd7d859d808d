// What the border costs in Node: nanoseconds of one event or call, as a JSON object. `tools/dev bench border` runs it.
'use strict';

const assert = require('node:assert/strict');
const usher = require('..');
const native = require('../lib/native');

const attendees = 2000;
const rounds = 15;
const day = 86_400_000;
const start = Date.UTC(2026, 2, 29, 17);
const ids = Array.from({ length: attendees }, (_, number) => {
  const digits = String(number);
  return `${digits.padStart(8, '0')}-0000-4000-8000-${digits.padStart(12, '0')}`;
});

/** The median of the rounds; `prepare` is not measured. */
function timed(count, prepare, act) {
  const times = [];
  for (let round = 0; round < rounds; ++round) {
    const prepared = prepare(round);
    const begin = process.cpuUsage();
    act(prepared);
    const { user, system } = process.cpuUsage(begin);
    times.push(((user + system) * 1000) / count);
  }
  times.sort((one, other) => one - other);
  return Math.round(times[rounds >> 1] * 10) / 10;
}

const queue = new usher.Queue();
queue.addConnection({ id: 'crm', max_lead: 0 });
const rules = [{ id: 'all', when: { anchor: 'start' }, connection: 'crm' }];
const webinars = Array.from({ length: rounds }, (_, round) => ({
  id: `calls-${round}`,
  start: start + round * day,
  duration: 'PT1H',
  rules,
}));
const before = start - 3_600_000;
for (const webinar of [{ id: 'w', start, duration: 'P99D' }, ...webinars]) {
  queue.feed({ type: 'webinar.scheduled', at: before, webinar }, before);
  for (const id of ids) queue.registered(webinar.id, id, '', before, before);
}
const handles = ids.map((id) => queue.resolve('w', id));
const events = 2 * attendees;
let clock = start;

/** Everybody comes in and goes, one a millisecond. */
function moves() {
  const begin = clock;
  clock += events;
  return Array.from({ length: events }, (_, number) => begin + number);
}

function oneByOne(at) {
  for (let i = 0; i < events; ++i) {
    if (i < attendees) queue.joined('w', ids[i], '', at[i], at[i]);
    else queue.left('w', ids[i - attendees], '', at[i], at[i]);
  }
}

function byHandle(at) {
  for (let i = 0; i < events; ++i) {
    if (i < attendees) queue.attendeeJoined(handles[i], at[i], at[i]);
    else queue.attendeeLeft(handles[i - attendees], at[i], at[i]);
  }
}

function columns() {
  const left = new Uint8Array(events).fill(1, attendees);
  return [Float64Array.from([...handles, ...handles]), Float64Array.from(moves()), left];
}

function nothing() {
  for (let i = 0; i < 100_000; ++i) native.nothing();
}

function calls(round) {
  const now = start + round * day;
  for (const call of queue.drain(() => now)) call.delivered(now);
}

console.log(
  JSON.stringify({
    nothing: timed(100_000, () => {}, nothing),
    'one event by id': timed(events, moves, oneByOne),
    'one event by handle': timed(events, moves, byHandle),
    'many events by handle': timed(events, columns, (made) => queue.feedMoves(...made, clock)),
    'one call, with its completion': timed(attendees, (round) => round, calls),
  }),
);
assert.equal(queue.counters().refused, 0);
assert.equal(queue.counters().delivered, rounds * attendees);
