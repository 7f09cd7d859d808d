// A host's part in time: waits until the queue has something to do, or until something was done to it.
'use strict';

const longest = 2 ** 31 - 1; // milliseconds that a timer takes

/** Resolves after so many milliseconds, Infinity for never, or as soon as the signal is aborted. */
function sleep(duration, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(duration, longest));
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** Every call of the queue, as soon as it can be made, until the signal is aborted or the queue closed. */
async function* calls(queue, { clock = Date.now, signal, wait = sleep } = {}) {
  const over = () => queue.closed || (signal !== undefined && signal.aborted);
  while (!over()) {
    const call = queue.next(clock());
    if (call !== null) {
      yield call;
      continue;
    }
    const at = queue.wakeAt();
    const woken = new AbortController();
    const wake = () => woken.abort();
    const forget = queue.onChange(wake);
    if (signal !== undefined) signal.addEventListener('abort', wake, { once: true });
    await wait(at === undefined ? Infinity : Math.max(at - clock(), 0), woken.signal);
    if (signal !== undefined) signal.removeEventListener('abort', wake);
    forget();
  }
}

/** Makes the calls, one at a time on each lane; resolves when the signal is aborted and what was out is completed. */
async function serve(queue, makeCall, options = {}) {
  const clock = options.clock || Date.now;
  const { Outcome } = require('./calls');
  const out = new Set();
  const make = async (call) => {
    let outcomes;
    try {
      outcomes = await makeCall(call);
    } catch (error) {
      outcomes = Outcome.retry({ reason: String(error) }); // whatever it is, the lane has to go on
    }
    queue.complete(call, outcomes, clock());
  };
  for await (const call of calls(queue, options)) {
    const made = make(call);
    out.add(made);
    made.finally(() => out.delete(made)).catch(() => {});
  }
  await Promise.all(out);
}

module.exports = { calls, serve, sleep };
