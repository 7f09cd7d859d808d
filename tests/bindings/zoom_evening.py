"""An evening of webhooks in Zoom's form, posted to a host that tells a CRM: zoom_evening.py COMMAND...

COMMAND is called with the address of the CRM and --replay; it prints the port on which it listens. This prints what the
host answered and what the CRM was told. The CRM is busy once, and knows one person not at all. Where USHER_MATERIAL
names a folder with Zoom's own examples, these are posted too, before the evening: none may break the host.
"""

import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone

SECRET = "not a secret"
START = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)
WEBINAR = {"id": 98765432101, "uuid": "q1w2e3r4t5y6u7i8o9p0aa==", "host_id": "h0st", "topic": "Spring launch", "type": 5,
           "start_time": "2026-03-29T17:00:00Z", "duration": 60, "timezone": "Europe/Berlin"}
PATIENCE = 30  # seconds, before the host is given up


class Crm(http.server.BaseHTTPRequestHandler):
    told, busy, arrived = [], True, threading.Condition()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with Crm.arrived:
            status = 503 if Crm.busy else 422 if '"email":"cleo@' in body else 204
            Crm.busy = False
            Crm.told.append(f"{self.headers['Idempotency-Key']} {body} -> {status}")
            self.send_response(status)
            self.end_headers()
            Crm.arrived.notify_all()

    def log_message(self, *arguments):
        pass


def text(minute):
    return f"{START + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"


def hook(name, minute, **members):
    sent = int((START + timedelta(minutes=minute)).timestamp() * 1000)
    return {"event": f"webinar.{name}", "event_ts": sent,
            "payload": {"account_id": "acc", "object": {**WEBINAR, **members}}}


def registers(person, minute):
    first, last = person
    return hook("registration_created", minute, registrant={
        "id": f"r-{first}", "first_name": first.title(), "last_name": last, "email": f"{first}@Example.org",
        "status": "approved"})


def moves(name, first, session, at, told=None, email=True):
    """`told`: when the webhook is sent. Ids of webinars are text here and numbers elsewhere, as with Zoom."""
    time = "join_time" if name == "joined" else "leave_time"
    return hook(f"participant_{name}", at if told is None else told, id=str(WEBINAR["id"]), participant={
        "user_id": "16778240", "user_name": first.title(), "participant_uuid": session, time: text(at),
        "email": f"{first}@example.org" if email else ""})


EVENING = [
    hook("created", -2000),
    *[registers((first, "Lovelace"), -1000 + number) for number, first in enumerate(("ada", "bob", "cleo"))],
    hook("started", 0),
    moves("joined", "ada", "uuid-1", 1),
    moves("joined", "bob", "uuid-2", 2),
    moves("left", "ada", "uuid-1", 20, email=False),  # who left is known by the uuid alone
    moves("left", "bob", "uuid-2", 25, told=62),  # sent with delay: bob was not there for half of it
    moves("joined", "ada", "uuid-3", 40, told=41),  # back, with another device
    moves("left", "ada", "uuid-3", 60, told=60),
    moves("joined", "dan", "uuid-4", 50),  # has not registered
    hook("ended", 60),
    hook("chat_message_sent", 61),  # nothing to this host
]
EVENING.sort(key=lambda one: one["event_ts"])
#: What is sent later moves the clock of a replay: the busy CRM is tried again.
AFTERWARDS = [moves("left", "dan", "uuid-4", 60, told=70)]
CALLS = (4, 5)


def post(port, body, secret=SECRET):
    data = json.dumps(body).encode()
    signed = hmac.new(secret.encode(), b"v0:1:" + data, hashlib.sha256).hexdigest()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/", data, {"x-zm-request-timestamp": "1", "x-zm-signature": f"v0={signed}"})
    response = connection.getresponse()
    said = response.read().decode()
    connection.close()
    return f"{response.status} {said}"


def wait_for(calls):
    with Crm.arrived:
        if not Crm.arrived.wait_for(lambda: len(Crm.told) >= calls, PATIENCE):
            sys.exit(f"expected {calls} calls, found {Crm.told}")


def material():
    folder = pathlib.Path(os.environ.get("USHER_MATERIAL", "")) / "zoom_webhooks"
    return sorted(folder.glob("webinar.*.json")) if "USHER_MATERIAL" in os.environ else []


def play(port):
    token = {"event": "endpoint.url_validation", "payload": {"plainToken": "t"}, "event_ts": 0}
    print("validation:", post(port, token))
    print("wrong secret:", post(port, token, "guessed"))
    for path in material():
        answer = post(port, json.loads(path.read_text(encoding="utf-8")))
        if not answer.startswith("200 "):
            sys.exit(f"{path.name}: {answer}")
    for calls, hooks in zip(CALLS, (EVENING, AFTERWARDS)):
        for one in hooks:
            print(one["event"].partition(".")[2], post(port, one))
        wait_for(calls)
    print("\n".join(Crm.told))


def main(command):
    crm = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Crm)
    threading.Thread(target=crm.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{crm.server_address[1]}/contacts"
    with subprocess.Popen([*command, address, "--replay"], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "ZOOM_SECRET": SECRET}) as host:
        try:
            port = host.stdout.readline()
            if not port.strip().isdigit():
                sys.exit(f"expected a port, found {port!r}")
            play(int(port))
        finally:
            host.terminate()


if __name__ == "__main__":
    main(sys.argv[1:])
