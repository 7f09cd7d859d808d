"""A backend in miniature: takes Zoom's webhooks, and tells a CRM who was there and who was not.

    ZOOM_SECRET=... python zoom_host.py http://127.0.0.1:9000/contacts [--replay]

Prints the port on which it listens. With --replay the clock is that of the webhooks: for recorded ones.
"""

import asyncio
import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import usher

MINUTE = timedelta(minutes=1)


class ZoomHost:
    def __init__(self, queue, secret, target, replay):
        self.secret, self.target = secret.encode(), target
        self.people = {}  # who joined, by participant uuid: a leave need not say it
        self.latest = usher.times.EPOCH
        self.host = usher.Host(queue, self.make_call, (lambda: self.latest) if replay else usher.host.utc_now)
        queue.add(usher.Connection("crm", max_lead=timedelta()))

    async def make_call(self, call):
        """One contact to the CRM, and its answer in usher's words."""
        handover = call.handovers[0]
        body = json.dumps({"email": handover.attendee, "profile": json.loads(handover.profile or "null"),
                           **json.loads(call.action)}, separators=(",", ":")).encode()
        request = urllib.request.Request(self.target, body, {
            "Content-Type": "application/json", "Idempotency-Key": handover.key})
        try:
            await asyncio.to_thread(urllib.request.urlopen, request, timeout=30)
        except urllib.error.HTTPError as error:
            with error:
                return (usher.Outcome.rejected if error.code == 422 else usher.Outcome.retry)(reason=str(error))
        return usher.DELIVERED

    def webinar(self, found):
        return usher.Webinar(
            id=str(found["id"]), title=found["topic"], start=usher.parse_instant(found["start_time"]),
            duration=found["duration"] * MINUTE, live=True, threshold=usher.Threshold(percent=50), rules=[
                usher.Rule("thanks", "crm", "end", MINUTE, usher.PARTICIPANTS, '{"tag":"took part"}'),
                usher.Rule("missed", "crm", "end", MINUTE, usher.NON_PARTICIPANTS, '{"tag":"missed it"}')])

    def event(self, name, sent, found):
        """usher's event for Zoom's; None for what does not matter here."""
        webinar = str(found["id"])
        if name == "webinar.created":
            return usher.Scheduled(sent, self.webinar(found))
        if name in ("webinar.started", "webinar.ended", "webinar.deleted"):
            kind = {"started": usher.Started, "ended": usher.Ended, "deleted": usher.Cancelled}[name.split(".")[1]]
            return kind(sent, webinar)
        if name in ("webinar.registration_created", "webinar.registration_approved"):
            person = found["registrant"]
            profile = json.dumps({"name": f'{person["first_name"]} {person["last_name"]}'}, separators=(",", ":"))
            return usher.Registered(sent, webinar, person["email"].lower(), profile)
        if name in ("webinar.registration_cancelled", "webinar.registration_denied"):
            return usher.Unregistered(sent, webinar, found["registrant"]["email"].lower())
        if name in ("webinar.participant_joined", "webinar.participant_left"):
            person, joins = found["participant"], name.endswith("joined")
            session = person["participant_uuid"]
            attendee = person.get("email", "").lower() or self.people.get(session, "")
            self.people[session] = attendee
            at = usher.parse_instant(person["join_time" if joins else "leave_time"])
            return (usher.Joined if joins else usher.Left)(at, webinar, attendee, session) if attendee else None
        return None

    def webhook(self, headers, body):
        """Status and answer. What usher refuses is known here and nothing Zoom could do better."""
        signed = f"v0:{headers.get('x-zm-request-timestamp', '')}:".encode() + body
        expected = "v0=" + hmac.new(self.secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), headers.get("x-zm-signature", "").encode()):
            return 401, {}
        hook = json.loads(body)
        if hook["event"] == "endpoint.url_validation":
            token = hook["payload"]["plainToken"]
            return 200, {"plainToken": token,
                         "encryptedToken": hmac.new(self.secret, token.encode(), hashlib.sha256).hexdigest()}
        sent = datetime.fromtimestamp(hook["event_ts"] / 1000, timezone.utc)
        self.latest = max(self.latest, sent)
        event = self.event(hook["event"], sent, hook["payload"]["object"])
        try:
            return 200, {"fed": self.host.feed(event).name.lower() if event else "nothing"}
        except usher.UsherError as error:
            return 200, {"refused": str(error)}

    async def serve(self, reader, writer):
        """One request of HTTP/1.1."""
        _, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status, answer = self.webhook(headers, await reader.readexactly(int(headers.get("content-length", 0))))
        data = json.dumps(answer, separators=(",", ":")).encode()
        writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data)
        await writer.drain()
        writer.close()


async def main(target, replay):
    with usher.Queue() as queue:
        zoom = ZoomHost(queue, os.environ["ZOOM_SECRET"], target, replay)
        async with zoom.host, await asyncio.start_server(zoom.serve, "127.0.0.1", 0) as server:
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], "--replay" in sys.argv))
