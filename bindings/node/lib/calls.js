// Calls to make. They own what they hold: nothing is borrowed from the queue.
'use strict';

const { milliseconds } = require('./times');

class Outcome {
  constructor(kind, time, reason) {
    this.kind = kind;
    this.time = time;
    this.reason = reason;
  }
  /** It may work later: after so many milliseconds, or after a growing backoff. */
  static retry({ after, reason = '' } = {}) {
    return new Outcome('retry', after, reason);
  }
  /** The target will never take it: a dead letter. */
  static rejected(reason) {
    return new Outcome('rejected', undefined, reason);
  }
  /** The target wants no calls over this connection before then. */
  static throttled(until, reason = '') {
    return new Outcome('throttled', milliseconds(until), reason);
  }
}
Outcome.delivered = new Outcome('delivered', undefined, '');

const kinds = ['delivered', 'retry', 'rejected', 'throttled'];

// What the addon takes: four values for each outcome.
function inFours(outcomes) {
  const each = Array.isArray(outcomes) ? outcomes : [outcomes];
  return each.flatMap(({ kind, time, reason }) => [kinds.indexOf(kind), time !== undefined, time, reason]);
}

function standingOf(bits) {
  return { attended: (bits & 1) !== 0, participant: (bits & 2) !== 0, online: (bits & 4) !== 0 };
}

class Call {
  #queue;
  constructor(queue, told) {
    this.#queue = queue;
    this.id = told[0];
    this.kind = told[1] === 0 ? 'transfer' : 'retraction';
    this.lane = told[2];
    this.connection = told[3];
    this.webinar = told[4];
    this.rule = told[5];
    this.action = told[6];
    this.startedAt = told[7];
    this.handovers = [];
    for (let i = 8; i < told.length; i += 8) {
      this.handovers.push({
        attendee: told[i],
        profile: told[i + 1],
        key: told[i + 2],
        due: told[i + 3],
        decidedAt: told[i + 4],
        standing: standingOf(told[i + 5]),
        attempt: told[i + 6],
        redelivery: told[i + 7],
      });
    }
  }
  /** One outcome for all handovers, or an array with one for each. */
  complete(outcomes, now) {
    this.#queue.complete(this, outcomes, now);
  }
  delivered(now) {
    this.#queue.complete(this, Outcome.delivered, now);
  }
}

module.exports = { Call, Outcome, inFours };
