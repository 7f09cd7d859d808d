'use strict';

const native = require('./native');
const { Call, Outcome } = require('./calls');
const { makeError, ...errors } = require('./errors');
const { toLine } = require('./lines');
const { Queue, fedNames } = require('./queue');
const { milliseconds } = require('./times');

const lineKinds = ['queue', 'connection', 'event'];
const localKinds = ['ordinary', 'skipped', 'repeated'];

/** Reads a line without feeding it. */
function readLine(line) {
  const [what, at, seen, notices] = native.readLine(line);
  return { what: lineKinds[what], at, seen, notices: JSON.parse(notices) };
}

function parseLocal(text, zone) {
  const [at, kind] = native.parseLocal(text, zone);
  return { at, kind: localKinds[kind] };
}

module.exports = {
  Call,
  Outcome,
  Queue,
  fedNames,
  ...errors,
  version: native.version,
  readLine,
  checkLine: (line) => native.checkLine(toLine(line)),
  parseInstant: native.parseInstant,
  parseDuration: (text, { signed = false } = {}) => native.parseDuration(text, signed),
  parseLocal,
  formatInstant: (instant) => new Date(milliseconds(instant)).toISOString(),
  formatDuration: native.formatDuration,
  backoff: native.backoff,
  markDistance: (length, percent) => native.markDistance(length, Math.round(percent * 100)),
  expectedTime: (connection, handovers) => native.expectedTime(toLine(connection, 'connection'), handovers),
};
