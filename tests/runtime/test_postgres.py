"""The embedded PostgreSQL: it lives while somebody uses it, keeps what it was given, and says what is wrong."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from config.runtime import postgres, programs
from config.runtime.places import ROOT, SOCKET_LIMIT
from config.runtime.postgres import NAME, Cluster, wait_until
from config.runtime.trouble import Trouble

QUICK = ("fsync=off",)


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path / "postgres", QUICK)


def ask(cluster: Cluster, question: str) -> object:
    """The first value a query answers."""
    connection = psycopg2.connect(host=str(cluster.sockets), user=NAME, dbname=NAME)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def server_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def use_in_another_process(cluster: Cluster, seconds: float) -> subprocess.Popen[str]:
    """Another starter; it prints a line when it has the server and keeps it that long."""
    code = (
        "import sys, time; from pathlib import Path; from config.runtime.postgres import Cluster\n"
        f"with Cluster(Path(sys.argv[1]), {QUICK!r}).used(): print('up', flush=True); time.sleep({seconds})"
    )
    command = [sys.executable, "-c", code, str(cluster.folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_it_stops_with_its_last_user_and_keeps_the_data(cluster: Cluster) -> None:
    with cluster.used():
        ask(cluster, "CREATE TABLE kept AS SELECT '温州' AS name")
    assert not cluster.answers()
    with cluster.used():
        assert ask(cluster, "SELECT name FROM kept") == "温州"


def test_it_is_quick_sorts_chinese_and_hears_only_its_socket(cluster: Cluster) -> None:
    with cluster.used():
        pass
    began = time.monotonic()
    with cluster.used():
        assert time.monotonic() - began < 5
        ask(cluster, "CREATE EXTENSION pg_trgm")
        assert ask(cluster, "SELECT similarity('温州市鹿城区', '温州市') > 0.3") is True
        assert ask(cluster, "SHOW listen_addresses") == ""
        assert ask(cluster, "SHOW server_encoding") == "UTF8"


def test_it_never_runs_as_root(cluster: Cluster) -> None:
    """pytest's folder is closed to others, so as root this also needs the way through closed folders."""
    with cluster.used():
        owner = Path("/proc", str(server_pid(cluster))).stat().st_uid
        assert owner == (os.geteuid() or programs.server_user().pw_uid)
        assert owner != 0


def test_two_starters_share_one_server(cluster: Cluster) -> None:
    first, second = use_in_another_process(cluster, 1), use_in_another_process(cluster, 3)
    assert first.stdout.readline() == second.stdout.readline() == "up\n"
    pid = server_pid(cluster)
    assert first.wait(30) == 0
    assert server_pid(cluster) == pid and cluster.answers()
    assert second.wait(30) == 0
    assert not cluster.answers()


def test_it_ends_when_its_user_is_killed(cluster: Cluster) -> None:
    user = use_in_another_process(cluster, 60)
    assert user.stdout.readline() == "up\n"
    pid = server_pid(cluster)
    user.kill()
    user.wait()
    assert wait_until(lambda: not Path("/proc", str(pid)).exists(), 20)


def test_it_ends_when_its_keeper_is_killed_and_starts_again(cluster: Cluster) -> None:
    with cluster.used():
        pid = server_pid(cluster)
        keeper = int(Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(keeper, signal.SIGKILL)
        assert wait_until(lambda: not cluster.answers(), 20)
        wait_until(lambda: not Path("/proc", str(pid)).exists(), 20)
        cluster.ensure()
        assert ask(cluster, "SELECT 1") == 1


def test_a_killed_server_comes_back_although_its_number_is_taken(cluster: Cluster) -> None:
    with cluster.used():
        ask(cluster, "CREATE TABLE kept AS SELECT 1 AS one")
    mark = cluster.data / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n\n\nready\n")
    with cluster.used():
        assert ask(cluster, "SELECT one FROM kept") == 1


def test_a_folder_with_a_long_name_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = Cluster(tmp_path / ("很长" * 20) / "postgres", QUICK)
    assert len(os.fsencode(deep.sockets / postgres.SOCKET_FILE)) <= SOCKET_LIMIT
    with deep.used():
        assert ask(deep, "SELECT 1") == 1


def refusal(cluster: Cluster) -> str:
    """What a person reads when the cluster cannot be used: one sentence on one line."""
    with pytest.raises(Trouble) as trouble, cluster.used():
        pass
    assert "\n" not in str(trouble.value)
    return str(trouble.value)


def test_a_file_in_place_of_the_folder_is_named(cluster: Cluster) -> None:
    cluster.folder.write_text("not a folder")
    assert "choose another with DATA_DIR" in refusal(cluster)


def test_a_folder_without_its_version_is_called_damaged(cluster: Cluster) -> None:
    cluster.data.mkdir(parents=True)
    assert "is damaged" in refusal(cluster)


def test_another_version_is_named(cluster: Cluster) -> None:
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    assert "was made by PostgreSQL 12" in refusal(cluster)


def test_a_damaged_cluster_says_what_to_do(cluster: Cluster) -> None:
    with cluster.used():
        pass
    (cluster.data / "global" / "pg_control").write_bytes(b"rubbish")
    assert "restore a backup" in refusal(cluster)


def test_without_any_postgresql_it_says_how_to_get_one(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    monkeypatch.setattr(programs.Path, "glob", lambda *arguments: [])
    assert "set DATABASE_URL" in refusal(cluster)
