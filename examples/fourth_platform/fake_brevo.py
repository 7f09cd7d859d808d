"""Runs fourth_platform against a Brevo that is not there, and prints what it says and what Brevo has then.

Usage: fake_brevo.py PROGRAM
"""

import http.server
import json
import os
import re
import subprocess
import sys
import threading

KEY = "xkeysib-0123"


class Brevo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lists = {}

    def log_message(self, format, *args):  # noqa: A002, the base class names it so
        pass

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["api-key"] != KEY:
            self.answer(401, {"message": "Key not found"})
        elif self.path == "/v3/contacts":
            if "@" not in body["email"]:
                self.answer(400, {"code": "invalid_parameter", "message": "Invalid email address"})
                return
            for each in body["listIds"]:
                self.lists.setdefault(each, {})[body["email"]] = body.get("attributes", {})
            self.answer(201, {"id": 1})
        elif match := re.fullmatch(r"/v3/contacts/lists/(\d+)/contacts/remove", self.path):
            gone = [self.lists.get(int(match[1]), {}).pop(email, None) for email in body["emails"]]
            self.answer(400 if None in gone else 201, {"contacts": {"success": body["emails"]}})


def main(program):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Brevo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = subprocess.run([program, f"http://127.0.0.1:{server.server_port}/v3"], env={**os.environ, "BREVO_KEY": KEY},
                          stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="")
    print("on Brevo's list 7:", json.dumps(Brevo.lists[7]))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
