"""Runs a command under valgrind: no error and nothing lost. Exit code 77: valgrind is not there."""

import shutil
import subprocess
import sys

if shutil.which("valgrind") is None:
    print("valgrind is not there")
    sys.exit(77)
sys.exit(subprocess.run(["valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible",
                         "--errors-for-leak-kinds=definite,indirect,possible", "--error-exitcode=9", *sys.argv[1:]],
                        check=False).returncode)
