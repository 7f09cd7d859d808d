// An evening that tests begin with: nine hours after morning the webinar `launch` starts, and lasts ninety minutes.
'use strict';

const usher = require('..');

const minute = 60_000;
const morning = Date.UTC(2026, 2, 29, 8);
const start = Date.UTC(2026, 2, 29, 17);
const end = start + 90 * minute;
const due = end + minute;
const crm = { id: 'crm', batch: 2, max_lead: 0 };
const launch = {
  id: 'launch',
  start: new Date(start),
  duration: 90 * minute,
  threshold: { percent: 60 },
  rules: [
    {
      id: 'missed',
      when: { anchor: 'end', offset: minute },
      audience: 'non_participants',
      connection: 'crm',
      action: { tag: 'missed' },
    },
  ],
};

function evening(...attendees) {
  const queue = new usher.Queue();
  queue.addConnection(crm);
  queue.feed({ type: 'webinar.scheduled', at: morning, webinar: launch }, morning);
  for (const attendee of attendees) queue.registered('launch', attendee, '{"n":  1}', morning, morning);
  return queue;
}

module.exports = { minute, morning, start, end, due, crm, launch, evening };
