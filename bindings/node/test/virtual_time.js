// A clock that jumps: whoever waits is woken in the order of time, as soon as nobody has anything else to do.
'use strict';

class VirtualTime {
  constructor(now) {
    this.now = now;
    this.sleepers = [];
    this.clock = () => this.now;
    this.wait = (duration, signal) => this.sleep(duration, signal);
  }
  sleep(duration, signal) {
    return new Promise((resolve) => {
      const sleeper = { at: this.now + duration, resolve };
      this.sleepers.push(sleeper);
      if (signal === undefined) return;
      signal.addEventListener('abort', () => {
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        resolve();
      });
    });
  }
  /** Until `done` is settled. */
  async run(done) {
    let over = false;
    const end = done.finally(() => (over = true));
    while (!over) {
      // Promises that are settled already have their say before time goes on.
      await new Promise((resolve) => setImmediate(resolve));
      this.sleepers.sort((one, other) => one.at - other.at);
      const next = this.sleepers[0];
      if (over || next === undefined || next.at === Infinity) continue;
      this.sleepers.shift();
      this.now = Math.max(this.now, next.at);
      next.resolve();
    }
    return end;
  }
}

module.exports = { VirtualTime };
