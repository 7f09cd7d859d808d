// Runs conformance cases through this package and prints their transcript: conformance.js CASES.json...
// tests/conformance/README.md says how a case is run and what a transcript is.
'use strict';

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const usher = require('..');

const afterAllTime = 9_246_182_400_000;

function outcomeOf(text) {
  const [, kind, rest] = /^(\S+) ?(.*)$/.exec(text);
  if (kind === 'retry') return usher.Outcome.retry({ after: rest ? usher.parseDuration(rest) : undefined });
  if (kind === 'throttled') return usher.Outcome.throttled(usher.parseInstant(rest));
  return kind === 'rejected' ? usher.Outcome.rejected(rest) : usher.Outcome.delivered;
}

/** One case on a virtual clock. */
class CaseRun {
  handovers = [];
  errors = [];
  answers = {};
  #queue; // made when a line needs it: the first one may say how
  #now = 0;
  #firstArrival;
  #stopped = false;
  #inFlight = []; // { ends, call }, by end, then by start
  constructor(definition) {
    this.callTime = usher.parseDuration(definition.call_time || 'PT0S');
    this.stopAt = definition.stop_at === undefined ? Infinity : usher.parseInstant(definition.stop_at);
    this.outcomes = new Map(
      Object.entries(definition.outcomes || {}).map(([key, texts]) => [key, texts.map(outcomeOf)]),
    );
    definition.lines.forEach((line, index) => {
      try {
        this.#take(index + 1, line);
      } catch (error) {
        if (!(error instanceof usher.UsherError)) throw error;
        const { code, where, reason } = error;
        this.errors.push({ line: index + 1, code, where, message: reason });
      }
    });
    this.#finish();
  }
  get queue() {
    this.#queue = this.#queue || new usher.Queue();
    return this.#queue;
  }
  #take(number, line) {
    if (line.do !== undefined) {
      this.#advance(usher.parseInstant(line.at));
      this.#act(line);
      return;
    }
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    const read = usher.readLine(text);
    let fed = 'applied';
    if (read.what === 'queue') {
      if (this.#queue !== undefined) {
        const late = 'expected the queue line before all others, found it after another';
        throw new usher.ConflictError('conflict', late, '/type');
      }
      this.#queue = new usher.Queue(text);
    } else if (read.what === 'connection') {
      this.queue.addConnection(text);
    } else {
      this.#advance(read.seen === undefined ? read.at : read.seen);
      fed = this.#stopped ? 'ignored' : this.queue.feed(text, this.#now);
    }
    this.answers[number] = fed;
  }
  #act({ do: what, ...step }) {
    if (what === 'cancel') this.queue.cancel(step.webinar, step.rule, step.attendee, this.#now);
    else if (what === 'resubmit') this.queue.resubmit(step.key, this.#now);
    else if (what === 'forget') this.queue.forgetDeadLetter(step.key);
    else if (what === 'pause') this.queue.pause(step.connection, this.#now);
    else this.queue.resume(step.connection, this.#now);
  }
  #advance(arrival) {
    if (this.#firstArrival === undefined) this.#firstArrival = arrival;
    else if (arrival > this.#now) this.#runBefore(arrival);
    if (arrival > this.stopAt) this.#finish();
    else this.#now = Math.max(this.#now, arrival);
  }
  #finish() {
    if (this.#stopped || this.#firstArrival === undefined) return;
    this.#runBefore(afterAllTime);
    if (this.stopAt === Infinity) return;
    this.#now = Math.max(this.#now, this.stopAt);
    this.#settle();
    this.#stopped = true;
  }
  #runBefore(end) {
    const limit = Math.min(end, this.stopAt + 1);
    if (this.#now < limit) this.#settle();
    for (let at = this.#nextInstant(); at < limit; at = this.#nextInstant()) {
      this.#now = at;
      this.#settle();
    }
  }
  #nextInstant() {
    const wake = this.#queue === undefined ? undefined : this.#queue.wakeAt();
    const ends = this.#inFlight.length === 0 ? Infinity : this.#inFlight[0].ends;
    return Math.min(wake === undefined ? Infinity : wake, ends);
  }
  #settle() {
    const endsNow = () => this.#inFlight.length !== 0 && this.#inFlight[0].ends <= this.#now;
    do {
      while (endsNow()) this.#end(this.#inFlight.shift().call);
      for (const call of this.queue.drain(() => this.#now)) {
        this.#inFlight.push({ ends: this.#now + this.callTime, call });
      }
    } while (endsNow());
  }
  #end(call) {
    const outcomes = call.handovers.map(({ key }) => (this.outcomes.get(key) || []).shift() || usher.Outcome.delivered);
    for (const handover of call.handovers) this.handovers.push(this.#told(call, handover));
    call.complete(outcomes, this.#now);
  }
  #told(call, handover) {
    return {
      type: 'handover',
      kind: call.kind,
      webinar: call.webinar,
      rule: call.rule,
      attendee: handover.attendee,
      connection: call.connection,
      due: usher.formatInstant(handover.due),
      decided_at: usher.formatInstant(handover.decidedAt),
      started_at: usher.formatInstant(call.startedAt),
      finished_at: usher.formatInstant(this.#now),
      attempt: handover.attempt,
      call: call.id,
      key: handover.key,
      standing: Object.keys(handover.standing).filter((name) => handover.standing[name]),
      ...(call.action && { action: JSON.parse(call.action) }),
      ...(handover.profile && { profile: JSON.parse(handover.profile) }),
    };
  }
}

function explained(queue, { webinar, rule, attendee }) {
  try {
    return queue.explain(webinar, rule, attendee);
  } catch (error) {
    if (error instanceof usher.UnknownError) return null;
    throw error;
  }
}

for (const name of process.argv.slice(2)) {
  for (const definition of JSON.parse(readFileSync(name, 'utf8'))) {
    const { handovers, errors, answers, queue } = new CaseRun(definition);
    assert.equal(queue.checkInvariants(), '');
    const told = {
      case: definition.name,
      handovers,
      errors,
      answers,
      dead_letters: queue.deadLetters(),
      connections: queue.connections(),
      counters: queue.counters(),
      explain: (definition.expect.explain || []).map((wanted) => explained(queue, wanted)),
    };
    console.log(JSON.stringify(told));
  }
}
