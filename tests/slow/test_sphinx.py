"""Other documentation links to ours: Sphinx itself reads the inventory and resolves references by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.slow.environment import ROOT, run

DOCS = ROOT / "generated/docs"
REFERENCES = {
    "py:meth": ("appwrite_messaging.Messaging.create_email", "messages.html#create_email"),
    "py:class": ("appwrite_messaging.MessageList", "models.html#MessageList"),
    "py:exc": (
        "appwrite_messaging.MessageNotFoundError",
        "errors.html#MessageNotFoundError",
    ),
}


@pytest.mark.slow
def test_sphinx_links_to_the_site(tmp_path: Path) -> None:
    """A page that refers to a method, a model and an exception; a reference that fails is an error there."""
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinx.ext.intersphinx"]\nnitpicky = True\n'
        f'intersphinx_mapping = {{"sdk": ("https://sdk.example/docs", {str(DOCS / "objects.inv")!r})}}\n',
        encoding="utf-8",
    )
    lines = [f":{role}:`{name}`\n" for role, (name, _) in REFERENCES.items()]
    (tmp_path / "index.rst").write_text("Page\n====\n\n" + "\n".join(lines), encoding="utf-8")
    done = run(
        "-m", "sphinx", "-W", "-q", "-b", "html", tmp_path, tmp_path / "out", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/index.html").read_text("utf-8")
    found = re.findall(r'class="reference external" href="([^"]*)"', page)
    assert found == [f"https://sdk.example/docs/{link}" for _, link in REFERENCES.values()]
