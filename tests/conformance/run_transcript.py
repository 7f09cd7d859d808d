"""Runs the conformance cases through an implementation and compares what it tells with what is expected.

Usage: run_transcript.py [--script] [--same-as REFERENCE] COMMAND...
COMMAND is called with the paths of the case files, and prints a transcript: README.md beside this file says what that
is. With --script it gets the cases on its standard input instead, in a form that is easily read where there is no JSON.
REFERENCE is another such command: both have to tell the same, also of what no case looks at.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIELD, RECORD = "\x1f", "\x1e"
LISTS = ("handovers", "errors", "dead_letters", "connections")
LEAST_CASES = 100
SKIPPED = 77  # a command that cannot run here says so by this exit code


def cases():
    return [case for file in sorted(HERE.glob("*.json")) for case in json.loads(file.read_text(encoding="utf-8"))]


def script_line(number, line):
    if isinstance(line, dict) and "do" in line:
        return ["do", number, line["at"], line["do"], line.get("webinar") or line.get("key") or line["connection"],
                line.get("rule", ""), line.get("attendee", "")]
    # As it would stand in a file of lines: JSON of this kind of case needs no escapes beyond its own.
    return ["line", number, line if isinstance(line, str) else json.dumps(line, ensure_ascii=False,
                                                                             separators=(",", ":"))]


def script():
    records = []
    for case in cases():
        records.append(["case", case["name"], case.get("call_time", "PT0S"), case.get("stop_at", "")])
        records += [["outcome", key, text] for key, texts in case.get("outcomes", {}).items() for text in texts]
        records += [script_line(number, line) for number, line in enumerate(case["lines"], 1)]
        records += [["explain", one["webinar"], one["rule"], one["attendee"]]
                    for one in case["expect"].get("explain", [])]
        records.append(["end"])
    return "".join(FIELD.join(map(str, record)) + RECORD for record in records)


def transcript(command, by_script):
    files = [] if by_script else sorted(map(str, HERE.glob("*.json")))
    done = subprocess.run(command + files, input=script() if by_script else None, capture_output=True, text=True,
                          encoding="utf-8", check=False)
    if done.returncode == SKIPPED:
        print(done.stdout)
        sys.exit(SKIPPED)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def differences(expected, found, path):
    """Of what is expected; whatever else was found may be so."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for field, value in expected.items():
            if field not in ("action_text", "profile_text"):
                yield from differences(value, found.get(field), f"{path}/{field}")
    elif expected != found:
        yield f"{path}: expected {json.dumps(expected)}, found {json.dumps(found)}"


def faults_of(case, found):
    expect = case["expect"]
    for name in LISTS + ("explain",):
        for index, (wanted, one) in enumerate(zip(expect.get(name, []), found[name])):
            if name == "explain":
                wanted = {field: value for field, value in wanted.items() if field not in
                          ("webinar", "rule", "attendee")}
            yield from differences(wanted, one, f"/{name}/{index}")
        if name in expect and len(expect[name]) != len(found[name]):
            yield f"/{name}: expected {len(expect[name])}, found {len(found[name])}"
    for name in ("answers", "counters"):
        yield from differences(expect.get(name, {}), found[name], f"/{name}")


def unlike(one, other):
    """Where two transcripts of a case differ."""
    return [f"/{name}: {json.dumps(one.get(name))}, the reference {json.dumps(value)}"
            for name, value in other.items() if one.get(name) != value]


def main(arguments):
    by_script = arguments[0] == "--script"
    reference = None
    arguments = arguments[by_script:]
    if arguments[0] == "--same-as":
        reference = transcript([arguments[1]], False)
        arguments = arguments[2:]
    wanted, found = cases(), transcript(arguments, by_script)
    faults = [f"expected {len(wanted)} cases, found {len(found)}"] if len(wanted) != len(found) else []
    for case, one in zip(wanted, found):
        faults += [f"{case['name']}: {fault}" for fault in [*faults_of(case, one)]]
    for one, other in zip(found, reference or []):
        faults += [f"{other['case']}: {fault}" for fault in unlike(one, other)]
    if len(wanted) < LEAST_CASES:
        faults.append(f"expected at least {LEAST_CASES} cases, found {len(wanted)}")
    print("\n".join(faults) or f"{len(found)} cases as expected" + (", all as the reference" if reference else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
