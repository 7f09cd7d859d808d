"""The example host from outside: what it answers, what it refuses, what it says of itself, and how it ends.

Usage: host_test.py HOST. The platform is a server in this process that takes signed webhooks and remembers them.
"""

import base64
import datetime
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOKEN, ZOOM, HOOK = "the-token", "zoom-secret", "whsec_" + base64.b64encode(b"k" * 24).decode()
PATIENCE = 60  # seconds; only a test that fails waits for so long


class Platform(http.server.ThreadingHTTPServer):
    """Takes every webhook, once the gate is open."""

    def __init__(self):
        self.keys, self.gate = [], threading.Event()
        self.gate.set()
        super().__init__(("127.0.0.1", 0), Taker)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append(self.headers["webhook-id"])
        self.server.gate.wait(PATIENCE)
        try:
            self.send_response(204)
            self.end_headers()
        except ConnectionError:
            pass  # the host has given it up

    def log_message(self, *_):
        pass


class Host:
    """One process of the host; its log is read as it comes."""

    def __init__(self, program, folder, platform, *options):
        connectors = folder / "connectors.json"
        connectors.write_text(json.dumps({"connectors": [
            {"id": "hook", "platform": "webhook", "url": f"http://127.0.0.1:{platform.server_port}/hook",
             "secret_from": "HOOK_SECRET", "max_lead": "PT0S"}]}))
        self.process = subprocess.Popen(
            [program, "--journal", folder / "host.journal", "--connectors", connectors, "--port", "0", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "USHER_HOST_TOKEN": TOKEN, "USHER_ZOOM_SECRET": ZOOM, "HOOK_SECRET": HOOK})
        self.log = []
        threading.Thread(target=self.read_log, daemon=True).start()
        self.port = int(self.wait_for("listening")["port"])

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def wait_for(self, what):
        """The first log line about it, which must be of JSON."""
        def found():
            lines = [json.loads(line) for line in list(self.log)]
            return next((line for line in lines if line["what"] == what), None)
        return eventually(found, f"a log line about {what}")

    def ask(self, method, path, body=None, token=TOKEN, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def zoom(self, message, secret=ZOOM, seconds_ago=0):
        body, sent = json.dumps(message), str(int(time.time()) - seconds_ago)
        signature = hmac.new(secret.encode(), f"v0:{sent}:{body}".encode(), hashlib.sha256).hexdigest()
        return self.ask("POST", "/zoom", body, token=None,
                        **{"x-zm-request-timestamp": sent, "x-zm-signature": f"v0={signature}"})

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        if code := self.process.wait(PATIENCE):
            sys.exit(f"the host has ended with {code}\n" + "".join(self.log))


def eventually(condition, what):
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if found := condition():
            return found
        time.sleep(0.02)
    sys.exit(f"waited in vain for {what}")


def expect(found, expected, what):
    if found != expected:
        sys.exit(f"{what}: expected {expected!r}, found {found!r}")


def instant(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def scheduled(webinar, rules):
    return {"type": "webinar.scheduled", "at": instant(-60), "webinar": {
        "id": webinar, "start": instant(3600), "duration": "PT1H", "timing": "live", "rules": rules}}


def rule(name, anchor, **more):
    return {"id": name, "when": {"anchor": anchor}, "connection": "hook", **more}


def lines(*events):
    return "".join(json.dumps(event) + "\n" for event in events)


def registered(attendee, webinar="talk"):
    return {"type": "attendee.registered", "at": instant(-30), "webinar": webinar, "attendee": attendee}


def zoom_person(event, **person):
    kind = "participant" if "participant" in event else "registrant"
    return {"event": event, "event_ts": int((time.time() - 5) * 1000),
            "payload": {"object": {"id": 987, "topic": "x", kind: person}}}


def check_events(host, platform):
    status, said = host.ask("POST", "/events", lines(
        scheduled("talk", [rule("hello", "registered")]), registered("ada"), registered("ada"),
        registered("bob", "nowhere")) + "no json\n")
    answers = [json.loads(line) for line in said.splitlines()]
    expect(status, 200, "events")
    expect([answer.get("fed") or answer["error"]["code"] for answer in answers],
           ["applied", "applied", "duplicate", "unknown", "malformed"], "answers")
    expect(answers[3]["line"], 4, "the line of an answer")
    eventually(lambda: platform.keys == ["talk/hello/ada/1"], "the first call")
    line = host.wait_for("call")
    expect((line["rule"], line["delivered"]), ("hello", 1), "the call's log line")
    status, said = host.ask("GET", "/explain?webinar=talk&rule=hello&attendee=ada")
    expect((status, json.loads(said)["verdict"]), (200, "done"), "explain")
    expect(host.ask("GET", "/explain?webinar=talk&rule=hello&attendee=nobody")[0], 404, "explain somebody unknown")


def check_refusals(host):
    expect(host.ask("POST", "/events", "{}\n", token="other")[0], 401, "another token")
    expect(host.ask("GET", "/plan", token=None)[0], 401, "no token")
    expect(host.ask("POST", "/resubmit?key=talk/hello/ada/1")[0], 404, "no such letter")
    expect(host.ask("GET", "/nowhere")[0], 404, "no such page")
    try:
        expect(host.ask("POST", "/events", "\n" * ((8 << 20) + 1))[0], 413, "a body that is too large")
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was refused before it was all there


def check_zoom(host, platform):
    expect(host.ask("POST", "/events", lines(scheduled("987", [
        rule("joined", "registered"), rule("came", "start", audience="online")])))[0], 200, "Zoom's webinar")
    joined = zoom_person("webinar.registration_created", id="r1", email="Jill@Example.com", first_name="Jill")
    expect(host.zoom(joined, secret="other")[0], 401, "another secret")
    expect(host.zoom(joined, seconds_ago=600)[0], 401, "an old message")
    expect(host.ask("POST", "/zoom", json.dumps(joined), token=None)[0], 401, "no signature")
    status, said = host.zoom(joined)
    expect((status, json.loads(said)["fed"]), (200, "applied"), "a registration")
    eventually(lambda: "987/joined/jill@example.com/1" in platform.keys, "the call for Zoom's registrant")
    pending = zoom_person("webinar.registration_created", id="r2", email="p@example.com", status="pending")
    expect(host.zoom(pending), (200, ""), "a registration that waits for approval")
    person = {"email": "jill@example.com", "participant_uuid": "u1", "user_id": 17, "join_time": instant(-4)}
    expect(json.loads(host.zoom(zoom_person("webinar.participant_joined", **person))[1])["fed"], "applied", "a join")
    started = {"event": "webinar.started", "payload": {"object": {"id": "987", "start_time": instant(-2)}}}
    expect(json.loads(host.zoom(started)[1])["fed"], "applied", "a start")
    eventually(lambda: "987/came/jill@example.com/1" in platform.keys, "the call for who was there at the start")
    challenge = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}
    answer = hmac.new(ZOOM.encode(), b"abc", hashlib.sha256).hexdigest()
    expect(json.loads(host.zoom(challenge)[1]), {"plainToken": "abc", "encryptedToken": answer}, "the challenge")
    expect(host.zoom({"event": "user.created"}), (200, ""), "what does not matter")
    expect(host.zoom({"event": "webinar.started", "payload": 7})[0], 200, "another form")


def check_numbers(host):
    expect(host.ask("GET", "/healthz", token=None), (200, "ok\n"), "health")
    def metrics():
        status, text = host.ask("GET", "/metrics", token=None)
        expect(status, 200, "metrics")
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    eventually(lambda: metrics()['usher_handovers_total{outcome="delivered"}'] == "3", "three delivered")
    found = metrics()
    for name, value in {"usher_calls_total": "3", "usher_in_flight": "0", "usher_dead_letters": "0", "usher_workers": "8",
                        'usher_connection_state{connection="hook",state="open"}': "1", "usher_journal_failing": "0",
                        'usher_lateness_seconds_bucket{le="+Inf"}': "3", "usher_call_seconds_count": "3"}.items():
        expect(found[name], value, name)
    buckets = [int(value) for name, value in found.items() if name.startswith("usher_lateness_seconds_bucket")]
    expect(buckets, sorted(buckets), "a histogram that only grows")
    eventually(lambda: metrics()["usher_journal_unwritten_bytes"] == "0", "everything durable")


def check_plan(host):
    expect(host.ask("POST", "/events", lines({
        "type": "webinar.scheduled", "at": instant(-60), "webinar": {
            "id": "later", "start": instant(3600), "duration": "PT1H", "rules": [rule("soon", "start")]}},
        registered("ada", "later")))[0], 200, "a webinar to come")
    moments = [json.loads(line) for line in host.ask("GET", "/plan")[1].splitlines()]
    expect([(moment["webinar"], moment["handovers"]) for moment in moments if moment["webinar"] == "later"],
           [("later", 1)], "the plan")


def check_standard_input(program, folder, platform):
    """Fed in two processes, the first of which is killed: each line counts once."""
    events = [scheduled("piped", [rule("hello", "registered")])] + [registered(f"p{i}", "piped") for i in range(3)]
    host = Host(program, folder, platform, "--json", "--stdin")
    host.process.stdin.write(lines(*events[:3]))
    host.process.stdin.flush()
    answers = [json.loads(host.process.stdout.readline()) for _ in range(3)]
    expect([answer["fed"] for answer in answers], ["applied"] * 3, "answers on standard output")
    host.process.kill()
    host.process.wait(PATIENCE)
    again = Host(program, folder, platform, "--json", "--stdin")
    expect(again.wait_for("listening")["lines_seen"], 3, "lines that need not be read again")
    again.process.stdin.write(lines(*events))
    again.process.stdin.close()
    expect(json.loads(again.process.stdout.readline()), {"line": 4, "fed": "applied"}, "the answer to the only new line")
    wanted = {f"piped/hello/p{i}/1" for i in range(3)}
    eventually(lambda: wanted <= set(platform.keys), "calls for all lines")
    again.end(signal.SIGINT)


def check_stop(program, folder, platform):
    """A call that is out finishes; one that does not is given up, and made again by the next process."""
    host = Host(program, folder, platform, "--json", "--stop-within", "0")
    platform.gate.clear()
    host.ask("POST", "/events", lines(scheduled("stops", [rule("hello", "registered")]), registered("ada", "stops")))
    eventually(lambda: "stops/hello/ada/1" in platform.keys, "the call that is out")
    host.end()
    expect(host.wait_for("stopped")["given_up"], 1, "calls given up")
    platform.gate.set()
    again = Host(program, folder, platform, "--json")
    eventually(lambda: platform.keys.count("stops/hello/ada/1") == 2, "the same call again")
    again.end()


def check_log_of_text(program, folder):
    process = subprocess.Popen(
        [program, "--journal", folder / "host.journal", "--connectors", folder / "connectors.json", "--port", "0"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "USHER_HOST_TOKEN": TOKEN, "HOOK_SECRET": HOOK})
    while 'what="listening"' not in (line := process.stderr.readline()):
        expect(line[:4], 'at="', "a log line of text")
    process.send_signal(signal.SIGTERM)
    expect(process.wait(PATIENCE), 0, "the end of one that logs text")


def main(program):
    platform = Platform()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        host = Host(program, folder, platform, "--json")
        check_events(host, platform)
        check_refusals(host)
        check_zoom(host, platform)
        check_numbers(host)
        check_plan(host)
        host.end()
        text = "".join(host.log)
        expect([secret for secret in (TOKEN, ZOOM, HOOK, "jill") if secret in text.lower()], [], "secrets or people in the log")
        check_standard_input(program, folder, platform)
        check_stop(program, folder, platform)
        check_log_of_text(program, folder)
    plain = subprocess.run([program, "--journal", "x", "--connectors", "/nowhere"], capture_output=True, text=True,
                           check=False, env={**os.environ, "USHER_HOST_TOKEN": TOKEN})
    expect((plain.returncode, plain.stderr), (2, "usher_host: /nowhere: cannot be read\n"), "a file that is not there")
    print("all as it should be")


if __name__ == "__main__":
    main(sys.argv[1])
