"""What the connectors send, and what the fakes answer, held against the vendors' own OpenAPI documents.

Usage: validate.py RECORDER. The documents are found by USHER_MATERIAL; without them, or without jsonschema, the test is
skipped. They are subsets: what they do not have is listed, and has to be what is expected not to be there.

Quirks of the documents: GetResponse's wants a header X-Request-Source, which tells of one kind of callers only;
ActiveCampaign's gives several answers as oneOf, of which with no required member all fit at once.
"""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

SKIPPED = 77
# Distributions pack modules for their own interpreter, which need not be the first in PATH.
DISTRIBUTIONS_PYTHON = "/usr/bin/python3"
DOCUMENTS = {"getresponse": "getresponse-v3-official-subset.json",
             "activecampaign": "activecampaign-v3-contacts-subset.json"}
CREDENTIALS = {"getresponse": ("x-auth-token", "api-key key"), "activecampaign": ("api-token", "key")}
# Of the vendors' APIs, and not in the subsets that are at hand.
NOT_IN_SUBSET = {
    ("getresponse", "GET", "/tags"), ("getresponse", "POST", "/tags"),
    ("getresponse", "POST", "/contacts/{id}/tags"), ("getresponse", "POST", "/contacts/{id}"),
    ("getresponse", "DELETE", "/contacts/{id}"),
    ("activecampaign", "GET", "/contacts/{id}/contactTags"),
}
EXPECTED = {
    "getresponse": {("POST", "/contacts"), ("POST", "/contacts/batch"), ("GET", "/contacts"),
                    ("GET", "/contacts/{contactId}"), ("POST", "/contacts/{contactId}/custom-fields")},
    "activecampaign": {("POST", "/contact/sync"), ("POST", "/contactTags"), ("DELETE", "/contactTags/{id}"),
                       ("POST", "/contactLists"), ("POST", "/import/bulk_import"), ("GET", "/import/info"),
                       ("GET", "/contacts"), ("GET", "/tags"), ("POST", "/tags")},
}
QUIRKS = {"X-Request-Source"}


def template_of(document, method, path):
    """The documented path that this one is, plain ones before those with parameters."""
    for template in sorted(document["paths"], key=lambda each: each.count("{")):
        pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part)
                          for part in re.split(r"(\{[^}]+\})", template))
        if re.fullmatch(pattern, path) and method.lower() in document["paths"][template]:
            return template
    return None


def any_of_them(schema):
    """The schema with each oneOf as an anyOf."""
    if isinstance(schema, list):
        return [any_of_them(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {"anyOf" if name == "oneOf" else name: any_of_them(value) for name, value in schema.items()}


def generalised(path):
    return re.sub(r"(?<=^/contacts/)(?!batch)[^/]+", "{id}", path)


class Checked:
    def __init__(self, material, jsonschema):
        self.jsonschema = jsonschema
        self.documents = {name: any_of_them(json.loads((material / file).read_text(encoding="utf-8")))
                          for name, file in DOCUMENTS.items()}
        self.faults, self.seen, self.outside = [], {name: set() for name in DOCUMENTS}, set()

    def against(self, what, value, schema, document):
        # References begin at the root of the document.
        rooted = {"components": document.get("components", {}), "allOf": [schema]}
        for error in self.jsonschema.Draft202012Validator(rooted).iter_errors(value):
            self.faults.append(f"{what}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")

    def parameters(self, what, exchange, operation, document):
        for parameter in operation.get("parameters", []):
            if "$ref" in parameter:
                parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
            if not parameter.get("required") or parameter["name"] in QUIRKS or parameter["in"] == "path":
                continue
            given = exchange["query"] if parameter["in"] == "query" else exchange["headers"]
            name = parameter["name"] if parameter["in"] == "query" else parameter["name"].lower()
            if name not in given:
                self.faults.append(f"{what}: the {parameter['in']} parameter {parameter['name']} is missing")
        known = {parameter.get("name") for parameter in operation.get("parameters", [])}
        for name in exchange["query"]:
            if name not in known and known:
                self.faults.append(f"{what}: the query parameter {name} is not documented")

    def body(self, what, exchange, operation, document):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            if exchange["body"]:
                self.faults.append(f"{what}: a body where none is documented")
            return
        if exchange["headers"].get("content-type") != "application/json":
            self.faults.append(f"{what}: the body is not application/json")
        self.against(what, json.loads(exchange["body"]), schema, document)

    def answer(self, what, exchange, operation, document):
        documented = operation["responses"].get(str(exchange["status"]))
        if documented is None:
            self.faults.append(f"{what}: the fake answers {exchange['status']}, which is not documented")
            return
        schema = documented.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            self.against(what + " (answer)", json.loads(exchange["answer"]), schema, document)

    def exchange(self, exchange):
        platform, method, path = exchange["platform"], exchange["method"], exchange["path"]
        what = f"{platform}: {method} {path}"
        name, value = CREDENTIALS[platform]
        if exchange["headers"].get(name) != value:
            self.faults.append(f"{what}: the header {name} does not carry the key")
        document = self.documents[platform]
        template = template_of(document, method, urllib.parse.quote(path))
        if template is None:
            self.outside.add((platform, method, generalised(path)))
            return
        self.seen[platform].add((method, template))
        operation = document["paths"][template][method.lower()]
        self.parameters(what, exchange, operation, document)
        self.body(what, exchange, operation, document)
        self.answer(what, exchange, operation, document)


def main(recorder):
    material = pathlib.Path(os.environ.get("USHER_MATERIAL", "")) / "openapi"
    if "USHER_MATERIAL" not in os.environ or not material.is_dir():
        print("skipped: USHER_MATERIAL does not name a folder with openapi/")
        return SKIPPED
    if importlib.util.find_spec("jsonschema") is None:
        if sys.executable != DISTRIBUTIONS_PYTHON and pathlib.Path(DISTRIBUTIONS_PYTHON).exists():
            os.execv(DISTRIBUTIONS_PYTHON, [DISTRIBUTIONS_PYTHON, *sys.argv])
        print("skipped: Python has no jsonschema (Debian: python3-jsonschema)")
        return SKIPPED
    jsonschema = importlib.import_module("jsonschema")
    recorded = subprocess.run([recorder], capture_output=True, text=True, check=False)
    if recorded.returncode != 0:
        sys.exit(f"{recorder} has failed: {recorded.stderr}")
    checked = Checked(material, jsonschema)
    lines = recorded.stdout.splitlines()
    for line in lines:
        checked.exchange(json.loads(line))
    for platform, expected in EXPECTED.items():
        checked.faults += [f"{platform}: {method} {path} was never sent"
                           for method, path in sorted(expected - checked.seen[platform])]
    checked.faults += [f"{' '.join(each)}: is not in the document" for each in sorted(checked.outside - NOT_IN_SUBSET)]
    for each in sorted(checked.outside & NOT_IN_SUBSET):
        print("not in the subset at hand, not validated:", *each)
    print("\n".join(checked.faults) or f"{len(lines)} exchanges, as the vendors' documents have them")
    return 1 if checked.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
