#!/usr/bin/env python3
"""Makes the environment of the notebooks, once: a folder with JupyterLab and all that requirements.lock names, with its hashes.

Prints two lines: its Python, and the folder with the package ``datalab``, which belongs on PYTHONPATH. What it tells people
goes to stderr. ``--where`` makes nothing, and ends with 3 where there is none yet. A folder counts once the file ``ready`` is in
it, so one that was not finished is made anew. It may be deleted at any time.
"""

# Older Pythons must understand this file, so that they can be told that they are too old.
import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OLDEST = (3, 10)
NEEDED_BYTES = 1200 * 1000 * 1000
WAIT_SECONDS_MAX = 1800
HERE = os.path.dirname(os.path.abspath(__file__))
LOCK = os.path.join(HERE, "requirements.lock")
PACKAGE = os.path.join(HERE, "datalab")
MISLEADING = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_USER", "PIP_PREFIX")
NO_VENV = "%s cannot make environments (venv is missing). On Debian and Ubuntu: sudo apt install python3-venv"
NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|name resolution|Connection refused|Max retries exceeded"
    "|Network is unreachable|connection broken"
)


class Failed(Exception):
    """What went wrong, and what to do, in words."""


def main() -> int:
    options = argparse.ArgumentParser(description="Makes the environment of the notebooks, once.")
    options.add_argument("--where", action="store_true", help="only say where it is; ends with 3 where there is none")
    only_where = options.parse_args().where
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        check_python()
        folder = environment_folder()
        package = os.path.join(folder, "packages", checksum(*package_files()))
        if not (is_ready(folder) and os.path.isdir(package)):
            if only_where:
                return 3
            make_under_lock(folder, package)
        print(python_of(folder))
        print(package)
        return 0
    except Failed as failure:
        print("datalab: %s" % failure, file=sys.stderr)
        return 1
    except OSError as failure:
        print("datalab: the environment of the notebooks cannot be made: %s" % failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    if sys.version_info[:2] < OLDEST:
        raise Failed(
            "%s is Python %s; the notebooks need %s or newer"
            % (sys.executable, dotted(sys.version_info), dotted(OLDEST))
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Failed(NO_VENV % sys.executable)


def dotted(version) -> str:
    return "%s.%s" % (version[0], version[1])


def environment_folder() -> str:
    """Below the user's caches, another one for each lock file and version of Python."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(caches, "datalab", "notebook-%s-python%s" % (checksum(LOCK), dotted(sys.version_info)))


def package_files() -> list:
    found = [os.path.join(PACKAGE, "pyproject.toml"), os.path.join(PACKAGE, "README.md")]
    for parent, _, names in os.walk(os.path.join(PACKAGE, "src", "datalab")):
        found.extend(os.path.join(parent, name) for name in names if not name.endswith(".pyc"))
    return sorted(found)


def checksum(*files: str) -> str:
    digest = hashlib.sha256()
    for name in files:
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]


def python_of(folder: str) -> str:
    return os.path.join(folder, "bin", "python")


def is_ready(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, "ready")) and os.access(python_of(folder), os.X_OK)


def make_under_lock(folder: str, package: str) -> None:
    """One process at a time; who waited finds it made."""
    import fcntl

    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        began = time.monotonic()
        said = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not said:
                    say("waits for another process that makes %s" % folder)
                    said = True
                if time.monotonic() - began > WAIT_SECONDS_MAX:
                    raise Failed("another process has been making %s for %s s" % (folder, WAIT_SECONDS_MAX))
                time.sleep(0.2)
        if not is_ready(folder):
            make(folder)
        if not os.path.isdir(package):
            install_package(folder, package)


def make(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    free = shutil.disk_usage(os.path.dirname(folder)).free
    if free < NEEDED_BYTES:
        raise Failed(
            "%s MB are free on the disk of %s; the environment of the notebooks needs about %s MB. XDG_CACHE_HOME names another place"
            % (free // 1000000, os.path.dirname(folder), NEEDED_BYTES // 1000000)
        )
    began = time.monotonic()
    say("makes the environment of the notebooks, once, in %s (some 700 MB; a minute or a few)" % folder)
    try:
        run(folder, [sys.executable, "-m", "venv", folder])
        pip(folder, ["--only-binary=:all:", "--require-hashes", "-r", LOCK])
        with open(os.path.join(folder, "ready"), "w") as mark:
            mark.write(sys.version + "\n")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk has room again
        raise
    say("made in %.0f s" % (time.monotonic() - began))


def install_package(folder: str, package: str) -> None:
    """From a copy, since building writes beside the sources; under another name until it is whole."""
    with tempfile.TemporaryDirectory() as copied:
        source = os.path.join(copied, "datalab")
        shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__", "tests"))
        partial = os.path.join(folder, "packages", "partial")
        shutil.rmtree(partial, ignore_errors=True)
        pip(folder, ["--no-index", "--no-build-isolation", "--target", partial, source])
        os.rename(partial, package)


def pip(folder: str, arguments: list) -> None:
    command = [python_of(folder), "-m", "pip", "install", "--no-deps", "--progress-bar=off", "--retries=2"]
    run(folder, command + arguments, Progress())


def run(folder: str, command: list, progress=None) -> None:
    """Runs a program, its output in a file beside the folder; raises Failed with what people can do about it."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PYTHONUTF8="1", PYTHONNOUSERSITE="1")
    said = []
    with open(folder + ".log", "a", encoding="utf-8") as log:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        ) as process:
            try:
                for raw in process.stdout:
                    line = raw.decode("utf-8", "replace")
                    log.write(line)
                    said.append(line)
                    if progress:
                        progress.line(line)
            except BaseException:
                process.kill()
                raise
            finally:
                if progress:
                    progress.end()
    if process.returncode != 0:
        raise Failed("%s\n(all that it said is in %s.log)" % (reason("".join(said)), folder))


def reason(said: str) -> str:
    if "No space left on device" in said:
        needed = NEEDED_BYTES // 1000000
        return "the disk is full: the environment of the notebooks needs about %s MB, and some in TMPDIR" % needed
    if "DO NOT MATCH THE HASHES" in said:
        return (
            "what was fetched is not what requirements.lock names: another file is in its place. Nothing was installed"
        )
    if NETWORK.search(said):
        return (
            "the package index cannot be reached, so the environment of the notebooks cannot be made. Is there a network? "
            "An index or a proxy of your own is named as pip wants it: PIP_INDEX_URL, HTTPS_PROXY"
        )
    if "ensurepip" in said and "returned non-zero" in said or "ensurepip is not available" in said:
        return NO_VENV % sys.executable
    if "No matching distribution found" in said:
        version = dotted(sys.version_info)
        return "there is no ready-made package for this machine and Python %s: %s" % (version, last(said))
    return "the environment of the notebooks cannot be made: " + last(said)


def last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it says nothing"


def say(text: str) -> None:
    print("datalab: " + text, file=sys.stderr, flush=True)


class Progress:
    """One line on a terminal that says how far pip is; nothing elsewhere."""

    def __init__(self) -> None:
        with open(LOCK) as lock:
            self.packages = sum(1 for line in lock if re.match(r"[a-z0-9].*==", line))
        self.fetched = 0

    def line(self, line: str) -> None:
        if line.startswith("Ignoring "):
            self.packages -= 1
        elif line.startswith("Collecting "):
            self.fetched += 1
            self.show("%s of %s packages: %s" % (self.fetched, self.packages, line.split()[1].split("==")[0]))
        elif line.startswith("Installing collected packages"):
            self.show("installing them")

    def show(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[2K  " + text)
            sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
