"""The stand-in over HTTP: for other clients, as a program of its own, and as a pytest fixture."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from appwrite_messaging import Client
from appwrite_messaging.runtime import Request, Response
from appwrite_messaging.testing import FakeAppwrite
from appwrite_messaging.testing.operations import find
from appwrite_messaging.testing.wire import Answer
from tests.facts import FACTS
from tests.testing import description
from tests.testing.world import NOW, PROVIDERS

GENERATED = Path(__file__).parents[2] / "generated"
Connection = http.client.HTTPConnection


@pytest.fixture
def served() -> Iterator[tuple[FakeAppwrite, str]]:
    fake = FakeAppwrite(now=NOW)
    with fake.serve() as endpoint:
        yield fake, endpoint


def connect(endpoint: str) -> Connection:
    return Connection(urlsplit(endpoint).netloc, timeout=10)


def ask(
    connection: Connection, fake: FakeAppwrite, method: str, path: str, body: Any = None
) -> tuple[http.client.HTTPResponse, Any]:
    headers = {
        "X-Appwrite-Project": fake.project,
        "X-Appwrite-Key": fake.key,
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body)
    connection.request(method, f"/v1/messaging{path}", data, headers)
    response = connection.getresponse()
    text = response.read()
    return response, json.loads(text) if text else None


def test_one_connection_for_many_requests(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    connection = connect(endpoint)
    response, topic = ask(connection, fake, "POST", "/topics", {"topicId": "t", "name": "Ä"})
    socket_of_the_first = connection.sock
    assert (response.status, topic["name"]) == (201, "Ä")
    response, page = ask(connection, fake, "GET", "/topics")
    assert (response.status, page["total"]) == (200, 1)
    response, error = ask(connection, fake, "GET", "/topics/nothing")
    assert (response.status, error["type"]) == (404, "topic_not_found")
    response, nothing = ask(connection, fake, "DELETE", "/topics/t")
    assert (response.status, nothing) == (204, None)
    assert response.getheader("Content-Type") == "text/html", "the official clients read it"
    assert connection.sock is socket_of_the_first is not None
    connection.close()
    assert [request.status for request in fake.requests] == [201, 200, 404, 204]


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SERVED = {(fact.method, fact.path) for fact in FACTS}
UNKNOWN = [
    (method, path)
    for path in sorted({fact.path for fact in FACTS})
    for method in METHODS
    if (method, path) not in SERVED
    # the path of another operation too: `email` can be the ID of a message
    and find(method, path.replace("{", "").replace("}", "")) is None
]


def test_methods_that_a_path_does_not_have(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    connection = connect(endpoint)
    assert len(UNKNOWN) > 100
    for method, path in UNKNOWN:
        place = path.removeprefix("/messaging").replace("{", "").replace("}", "")
        response, error = ask(connection, fake, method, place, {})
        assert (response.status, error["type"]) == (404, "general_route_not_found"), (method, path)
    connection.close()


def test_headers(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    connection = connect(endpoint)
    response, _ = ask(connection, fake, "GET", "/topics")
    assert (
        dict(response.getheaders()).items()
        >= {
            "Content-Type": "application/json; charset=UTF-8",
            "Server": "Appwrite",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
            "X-Debug-Fallback": "false",
        }.items()
    )
    assert response.getheader("X-Debug-Speed")
    assert response.getheader("X-RateLimit-Limit") is None
    assert response.getheader("X-Appwrite-Warning") is None
    response, _ = ask(connection, fake, "OPTIONS", "/topics")
    assert response.status == 204
    assert "PATCH" in str(response.getheader("Access-Control-Allow-Methods"))
    connection.close()


def test_a_dropped_connection_is_really_closed(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    fake.faults.drop()
    connection = connect(endpoint)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(connection, fake, "GET", "/topics")
    response, _ = ask(connection, fake, "GET", "/topics")
    assert response.status == 200
    connection.close()


def raw(endpoint: str, data: bytes) -> bytes:
    """What comes back before the server closes the connection."""
    parts = urlsplit(endpoint)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain:
        plain.sendall(data)
        plain.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := plain.recv(65536):
            received += chunk
    return received


def test_bodies_in_pieces(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    head = (
        "POST /v1/messaging/topics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"X-Appwrite-Project: {fake.project}\r\nX-Appwrite-Key: {fake.key}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    first, second = b'{"topicId":"t","na', b'me":"T"}'
    chunks = b"12\r\n" + first + b"\r\n8;x=y\r\n" + second + b"\r\n0\r\nX-Trailer: x\r\n\r\n"
    assert raw(endpoint, head.encode() + chunks).startswith(b"HTTP/1.1 201 Created\r\n")
    assert fake.state.topics["t"].name == "T"


@pytest.mark.parametrize(
    ("length", "status"), [("x", b"400"), ("-1", b"400"), ("99999999999", b"413")]
)
def test_lengths_that_cannot_be(
    length: str, status: bytes, served: tuple[FakeAppwrite, str]
) -> None:
    fake, endpoint = served
    head = f"POST /v1/messaging/topics HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
    assert raw(endpoint, head.encode()).startswith(b"HTTP/1.1 " + status)
    assert fake.requests == []


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        (b"zz\r\n", b"400"),
        (b"-1\r\nx\r\n0\r\n\r\n", b"400"),
        (b"0x1\r\nx\r\n0\r\n\r\n", b"400"),
        (b"1\r\nxyz\r\n0\r\n\r\n", b"400"),
        (b"5\r\nabc", b"400"),
        (b"", b"400"),
        (b"1000001\r\n", b"413"),
    ],
    ids=["no-number", "negative", "prefix", "longer", "broken-off", "nothing", "too-long"],
)
def test_pieces_that_are_none(
    pieces: bytes, status: bytes, served: tuple[FakeAppwrite, str]
) -> None:
    fake, endpoint = served
    head = "POST /v1/messaging/topics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(endpoint, head.encode() + pieces).startswith(b"HTTP/1.1 " + status)
    assert fake.requests == []


def test_a_head_without_a_body(served: tuple[FakeAppwrite, str]) -> None:
    _, endpoint = served
    connection = connect(endpoint)
    for _ in range(2):
        connection.request("HEAD", "/v1/messaging/topics")
        response = connection.getresponse()
        assert (response.status, response.read()) == (404, b"")
    connection.close()


def test_what_is_no_request(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    assert b"400" in raw(endpoint, b"one two three four\r\n\r\n")
    assert fake.requests == []


def test_a_client_that_goes_away(
    served: tuple[FakeAppwrite, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Closing with a linger time of nothing resets the connection; the server makes nothing of it."""
    fake, endpoint = served
    parts = urlsplit(endpoint)
    plain = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plain.sendall(b"GET /v1/mess")
    plain.close()
    connection = connect(endpoint)
    response, _ = ask(connection, fake, "GET", "/topics")
    assert response.status == 200
    connection.close()
    assert capfd.readouterr().err == ""


def test_a_request_that_breaks_off_is_none(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    head = "DELETE /v1/messaging/topics/t HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"
    assert raw(endpoint, head.encode()) == b""
    assert fake.requests == []


def test_a_client_that_asks_first(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    parts = urlsplit(endpoint)
    head = (
        "POST /v1/messaging/topics HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        "Content-Length: 2\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain:
        plain.sendall(head.encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 100 Continue")
        plain.sendall(b"{}")
        assert plain.recv(100).startswith(b"HTTP/1.1 401")
    assert [request.body for request in fake.requests] == [b"{}"]


@pytest.mark.parametrize(
    "target", ["//[", "*", "/v1/%ff", "http://[/v1/messaging/topics", "/?%", "x"]
)
def test_targets_nobody_would_send(target: str, served: tuple[FakeAppwrite, str]) -> None:
    _, endpoint = served
    head = f"GET {target} HTTP/1.1\r\nHost: [\r\nOrigin: http://[\r\nConnection: close\r\n\r\n"
    assert raw(endpoint, head.encode()).split()[1] in (b"404", b"401", b"400")


def test_many_threads(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    client = Client(endpoint, project=fake.project, key=fake.key)

    def create(start: int) -> None:
        for number in range(start, start + 10):
            client.messaging.create_topic(topic_id=f"t{number}", name="n")

    threads = [threading.Thread(target=create, args=(start,)) for start in range(0, 80, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.messaging.list_topics().total == 80
    client.close()


def test_stopping_closes_connections_that_are_kept() -> None:
    fake = FakeAppwrite()
    before = threading.active_count()
    with fake.serve() as endpoint:
        connection = connect(endpoint)
        ask(connection, fake, "GET", "/topics")
    assert threading.active_count() == before
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(connection, fake, "GET", "/topics")
    connection.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(served: tuple[FakeAppwrite, str]) -> None:
    fake, endpoint = served
    command = [
        *("curl", "--silent", "--show-error", "--include", "--max-time", "10"),
        *("-H", f"X-Appwrite-Project: {fake.project}", "-H", f"X-Appwrite-Key: {fake.key}"),
        *("-H", "Content-Type: application/json", "-d", '{"topicId":"t","name":"T"}'),
        f"{endpoint}/messaging/topics",
        *("--next", "--silent", "--globoff", "-H", f"X-Appwrite-Project: {fake.project}"),
        *("-H", f"X-Appwrite-Key: {fake.key}"),
        f'{endpoint}/messaging/topics?queries[]={{"method":"limit","values":[1]}}',
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("HTTP/1.1 201 Created")
    assert done.stdout.rstrip().endswith("}]}")
    assert [request.operation for request in fake.requests] == ["createTopic", "listTopics"]
    assert [request.status for request in fake.requests] == [201, 200]


# --- a program of its own --------------------------------------------------------------------------------------------


def start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "appwrite_messaging.testing", *options],
        cwd=GENERATED,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def judged(request: Request, send: Callable[[Request], Response]) -> Response:
    """Answers from another process are held against the description where they arrive."""
    response = send(request)
    found = find(request.method, urlsplit(request.url).path.removeprefix("/v1"))
    assert found is not None
    content_type = ("Content-Type", response.headers["Content-Type"])
    answer = Answer(response.status, (content_type,), response.body)
    assert description.faults(found[0].id, answer) == ()
    return response


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_program(number: signal.Signals) -> None:
    """The life of an email and a push, with the people of the documentation's examples."""
    with start("--port", "0", "--project", "shop", "--key", "secret") as program:
        assert program.stdout is not None
        endpoint = program.stdout.readline().strip()
        client = Client(endpoint, project="shop", key="secret", middleware=[judged])
        messaging = client.messaging
        messaging.create_smtp_provider(
            provider_id="mail", name="Mail", enabled=True, **PROVIDERS["smtp"]
        )
        messaging.create_email(
            message_id="m",
            subject="S",
            content="C",
            targets=["ada-email"],
            cc=["grace-email"],
            bcc=["archive-email"],
            attachments=["documents:price-list"],
        )
        assert messaging.get_message(message_id="m").status == "sent"
        messaging.create_push(
            message_id="p",
            title="T",
            body="B",
            targets=["ada-phone-app"],
            image="pictures:parcel",
        )
        assert messaging.get_message(message_id="p").status == "failed"
        program.send_signal(number)
        output, errors = program.communicate(timeout=20)
        client.close()
    assert (program.returncode, output, errors) == (0, "", "")
    assert endpoint.startswith("http://127.0.0.1:")
    assert endpoint.endswith("/v1")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--port", "http"], "argument --port: not a port: 'http'; it takes 0 to 65535"),
        (["--port", "65536"], "argument --port: not a port: '65536'; it takes 0 to 65535"),
        (["--port", "-1"], "argument --port: not a port: '-1'; it takes 0 to 65535"),
        (["--key", ""], "argument --key: it must not be empty"),
        (["--project", ""], "argument --project: it must not be empty"),
        (["--host", "0.0.0.0"], "unrecognized arguments: --host 0.0.0.0"),
    ],
    ids=" ".join,
)
def test_arguments_that_cannot_be(options: list[str], text: str) -> None:
    with start(*options) as program:
        output, errors = program.communicate(timeout=20)
    assert (program.returncode, output) == (2, "")
    assert errors.splitlines()[-1] == f"python -m appwrite_messaging.testing: error: {text}"
    assert "Traceback" not in errors


def test_a_port_that_is_taken() -> None:
    with FakeAppwrite().serve() as endpoint:
        port = endpoint.rpartition(":")[2].removesuffix("/v1")
        with start("--port", port) as program:
            output, errors = program.communicate(timeout=20)
    assert (program.returncode, output) == (2, "")
    assert f"error: cannot listen on port {port}: Address already in use" in errors
    assert "Traceback" not in errors


# --- the fixture -----------------------------------------------------------------------------------------------------

USER_S_TESTS = """
def test_sending(fake_appwrite):
    fake_appwrite.add_user("ada", phone="+12065550100")
    with fake_appwrite.client() as client:
        client.messaging.create_sms(message_id="m", content="Hi", users=["ada"])
    assert [message.status for message in fake_appwrite.deliver()] == ["failed"]


def test_each_test_has_its_own(fake_appwrite):
    assert fake_appwrite.requests == []


def test_it_is_documented(pytestconfig):
    manager = pytestconfig.pluginmanager
    plugin = manager.get_plugin("appwrite_messaging.testing.plugin") or manager.get_plugin("appwrite_messaging")
    assert "in memory" in plugin.fake_appwrite.__doc__
"""


def run_pytest(folder: Path, *options: str, install: bool) -> subprocess.CompletedProcess[str]:
    """The tests of a user of the package, in a folder of their own."""
    (folder / "test_theirs.py").write_text(USER_S_TESTS, encoding="utf-8")
    if install:
        about = folder / "appwrite_messaging-0.1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: appwrite-messaging\nVersion: 0.1.0\n"
        )
        (about / "entry_points.txt").write_text(entry_points())
    path = f"{GENERATED}:{folder}" if sys.platform != "win32" else f"{GENERATED};{folder}"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "."],
        cwd=folder,
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def entry_points() -> str:
    """Those of the generated project, as an installer writes them down."""
    import tomllib

    project = tomllib.loads((GENERATED / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["entry-points"]
    lines = [
        f"[{group}]\n" + "".join(f"{n} = {o}\n" for n, o in groups[group].items())
        for group in groups
    ]
    return "\n".join(lines)


def test_the_fixture_is_there_once_the_package_is_installed(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, install=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_the_fixture_can_be_asked_for(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "-p", "appwrite_messaging.testing.plugin", install=False)
    assert done.returncode == 0, done.stdout + done.stderr
    without = run_pytest(tmp_path, install=False)
    assert "fixture 'fake_appwrite' not found" in without.stdout


def test_the_plugin_is_light() -> None:
    """pytest imports it at every start, so it loads nothing that pytest has not loaded."""
    program = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport appwrite_messaging.testing.plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=GENERATED, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [
        "appwrite_messaging",
        "appwrite_messaging.testing",
        "appwrite_messaging.testing.plugin",
    ]
