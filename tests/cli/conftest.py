"""A folder with configuration and a store, filled by one round against the sandbox forum."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from modbot.sandbox.server import Arrivals, start_sandbox
from tests.cli.commands import CONFIG, modbot


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(CONFIG, folder / "config")
    with start_sandbox(arrivals=Arrivals(at_once=222)) as sandbox:
        (folder / "config" / "modbot.yaml").write_text(
            f"forum:\n  url: {sandbox.base_url}\n  requests_per_minute: 600\nstore:\n  url: sqlite:///{folder}/var/modbot.db\n"
        )
        polled = modbot(folder, "poll", "--once", "--json")
        assert polled.returncode == 0, polled.stderr
        assert json.loads(polled.stdout)["received"]["new"] == 222
        yield folder
