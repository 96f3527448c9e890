"""A Spark Connect server for the tests: Sail in this process, or what MONAZITE_SPARK_REMOTE names.

That is the address of a server ("sc://…"), or "local" for Spark itself, started here.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def named_main() -> None:
    """Give the main module a file, as pytest-xdist does not: the client takes one without for its own doctests."""
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):
        main.__file__ = "pytest"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the address of a Spark Connect server."""
    named = os.environ.get("MONAZITE_SPARK_REMOTE", "")
    if named.startswith("sc://"):
        yield named
        return
    with spark() if named else sail() as address:
        yield address


@contextmanager
def sail() -> Iterator[str]:
    """Yield the address of Sail, which runs in this process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    server.stop()


@contextmanager
def spark() -> Iterator[str]:
    """Yield the address of Spark itself, started with two cores and stopped again."""
    import grpc
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-submit"), "--master", "local[2]"]
    settings = {"spark.connect.grpc.binding.port": port, "spark.connect.grpc.binding.address": "127.0.0.1"}
    for key, value in {**settings, "spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1"}.items():
        command += ["--conf", f"{key}={value}"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    env = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(timeout=120)
        yield f"sc://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
