// The queue: events and the time go in, calls come out.
'use strict';

const native = require('./native');
const { Call, inFours } = require('./calls');
const { InvalidError, UsherError } = require('./errors');
const { toLine } = require('./lines');
const { milliseconds } = require('./times');
const waiting = require('./waiting');

const fedNames = ['applied', 'late', 'ahead', 'duplicate', 'ignored'];
const durabilities = ['power', 'process'];

function made(options, journal) {
  const line = options === undefined ? '' : toLine(options, 'queue');
  return journal === undefined ? new native.Queue(line) : new native.Queue(line, ...journal);
}

class Queue {
  #native;
  #wake = new Set();
  constructor(options, ...journal) {
    this.#native = made(options, journal.length === 0 ? undefined : journal);
    this.closed = false;
  }
  /** With a journal in this file; comes back as it was after a crash. */
  static open(path, { options, durability = 'power', mustExist = false, maxUnsynced = 0, mostUnwritten = 0 } = {}) {
    if (!durabilities.includes(durability)) {
      throw new InvalidError('invalid', `expected "power" or "process", found "${durability}"`, '/durability');
    }
    return new Queue(options, path, durabilities.indexOf(durability), mustExist, maxUnsynced, mostUnwritten);
  }
  /** What was not synced is lost. Closing again does nothing. */
  close() {
    this.#native.close();
    this.closed = true;
    this.#changed();
  }

  /** Is called whenever something is done to the queue that may bring work, until what this gives back is called. */
  onChange(wake) {
    this.#wake.add(wake);
    return () => this.#wake.delete(wake);
  }
  #changed() {
    for (const wake of this.#wake) wake();
  }

  addConnection(connection) {
    this.#native.addConnection(toLine(connection, 'connection'));
    this.#changed();
  }
  changeConnection(connection) {
    this.#native.changeConnection(toLine(connection, 'connection'));
    this.#changed();
  }
  pause(connection, now) {
    this.#native.pause(connection, milliseconds(now));
  }
  resume(connection, now) {
    this.#native.resume(connection, milliseconds(now));
    this.#changed();
  }

  /** An event as the text format has it, or a line of JSON. */
  feed(event, now, sourcePosition) {
    if (sourcePosition !== undefined) this.#native.setSourcePosition(sourcePosition);
    return this.#fed(this.#native.feedJson(toLine(event), milliseconds(now)));
  }
  /** Many at once: for each what became of it, or the error. */
  feedMany(events, now, sourcePosition) {
    return events.map((event, index) => {
      try {
        return this.feed(event, now, index === events.length - 1 ? sourcePosition : undefined);
      } catch (error) {
        if (error instanceof UsherError) return error;
        throw error;
      }
    });
  }
  registered(webinar, attendee, profile, at, now) {
    return this.#fed(this.#native.registered(webinar, attendee, profile, milliseconds(at), milliseconds(now)));
  }
  joined(webinar, attendee, session, at, now) {
    return this.#fed(this.#native.joined(webinar, attendee, session, milliseconds(at), milliseconds(now)));
  }
  left(webinar, attendee, session, at, now) {
    return this.#fed(this.#native.left(webinar, attendee, session, milliseconds(at), milliseconds(now)));
  }
  /** A number that stands for an attendee whom an event has named before. */
  resolve(webinar, attendee) {
    return this.#native.resolve(webinar, attendee);
  }
  attendeeJoined(who, at, now) {
    return this.#fed(this.#native.attendeeJoined(who, milliseconds(at), milliseconds(now)));
  }
  attendeeLeft(who, at, now) {
    return this.#fed(this.#native.attendeeLeft(who, milliseconds(at), milliseconds(now)));
  }
  /** Joins and leaves by handle, in columns: the answers are numbers of `fedNames`, or minus those of `statusNames`. */
  feedMoves(who, at, left, now) {
    const columns = who instanceof Float64Array && at instanceof Float64Array && left instanceof Uint8Array;
    if (!columns || who.length !== at.length || who.length !== left.length) {
      throw new InvalidError('invalid', 'expected two Float64Arrays and a Uint8Array of one length', '');
    }
    const answers = this.#native.feedMoves(who, at, left, milliseconds(now));
    this.#changed();
    return answers;
  }
  #fed(answer) {
    if (this.#wake.size !== 0) this.#changed();
    return fedNames[answer];
  }

  /** The next call to make, of any lane or of one; null where there is none now. */
  next(now, lane) {
    const told = this.#native.next(milliseconds(now), lane);
    return told === null ? null : new Call(this, told);
  }
  /** Every call that can be made now. */
  *drain(clock) {
    for (let call = this.next(clock()); call !== null; call = this.next(clock())) yield call;
  }
  complete(call, outcomes, now) {
    this.#native.complete(typeof call === 'number' ? call : call.id, inFours(outcomes), milliseconds(now));
    this.#changed();
  }
  /** When to ask for a call again; undefined: only an event or a completion brings work. */
  wakeAt() {
    return this.#native.wakeAt();
  }
  calls(options) {
    return waiting.calls(this, options);
  }
  [Symbol.asyncIterator]() {
    return waiting.calls(this);
  }
  serve(makeCall, options) {
    return waiting.serve(this, makeCall, options);
  }

  cancel(webinar, rule, attendee, now) {
    this.#native.cancel(webinar, rule, attendee, milliseconds(now));
  }
  resubmit(key, now) {
    this.#native.resubmit(key, milliseconds(now));
    this.#changed();
  }
  forgetDeadLetter(key) {
    this.#native.forgetDeadLetter(key);
  }
  forget(webinar, attendee, now) {
    this.#native.forget(webinar, attendee, milliseconds(now));
  }

  sync() {
    this.#native.sync();
  }
  get sourcePosition() {
    return this.#native.sourcePosition();
  }
  get unwritten() {
    return this.#native.unwritten();
  }
  backup(path) {
    this.#native.backup(path);
  }

  plan(now, most = 10000) {
    return JSON.parse(this.#native.plan(milliseconds(now), most));
  }
  pending(most = 1000) {
    return JSON.parse(this.#native.pending(most));
  }
  deadLetters() {
    return JSON.parse(this.#native.deadLetters());
  }
  connections() {
    return JSON.parse(this.#native.connections());
  }
  preview(webinar, rule, now) {
    return JSON.parse(this.#native.preview(webinar, rule, milliseconds(now)));
  }
  explain(webinar, rule, attendee) {
    return JSON.parse(this.#native.explain(webinar, rule, attendee));
  }
  counters() {
    return this.#native.counters();
  }
  get now() {
    return this.#native.now();
  }
  checkInvariants() {
    return this.#native.checkInvariants();
  }
}

module.exports = { Queue, fedNames };
