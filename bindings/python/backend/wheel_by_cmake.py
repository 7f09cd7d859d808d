"""Builds the wheel (PEP 517) from a checkout of usher: CMake makes libusher, and this packs it with the package.

Nothing is downloaded; CMake, a C++ compiler and usher's own libraries have to be there. Of the environment CMake itself
reads CXX and CMAKE_CXX_COMPILER_LAUNCHER; USHER_BUILD_DIR keeps the build, so that the next one is quick.
"""

import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sysconfig
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
OFF = ("TOOLS", "TESTS", "EXAMPLES", "FUZZERS", "BENCHMARKS")
SUMMARY = "Who gets which transfer of a webinar, and when"


class UnsupportedOperation(Exception):
    """What pip is told where there are no sources to pack."""


def version():
    project = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(usher VERSION ([0-9.]+)", project)[1]


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def built_library(folder):
    """libusher, without what only debuggers read."""
    if not (ROOT / "include" / "usher" / "usher.h").is_file():
        raise SystemExit(f"usher's sources are not at {ROOT}: install from a checkout, `pip install ./bindings/python`")
    options = [f"-DUSHER_BUILD_{name}=OFF" for name in OFF]
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    run("cmake", "-S", ROOT, "-B", folder, *generator, *options, "-DCMAKE_BUILD_TYPE=Release", "-DUSHER_BUILD_C=ON",
        "-DUSHER_BUILD_JOURNAL=ON", "-DUSHER_INSTALL=ON")
    run("cmake", "--build", folder, "--target", "usher_c", "--parallel", os.cpu_count() or 1)
    run("cmake", "--install", folder, "--prefix", folder / "installed", "--strip", "--component", "usher_runtime")
    return next(path for path in sorted((folder / "installed").rglob("libusher.*")) if not path.is_symlink())


def tag():
    return "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())


def metadata():
    return (f"Metadata-Version: 2.1\nName: usher\nVersion: {version()}\nSummary: {SUMMARY}\nLicense: MIT\n"
            "Requires-Python: >=3.9\n")


def files_of_package():
    for path in sorted((HERE / "usher").iterdir()):
        if path.suffix == ".py" or path.name == "py.typed":
            yield f"usher/{path.name}", path.read_bytes()


def record_line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = f"usher-{version()}.dist-info"
    kept = os.environ.get("USHER_BUILD_DIR")
    with tempfile.TemporaryDirectory() as scratch:
        library = built_library(pathlib.Path(kept or scratch).resolve())
        files = [*files_of_package(), ("usher/libusher.so", library.read_bytes()),
                 (f"{info}/METADATA", metadata().encode()),
                 (f"{info}/LICENSE", (ROOT / "LICENSE").read_bytes()),
                 (f"{info}/WHEEL", ("Wheel-Version: 1.0\nGenerator: usher\nRoot-Is-Purelib: false\n"
                                    f"Tag: {tag()}\n").encode())]
    record = "".join(record_line(name, data) for name, data in files) + f"{info}/RECORD,,\n"
    wheel = f"usher-{version()}-{tag()}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*files, (f"{info}/RECORD", record.encode())]:
            archive.writestr(name, data)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise UnsupportedOperation("usher is installed from a checkout; there is no source distribution")
