// A backend in miniature: takes Zoom's webhooks, and tells a CRM who was there and who was not.
//
//     ZOOM_SECRET=... node zoom_host.js http://127.0.0.1:9000/contacts [--replay]
//
// Prints the port on which it listens. With --replay the clock is that of the webhooks: for recorded ones.
'use strict';

const { createHmac, timingSafeEqual } = require('node:crypto');
const http = require('node:http');
const usher = require('..');

const [target, ...flags] = process.argv.slice(2);
const secret = process.env.ZOOM_SECRET;
const people = new Map(); // who joined, by participant uuid: a leave need not say it
let latest = 0;
const clock = flags.includes('--replay') ? () => latest : Date.now;

const queue = new usher.Queue();
queue.addConnection({ id: 'crm', max_lead: 0 });

/** One contact to the CRM, and its answer in usher's words. */
function makeCall(call) {
  const { attendee, key, profile } = call.handovers[0];
  const body = { email: attendee, profile: JSON.parse(profile || 'null'), ...JSON.parse(call.action) };
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    const request = http.request(target, { method: 'POST', headers, timeout: 30_000 }, (response) => {
      response.resume();
      const { statusCode } = response;
      if (statusCode < 300) resolve(usher.Outcome.delivered);
      else if (statusCode === 422) resolve(usher.Outcome.rejected(`HTTP ${statusCode}`));
      else resolve(usher.Outcome.retry({ reason: `HTTP ${statusCode}` }));
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer in 30 s')));
    request.end(JSON.stringify(body));
  });
}

function webinar(found) {
  const rule = (id, audience, tag) => ({
    id,
    when: { anchor: 'end', offset: 'PT1M' },
    audience,
    connection: 'crm',
    action: { tag },
  });
  return {
    id: String(found.id),
    title: found.topic,
    start: found.start_time,
    duration: found.duration * 60_000,
    timing: 'live',
    threshold: { percent: 50 },
    rules: [rule('thanks', 'participants', 'took part'), rule('missed', 'non_participants', 'missed it')],
  };
}

/** usher's event for Zoom's; undefined for what does not matter here. */
function eventOf(name, at, found) {
  const id = String(found.id);
  const registrant = () => found.registrant.email.toLowerCase();
  switch (name) {
    case 'webinar.created':
      return { type: 'webinar.scheduled', at, webinar: webinar(found) };
    case 'webinar.started':
    case 'webinar.ended':
      return { type: name, at, webinar: id };
    case 'webinar.deleted':
      return { type: 'webinar.cancelled', at, webinar: id };
    case 'webinar.registration_created':
    case 'webinar.registration_approved': {
      const profile = { name: `${found.registrant.first_name} ${found.registrant.last_name}` };
      return { type: 'attendee.registered', at, webinar: id, attendee: registrant(), profile };
    }
    case 'webinar.registration_cancelled':
    case 'webinar.registration_denied':
      return { type: 'attendee.unregistered', at, webinar: id, attendee: registrant() };
    case 'webinar.participant_joined':
    case 'webinar.participant_left': {
      const { email, join_time: joined, leave_time: left, participant_uuid: session } = found.participant;
      const attendee = email ? email.toLowerCase() : people.get(session);
      people.set(session, attendee);
      const type = joined ? 'attendee.joined' : 'attendee.left';
      return attendee && { type, at: joined || left, webinar: id, attendee, session };
    }
  }
}

const signature = (text) => createHmac('sha256', secret).update(text).digest('hex');

/** Status and answer. What usher refuses is known here and nothing Zoom could do better. */
function webhook(headers, body) {
  const expected = Buffer.from(`v0=${signature(`v0:${headers['x-zm-request-timestamp']}:${body}`)}`);
  const found = Buffer.from(headers['x-zm-signature'] || '');
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) return [401, {}];
  const hook = JSON.parse(body);
  if (hook.event === 'endpoint.url_validation') {
    const { plainToken } = hook.payload;
    return [200, { plainToken, encryptedToken: signature(plainToken) }];
  }
  latest = Math.max(latest, hook.event_ts);
  try {
    const event = eventOf(hook.event, hook.event_ts, hook.payload.object);
    return [200, { fed: event ? queue.feed(event, clock()) : 'nothing' }];
  } catch (error) {
    if (error instanceof usher.UsherError) return [200, { refused: error.message }];
    throw error;
  }
}

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const [status, answer] = webhook(request.headers, Buffer.concat(parts).toString());
  response.writeHead(status).end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
queue.serve(makeCall, { clock });
