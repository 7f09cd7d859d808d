// What the types say, for the compiler: this file is checked and never run.
import { Audience, Call, Event, Fed, Outcome, Queue, UsherError, readLine } from '..';

const audience: Audience = { all_of: ['attended', { not: 'online' }] };
const scheduled: Event = {
  type: 'webinar.scheduled',
  at: new Date(),
  webinar: {
    id: 'launch',
    start: Date.now(),
    duration: 'PT90M',
    rules: [{ id: 'r', when: { anchor: { marker: 'pitch' }, offset: -600_000 }, audience, connection: 'crm' }],
  },
};

export async function host(): Promise<void> {
  const queue = Queue.open('webinars.journal', { durability: 'process' });
  queue.addConnection({ id: 'crm', batch: 10 });
  const fed: Fed = queue.feed(scheduled, Date.now(), 'offset 7');
  const call: Call | null = queue.next(new Date());
  if (call !== null) call.complete(call.handovers.map(() => Outcome.retry({ after: 1000 })), Date.now());
  for await (const one of queue) one.delivered(Date.now());
  await queue.serve(async (one) => (one.kind === 'retraction' ? Outcome.rejected('never') : Outcome.delivered));
  const wake: number | undefined = queue.wakeAt();
  const refusals = queue.feedMany([scheduled], Date.now()).filter((answer) => answer instanceof UsherError);
  console.log(fed, wake, refusals, readLine('{}').at, queue.counters().webinars_freed);
  // @ts-expect-error a fed is one of five words
  const wrong: Fed = 'done';
  // @ts-expect-error an event has an instant
  queue.feed({ type: 'webinar.started', webinar: wrong }, 0);
}
