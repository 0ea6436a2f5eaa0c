"""Makes a fresh clone ready: finds what this computer lacks, names it, gets it, and fills .venv.

Usage: python3 packaging/prepare.py run|test|package

It comes before everything else, so it is one long file that needs nothing but Python's standard library. It asks
before it installs system packages where there is a terminal. A second run finds everything in place and returns at
once, also without a network.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
SCOPES: dict[str, tuple[str, ...]] = {"run": (), "test": ("test", "package"), "package": ("package",)}
COVERS = {"run": ("run",), "test": ("run", "test", "package"), "package": ("run", "package")}
ADMIN_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin"  # not on the search path of ordinary users in Debian

# The libraries that Qt's wheels expect from the system, each with the Debian packages that may carry it.
QT_LIBRARIES = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libX11.so.6": ("libx11-6",),
    "libXext.so.6": ("libxext6",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxcb.so.1": ("libxcb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
}
WEB_VIEW_LIBRARIES = {
    "libXcomposite.so.1": ("libxcomposite1",),
    "libXdamage.so.1": ("libxdamage1",),
    "libXfixes.so.3": ("libxfixes3",),
    "libXrandr.so.2": ("libxrandr2",),
    "libXtst.so.6": ("libxtst6",),
    "libasound.so.2": ("libasound2t64", "libasound2"),
    "libexpat.so.1": ("libexpat1",),
    "libgbm.so.1": ("libgbm1",),
    "libnspr4.so": ("libnspr4",),
    "libnss3.so": ("libnss3",),
    "libudev.so.1": ("libudev1",),
    "libxcb-dri3.so.0": ("libxcb-dri3-0",),
    "libxkbfile.so.1": ("libxkbfile1",),
}
TEST_PROGRAMS = {
    "Xvfb": ("xvfb",),
    "xvfb-run": ("xvfb",),
    "xauth": ("xauth",),
    "openbox": ("openbox",),
    "xdotool": ("xdotool",),
    "dbus-daemon": ("dbus-daemon", "dbus"),
    "dbus-run-session": ("dbus-daemon", "dbus"),
    "gnome-keyring-daemon": ("gnome-keyring",),
    "postfix": ("postfix",),
    "smtp-sink": ("postfix",),
    "dovecot": ("dovecot-core",),
    "desktop-file-validate": ("desktop-file-utils",),
    "appstreamcli": ("appstream",),
}
TEST_FILES = {
    "/usr/lib/dovecot/imap": ("dovecot-imapd",),
    "/usr/lib/dovecot/lmtp": ("dovecot-lmtpd",),
}
PACKAGE_PROGRAMS = {"objdump": ("binutils",)}  # PyInstaller reads libraries with it
FONTS = {
    "a font": ("", ("fonts-dejavu-core",)),
    "a font with East Asian letters": (r"cjk|fallback|wqy|[-_](sc|jp|kr)\b", ("fonts-droid-fallback",)),
    "fonts for the world's other scripts": ("devanagari|mangal|lohit|unifont", ("fonts-noto-core",)),
}
"""Names of people are shown as they are written; without these many would be empty boxes."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")

if TYPE_CHECKING:
    Missing = dict[str, tuple[str, ...]]


def main(arguments: list[str]) -> int:
    """Make the checkout ready for a scope; 0 when it is, 1 with a sentence on stderr when it is not."""
    if len(arguments) != 1 or arguments[0] not in SCOPES:
        return complain(f"Usage: prepare.py {'|'.join(SCOPES)}")
    scope = arguments[0]
    if sys.version_info < OLDEST:
        return use_newer_python(arguments)
    missing = missing_system_parts(scope)
    if missing and not install_system_packages(missing):
        return 1
    if stamp(scope).is_file() and stamp(scope).read_text() == fingerprint(scope):
        return 0
    if not fill_environment(scope):
        return 1
    unloadable = libraries_not_found() if wants_window(scope) else []
    if unloadable:
        return complain("Qt's window libraries cannot be loaded. This system lacks: " + ", ".join(unloadable))
    for covered in COVERS[scope]:
        stamp(covered).write_text(fingerprint(covered))
    return 0


def use_newer_python(arguments: list[str]) -> int:
    """Go on under a newer Python of this computer, or say that one is needed."""
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            return subprocess.call([newer, __file__, *arguments])
    return complain(f"Mailer needs Python 3.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")


def wants_window(scope: str) -> bool:
    """Tell whether a window will be opened: tests bring their own screen, else somebody must be looking at one."""
    return scope == "test" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_system_parts(scope: str) -> Missing:
    """Find the libraries, programs and files that the scope needs and this computer lacks."""
    if not sys.platform.startswith("linux"):
        return {}
    missing: Missing = {}
    if not (VENV / "bin" / "python").exists() and not has_module("ensurepip"):
        missing["Python's venv module"] = (f"python3.{sys.version_info[1]}-venv", "python3-venv")
    if wants_window(scope):
        known = known_libraries()
        missing |= {name: debs for name, debs in (QT_LIBRARIES | WEB_VIEW_LIBRARIES).items() if name not in known}
        missing |= {name: debs for name, (files, debs) in FONTS.items() if not has_font(files)}
    if scope != "run" and not has_shared_python():
        name = f"libpython3.{sys.version_info[1]}"
        missing[f"{name}.so"] = (name,)  # PyInstaller puts it in the folder it builds
    programs = (TEST_PROGRAMS if scope == "test" else {}) | (PACKAGE_PROGRAMS if scope != "run" else {})
    search = os.environ.get("PATH", os.defpath) + os.pathsep + ADMIN_FOLDERS
    missing |= {name: debs for name, debs in programs.items() if not shutil.which(name, path=search)}
    if scope == "test":
        missing |= {name: debs for name, debs in TEST_FILES.items() if not Path(name).exists()}
    return missing


def has_module(name: str) -> bool:
    """Tell whether this Python has a module of its own."""
    import importlib.util

    return importlib.util.find_spec(name) is not None


def has_shared_python() -> bool:
    """Tell whether this Python has its library; Debian's leaves it to a package, others bring it or can't be helped."""
    if sys.base_prefix != "/usr":
        return True
    name = f"libpython3.{sys.version_info[1]}.so.1.0"
    return name in known_libraries() or any(Path("/usr/lib").glob(f"*/{name}"))


def known_libraries() -> set[str]:
    """Give the names of the libraries that the system's loader finds."""
    ldconfig = shutil.which("ldconfig", path=os.environ.get("PATH", "") + os.pathsep + ADMIN_FOLDERS)
    if not ldconfig:
        return set(QT_LIBRARIES) | set(WEB_VIEW_LIBRARIES)  # no list to ask: the check with ldd comes later
    listed = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in listed.splitlines() if "=>" in line}


def has_font(files: str) -> bool:
    """Tell whether there is an outline font whose file name matches: Qt brings none, and shows boxes without one."""
    pattern = re.compile(files, re.IGNORECASE)
    # Where nobody has a home this leaves the ~, and pathlib raises; hence the noqa.
    folders = (Path(os.path.expanduser(folder)) for folder in FONT_FOLDERS)  # noqa: PTH111
    fonts = (font for folder in folders for font in folder.rglob("*.[ot]t[fc]"))
    return any(pattern.search(font.name) for font in fonts)


def install_system_packages(missing: Missing) -> bool:
    """Name what is missing and install it with apt, after asking where there is a terminal."""
    say("This computer lacks " + ", ".join(missing) + ".")
    if not shutil.which("apt-get"):
        complain(
            "Install these with your system's package manager, then run this again.\n"
            "The Debian packages of the same content are: " + " ".join(sorted({debs[-1] for debs in missing.values()}))
        )
        return False
    root = os.geteuid() == 0
    terminal = at_terminal()
    before = list(missing.values())
    packages = debian_packages(before)
    by_hand = ("" if root else "sudo ") + "apt-get install --no-install-recommends " + " ".join(packages)
    if not root and (not terminal or not shutil.which("sudo")):
        complain("These system packages are needed. Install them, then run this again:\n  " + by_hand)
        return False
    say("System packages to install: " + " ".join(packages))
    if terminal and input("Install them now" + ("" if root else " with sudo") + "? [Y/n] ").strip().lower() not in (
        "",
        "y",
        "yes",
    ):
        complain("Nothing was installed. To do it by hand:\n  " + by_hand)
        return False
    if not apt_install(before, [] if root else ["sudo"]):
        complain("The system packages could not be installed. To see why:\n  " + by_hand)
        return False
    return True


def at_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def debian_packages(wanted: list[tuple[str, ...]]) -> list[str]:
    """Choose, for each part, the first of its packages that this release of the system has."""
    names = sorted({name for debs in wanted for name in debs})
    listed = subprocess.run(["apt-cache", "policy", *names], capture_output=True, text=True, check=False).stdout
    offered: set[str] = set()
    name = ""
    for line in listed.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            offered.add(name)
    return sorted({next((deb for deb in debs if deb in offered), debs[-1]) for debs in wanted})


def apt_install(wanted: list[tuple[str, ...]], sudo: list[str]) -> bool:
    """Install packages without questions, and without starting the servers among them now or at the next boot."""
    environment = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1", "NEEDRESTART_MODE": "l"}
    # Mirrors fail for a moment, and another program may be installing just now.
    patience = ["-o", "Acquire::Retries=5", "-o", "DPkg::Lock::Timeout=300"]
    prefix = [*sudo, "env", *(f"{key}={value}" for key, value in environment.items()), "apt-get"]
    subprocess.run([*prefix, "update", "-qq", *patience], check=False)  # fails offline: the old lists may do
    packages = debian_packages(wanted)
    policy = "/usr/sbin/policy-rc.d"
    own_policy = not Path(policy).exists()
    if own_policy:  # the way Debian knows to say: do not start what you install
        script = f"printf '#!/bin/sh\\nexit 101\\n' > {policy} && chmod 755 {policy}"
        subprocess.run([*sudo, "sh", "-c", script], check=False)
    if "postfix" in packages:  # its own configuration is for mail servers; the tests bring theirs
        answer = "postfix postfix/main_mailer_type select No configuration\n"
        subprocess.run([*sudo, "debconf-set-selections"], input=answer, text=True, check=False)
    try:
        done = subprocess.run(
            [*prefix, "install", "-y", "-q", *patience, "--no-install-recommends", *packages], check=False
        )
    finally:
        if own_policy:
            subprocess.run([*sudo, "rm", "-f", policy], check=False)
    servers = {"postfix": "postfix", "dovecot-core": "dovecot"}
    for package in servers.keys() & set(packages):
        if shutil.which("systemctl"):
            subprocess.run([*sudo, "systemctl", "disable", "-q", servers[package]], capture_output=True, check=False)
    return done.returncode == 0


def fill_environment(scope: str) -> bool:
    """Create .venv where it is missing and install Mailer with the scope's packages, editable."""
    python = VENV / "bin" / "python"
    if not works(python):
        say(f"Creating {VENV.name} with Python {sys.version.split()[0]} ...")
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
            complain("The virtual environment could not be created.")
            return False
    say("Installing Python packages (about 300 MB the first time) ...")
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    for what in (requirements(scope), ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]):
        if not pip_install([*pip, *what]):
            complain("pip could not install the Python packages; its message above says why. Is there a connection?")
            return False
    return True


def pip_install(command: list[str]) -> bool:
    """Run pip with more patience than it has by itself, and once more when it fails: what it has is kept."""
    environment = {"PIP_DEFAULT_TIMEOUT": "60", "PIP_RETRIES": "8", **os.environ}
    if subprocess.call(command, cwd=ROOT, env=environment) == 0:
        return True
    say("That did not work. Trying once more ...")
    return subprocess.call(command, cwd=ROOT, env=environment) == 0


def requirements(scope: str) -> list[str]:
    """List the packages of a scope, and those that build Mailer itself: then that needs no network a second time."""
    toml = project()
    wanted = [*toml["build-system"]["requires"], "editables", *toml["project"]["dependencies"]]
    for extra in SCOPES[scope]:
        wanted += toml["project"]["optional-dependencies"][extra]
    return wanted


def works(python: Path) -> bool:
    """Tell whether the environment's Python starts and has pip: it dies when the system's Python is replaced."""
    try:
        probe = [str(python), "-c", "import pip, sys; print(sys.prefix)"]
        answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and Path(answer.stdout.strip()) == VENV


def libraries_not_found() -> list[str]:
    """Ask the loader itself which libraries Qt's window plugin and web view still miss."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    missing: set[str] = set()
    for qt in VENV.glob("lib/python3*/site-packages/PySide6/Qt"):
        files = ["plugins/platforms/libqxcb.so", "lib/libQt6Widgets.so.6", "lib/libQt6Network.so.6"]
        files += ["lib/libQt6Svg.so.6", "lib/libQt6DBus.so.6", "libexec/QtWebEngineProcess"]
        here = [str(qt / name) for name in files if (qt / name).exists()]
        answer = subprocess.run(["ldd", *here], capture_output=True, text=True, check=False).stdout
        missing |= {line.split()[0] for line in answer.splitlines() if "not found" in line}
    return sorted(missing)


def project() -> dict[str, Any]:
    """Read pyproject.toml."""
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def stamp(scope: str) -> Path:
    """Give the file that says .venv is ready for a scope."""
    return VENV / f".ready-{scope}"


def fingerprint(scope: str) -> str:
    """Say in a line what .venv was filled from: place, Python, packages, commands; and what for."""
    toml = project()
    facts = [toml["build-system"], {key: toml["project"].get(key) for key in ("dependencies", "optional-dependencies")}]
    facts += [{key: toml["project"].get(key) for key in ("scripts", "gui-scripts")}]
    text = json.dumps([str(ROOT), sys.version_info[:3], scope, facts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def say(text: str) -> None:
    """Tell the person what happens."""
    print(text, flush=True)


def complain(text: str) -> int:
    """Tell the person what stands in the way; gives the exit code."""
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, EOFError):
        sys.exit(complain("\nStopped. Run it again to go on."))
