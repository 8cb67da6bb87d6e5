"""What is generated from, and the clients made of it that the other parts measure."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from benchmarks.measure import RunError, run
from benchmarks.peers import CACHE, ROOT, Peer, UnavailableError

GENERATED = ROOT / "generated"
MESSAGING = GENERATED / "docs/openapi.json"
"""Appwrite Messaging in one file: peers differ in what they follow out of one."""

_GITHUB = ("@octokit/openapi", "package/generated/api.github.com.json")


def sdksmith(description: Path, out: Path, package: str) -> list[str]:
    """The command by which we generate what a peer generates."""
    options = ["--spec", str(description), "--out", str(out), "--package", package, "--quiet"]
    return [sys.executable, "-m", "generator", "generate", *options]


def fresh(folder: Path) -> Path:
    """An empty folder in place of whatever is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def github() -> Path:
    """GitHub's description (13 MB), from the package index of npm. Raises UnavailableError."""
    package, member = _GITHUB
    path = CACHE / Path(member).name
    if path.exists():
        return path
    if not shutil.which("npm"):
        raise UnavailableError("GitHub's description comes by npm, which is not installed")
    folder = fresh(CACHE / "npm")
    packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=False)
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        raise UnavailableError(f"npm could not fetch {package}")
    with tarfile.open(archives[0]) as archive:
        source = archive.extractfile(member)
        assert source is not None, member
        path.write_bytes(source.read())
    shutil.rmtree(folder)
    return path


def client(peer: Peer, description: Path) -> Path:
    """The folder to import a peer's client of a description from, made when first asked for. Raises UnavailableError."""
    folder = CACHE / "clients" / description.stem / f"{peer.name}-{peer.version}"
    if not folder.exists():
        try:
            run(peer.run(description, output(peer, fresh(folder))))
        except RunError as error:
            shutil.rmtree(folder)
            raise UnavailableError(
                f"{peer.name} makes no client of {description.stem}: {error}"
            ) from None
    return folder


def output(peer: Peer, folder: Path) -> Path:
    """Where a peer is told to write: some write a package into a folder, one writes the package itself."""
    return folder / "openapi_python_client_messaging" if peer.package_itself else folder


def own_client(description: Path, package: str) -> Path:
    """The folder to import our client of a description from, brought up to date. Raises RunError."""
    folder = CACHE / "clients" / description.stem / "sdksmith"
    run(sdksmith(description, folder, package), [ROOT])
    return folder


def share_of(description: Path, share: int) -> Path:
    """A description with one in so many of the paths, and the components those need."""
    path = CACHE / f"{description.stem}-{share}.json"
    if not path.exists():
        whole = json.loads(description.read_bytes())
        part = {key: value for key, value in whole.items() if key not in ("components", "webhooks")}
        part["paths"] = dict(list(whole["paths"].items())[::share])
        part["components"] = _reached(part, whole["components"])
        path.write_text(json.dumps(part), "utf-8")
    return path


def _reached(part: dict[str, Any], components: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = {"securitySchemes": components.get("securitySchemes", {})}
    todo = [part["paths"]]
    while todo:
        text = json.dumps(todo.pop())
        for kind, name in re.findall(r'"#/components/(\w+)/([^"/]+)', text):
            if name not in kept.setdefault(kind, {}):
                kept[kind][name] = components[kind][name]
                todo.append(components[kind][name])
    return kept


def one_changed(description: Path) -> Path:
    """A description that differs in the text of one operation."""
    path = CACHE / f"{description.stem}-changed.json"
    whole = copy.deepcopy(json.loads(description.read_bytes()))
    operation = next(iter(next(iter(whole["paths"].values())).values()))
    operation["description"] = "Changed. " + operation.get("description", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), "utf-8")
    return path
