"""Compiles one file twice: as it is it must compile, with USHER_MUST_NOT_COMPILE defined it must not.

The line `// refused: REGEX` in the file says how the compilers word the refusal, so that nothing else makes it fail.
"""

import pathlib
import re
import subprocess
import sys


def compiled(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main(source, command):
    wording = re.search(r"^// refused: (.+)$", pathlib.Path(source).read_text(encoding="utf-8"), re.MULTILINE)
    if not wording:
        print(f"{source}: says not how it is refused, with a line // refused: REGEX")
        return 1
    command = [*command, "-fsyntax-only", "-Werror", source]
    control = compiled(command)
    if control.returncode != 0:
        print(f"{source}: must compile as it is, and does not\n{control.stderr}")
        return 1
    refused = compiled([*command, "-DUSHER_MUST_NOT_COMPILE"])
    if refused.returncode == 0:
        print(f"{source}: compiles, and must not")
        return 1
    if not re.search(wording.group(1), refused.stderr):
        print(f"{source}: refused for another reason than {wording.group(1)}\n{refused.stderr}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
