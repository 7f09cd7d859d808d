"""Runs `python -m MODULE ARGUMENTS` by an interpreter that has the module: with_module.py MODULE ARGUMENTS...

Exit code 77: none has it. Distributions pack modules for their own interpreter, which need not be the first in PATH.
"""

import subprocess
import sys

module, *arguments = sys.argv[1:]
for interpreter in (sys.executable, "/usr/bin/python3"):
    try:
        found = subprocess.run([interpreter, "-c", f"import {module}"], capture_output=True, check=False)
    except FileNotFoundError:
        continue
    if found.returncode == 0:
        sys.exit(subprocess.run([interpreter, "-B", "-m", module, *arguments], check=False).returncode)
print(f"no interpreter has {module} (Debian: python3-pytest, mypy)")
sys.exit(77)
