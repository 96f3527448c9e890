"""A Spark Connect server for the tests: Sail in this process, or the one that MONAZITE_SPARK_REMOTE names."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the address of a Spark Connect server."""
    named = os.environ.get("MONAZITE_SPARK_REMOTE")
    if named:
        yield named
        return
    from pysail.spark import SparkConnectServer

    sail = SparkConnectServer("127.0.0.1", 0)
    sail.start(background=True)
    yield f"sc://127.0.0.1:{sail.listening_address[1]}"
    sail.stop()
