"""Where a list comes from: tokens of addresses are not shown, and no server takes longer than it may."""

from __future__ import annotations

import datetime as dt
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.errors import InputError
from monazite.packs.lists import country_of
from monazite.parties.lists import Limits, ListSource, ListStore, fetch, update_list
from monazite.parties.lists.guard import Allowed
from monazite.parties.lists.places import PLACES

TODAY = dt.date(2026, 11, 23)
ALLOWED = Allowed(http=True, private=True)
LIST = b"id,schema,name,aliases,countries,identifiers,dataset\n1,Company,Example Works,,cn,,own\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """Answer each connection in its turn, until the block ends."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                try:
                    answer(client, client.recv(4096))
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/content"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


# ------------------------------------------------------------ tokens
def test_a_token_in_an_address_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    asked: list[bytes] = []

    def answer(client: socket.socket, question: bytes) -> None:
        asked.append(question.split(b" ")[1])
        client.sendall(HEAD % len(LIST) + LIST)

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli, ["lists", *words, "--lists", str(tmp_path)])

    fetching = ("--allow-http", "--allow-private", "--accept", "--json")
    with serving(answer) as url:
        added = run("add", "own", "--from", f"{url}?token=SECRET", *fetching)
        updated = run("update", *fetching)
    assert (added.exit_code, updated.exit_code) == (0, 0), added.output + updated.output
    assert asked == [b"/content?token=SECRET"] * 2
    told = added.output + updated.output + run("status", "--json").output
    told += (tmp_path / "own" / "datapackage.json").read_text("utf-8")
    assert "SECRET" not in told and told.count(url) >= 4
    kept = tmp_path / "own" / PLACES
    assert "SECRET" in kept.read_text("utf-8")
    assert sys.platform == "win32" or kept.stat().st_mode & 0o777 == 0o600
    assert run("remove", "own", "--yes").exit_code == 0 and not (tmp_path / "own").exists()


def test_a_token_that_was_kept_before_is_not_shown_and_goes(tmp_path: Path) -> None:
    with serving(lambda client, _: client.sendall(HEAD % len(LIST) + LIST)) as url:
        limits, store = Limits(allowed=ALLOWED, accept=True), ListStore(tmp_path)
        update_list(store, ListSource("own"), [url], TODAY, country_of, limits)
        file = tmp_path / "own" / "datapackage.json"
        file.write_text(file.read_text("utf-8").replace(url, f"{url}?token=SECRET"), "utf-8")
        assert "SECRET" not in CliRunner().invoke(cli, ["lists", "status", "--json", "--lists", str(tmp_path)]).output
        (place,) = store.places("own")
        assert place.endswith("?token=SECRET")
        update_list(store, ListSource("own"), [place], TODAY, country_of, limits)
    assert "SECRET" not in file.read_text("utf-8") and store.places("own") == (place,)


def test_an_older_edition_leaves_the_addresses_of_the_newest(tmp_path: Path) -> None:
    store, old = ListStore(tmp_path / "lists"), tmp_path / "old.csv"
    old.write_bytes(LIST)
    with serving(lambda client, _: client.sendall(HEAD % len(LIST) + LIST)) as url:
        place = f"{url}?token=SECRET"
        update_list(store, ListSource("own"), [place], TODAY, country_of, Limits(allowed=ALLOWED))
    limits = Limits(edition=dt.date(2025, 1, 1), anew=True)
    update_list(store, ListSource("own"), [str(old)], TODAY, country_of, limits)
    assert len(store.manifest("own").editions) == 2 and store.places("own") == (place,)
    update_list(store, ListSource("own"), [str(old)], TODAY, country_of, Limits(edition=TODAY, anew=True))
    assert store.places("own") == (str(old),) and not (tmp_path / "lists" / "own" / PLACES).exists()


# ------------------------------------------------------------ time
@pytest.mark.parametrize(
    "head", [HEAD % 100_000, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n", b""]
)
def test_a_server_that_trickles_is_given_up_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    """A byte now and then, in the contents or in the headers, does not make the bound of a fetch go on."""
    gone = threading.Event()

    def trickle(client: socket.socket, _: bytes) -> None:
        client.sendall(head or b"HTTP/1.1 200 OK\r\nX: ")
        while not gone.wait(0.02):
            client.sendall(b"x")

    monkeypatch.setattr(fetch, "WHOLE", 0.2)
    with serving(trickle) as url:
        began = time.monotonic()
        with pytest.raises(InputError, match="not there after"):
            fetch.fetch(url, tmp_path / "x", largest=10**6, allowed=ALLOWED)
        assert time.monotonic() - began < 5
        gone.set()


def test_the_bound_of_a_fetch_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "WHOLE", -1.0)
    with serving(lambda client, _: client.sendall(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n")) as url:
        with pytest.raises(InputError, match="content: not there after"):
            fetch.fetch(f"{url}?token=SECRET", tmp_path / "x", largest=10**6, allowed=ALLOWED)


def test_what_is_kept_tells_where_the_data_are_from(tmp_path: Path) -> None:
    with serving(lambda client, _: client.sendall(HEAD % len(LIST) + LIST)) as url:
        update_list(ListStore(tmp_path), ListSource("own"), [url], TODAY, country_of, Limits(allowed=ALLOWED))
    package = json.loads((tmp_path / "own" / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in package["sources"]] == [url] and not (tmp_path / "own" / PLACES).exists()
