"""Takes the programs out of a Markdown page, so that the tests can compile and run them.

A program is a ```cpp block with `int main`. The ```text block after it, with nothing but white space or one line
ending in a colon between, is what it prints, to the byte. Other ```cpp blocks are pieces and are left alone.

Writes NUMBER.cpp and NUMBER.expected.txt to a folder, only where they changed; prints how many programs there are.
With --first, the first ```cpp block of the page has to be a program that says what it prints. With --c it is all about
```c and NUMBER.c.
"""

import pathlib
import re
import sys

BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
BETWEEN = re.compile(r"\s*(?:[^\n]*:\s*\n)?\s*")


def programs_of(page, language):
    """(code, output or None) of each program."""
    blocks = list(BLOCK.finditer(page))
    for block, following in zip(blocks, [*blocks[1:], None]):
        if block.group(1) != language or "int main" not in block.group(2):
            continue
        printed = None
        if following and following.group(1) == "text" and BETWEEN.fullmatch(page[block.end():following.start()]):
            printed = following.group(2)
        yield block.group(2), printed


def write(path, text):
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main(page_path, folder, first_must_print, language):
    page = page_path.read_text(encoding="utf-8")
    programs = list(programs_of(page, language))
    first = next((block.group(2) for block in BLOCK.finditer(page) if block.group(1) == language), None)
    if first_must_print and (not programs or programs[0][0] != first or programs[0][1] is None):
        sys.exit(f"{page_path}: the first ```{language} block has to be a program, and the ```text block after it what it "
                 "prints")
    folder.mkdir(parents=True, exist_ok=True)
    for number, (code, printed) in enumerate(programs, 1):
        write(folder / f"{number}.{language}", code)
        expected = folder / f"{number}.expected.txt"
        if printed is not None:
            write(expected, printed)
        else:
            expected.unlink(missing_ok=True)
    print(len(programs), end="")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--first" in sys.argv,
         "c" if "--c" in sys.argv else "cpp")
