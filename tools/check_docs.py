#!/usr/bin/env python3
"""Checks the documents: links between them lead somewhere, and every rule that is cited is written down.

Rules are the S-numbers of docs/semantics.md ("S5a"); tests, comments and pages cite them.
"""

import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
RULE = re.compile(r"\*\*(S\d+[a-z]?)\*\*")
CITED = re.compile(r"\bS(\d+)([a-z]?)(?:-S?(\d+))?\b")
CODE = {".hpp", ".h", ".cpp", ".py"}
CITING = ("include", "src", "tests", "examples")


def pages(root):
    folders = [root, root / "docs", root / "examples", root / "tests"]
    return sorted({page for folder in folders if folder.is_dir()
                   for page in (folder.glob("*.md") if folder == root else folder.rglob("*.md"))})


def anchor(heading):
    """As Markdown hosts make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(root, page):
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        leads_to = (page.parent / path).resolve() if path else page
        if not leads_to.exists():
            yield f"{page.relative_to(root)}: the link {target} leads nowhere"
        elif fragment and leads_to.suffix == ".md":
            if fragment not in map(anchor, HEADING.findall(leads_to.read_text(encoding="utf-8"))):
                yield f"{page.relative_to(root)}: the link {target} names no heading there"


def unknown_rules(root, path, rules):
    text = path.read_text(encoding="utf-8", errors="replace")
    for match in CITED.finditer(text):
        first, letter, last = match.groups()
        cited = [f"S{first}{letter}"] if not last else [f"S{number}" for number in range(int(first), int(last) + 1)]
        line = text.count("\n", 0, match.start()) + 1
        for rule in cited:
            if rule not in rules:
                yield f"{path.relative_to(root)}:{line}: cites {rule}, which docs/semantics.md does not have"


def main(root):
    rules = set(RULE.findall((root / "docs" / "semantics.md").read_text(encoding="utf-8")))
    faults = [fault for page in pages(root) for fault in broken_links(root, page)]
    citing = [path for folder in CITING for path in sorted((root / folder).rglob("*")) if path.suffix in CODE]
    for path in citing + pages(root):
        faults += unknown_rules(root, path, rules)
    print("\n".join(faults) or f"{len(rules)} rules, {len(pages(root))} pages, all in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()))
