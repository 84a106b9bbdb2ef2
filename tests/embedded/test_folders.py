"""Locks, marks and stamps: what keeps two starts apart and a stranger's files alive."""

import multiprocessing
import os
from pathlib import Path

import pytest

from embedded.errors import LaunchError
from embedded.folders import is_alive, locked
from embedded.progress import check_space, reason_in, run_step
from embedded.services import wipe
from embedded.stamps import fingerprint, is_current, remember


def test_a_lock_that_is_held_says_so(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"

    with locked(lock), pytest.raises(LaunchError) as refusal, locked(lock, wait=0):
        pass

    assert str(refusal.value) == f"另一个程序正占用 {lock}，请等它结束后再试。(locked by another start)"


def test_a_lock_is_free_again_after_its_holder_was_killed(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    taken = multiprocessing.get_context("fork").Event()

    def hold() -> None:
        with locked(lock):
            taken.set()
            taken.wait(60)
            multiprocessing.Event().wait(60)

    holder = multiprocessing.get_context("fork").Process(target=hold)
    holder.start()
    taken.wait(10)
    holder.kill()
    holder.join()

    with locked(lock, wait=0):
        assert not is_alive(holder.pid or 0)


def test_a_broken_lock_gets_one_sentence(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.mkdir()

    with pytest.raises(LaunchError) as refusal, locked(lock):
        pass

    assert str(refusal.value) == f"锁文件 {lock} 无法使用：Is a directory，请删除后再试。(broken lock)"


def test_a_folder_without_our_mark_is_not_wiped(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(LaunchError) as refusal:
        wipe(tmp_path)

    assert str(refusal.value) == f"{tmp_path} 不是本系统建立的文件夹，不会清空它。(not ours, left alone)"
    assert (tmp_path / "letters.txt").exists()


def test_a_full_disk_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LaunchError) as refusal:
        check_space(tmp_path / "not yet there", 10**18)

    assert str(refusal.value).startswith(f"磁盘空间不足：{tmp_path} 只剩 ")
    assert str(refusal.value).endswith(" MB，至少需要 1000000000000 MB。(disk full)")


def test_a_stamp_is_current_until_a_file_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "stamps" / "step"
    (source / "node_modules").mkdir(parents=True)
    (source / "a.txt").write_text("one", encoding="utf-8")
    remember(stamp, fingerprint("v1", source))

    (source / "node_modules" / "b.txt").write_text("ignored", encoding="utf-8")
    assert is_current(stamp, fingerprint("v1", source)) is True
    assert is_current(stamp, fingerprint("v2", source)) is False
    (source / "a.txt").write_text("two", encoding="utf-8")
    assert is_current(stamp, fingerprint("v1", source)) is False


def test_a_failed_step_names_the_error_and_the_log(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    script = "echo working; echo 'error: lock is broken'; echo bye; exit 3"

    with pytest.raises(LaunchError) as refusal:
        run_step("安装", ["sh", "-c", script], log=log, cwd=tmp_path, env=os.environ, hint="请检查网络")

    assert str(refusal.value) == f"安装失败：error: lock is broken\n请检查网络（{log}）"
    assert reason_in(log) == "error: lock is broken"


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("error: Failed to parse `uv.lock`\n  cause: TOML parse error at line 3", "error: Failed to parse `uv.lock`"),
        ("npm error code EUSAGE\nnpm error\nnpm error bad lock\nnpm error Run npm help", "npm error bad lock"),
        ("Traceback (most recent call last):\n  raise\nValueError: no\n", "ValueError: no"),
        ("nothing to see\nbye\n\n", "bye"),
        ("", ""),
    ],
)
def test_the_reason_is_the_line_that_a_person_can_use(tmp_path: Path, output: str, reason: str) -> None:
    (tmp_path / "log").write_text(output, encoding="utf-8")

    assert reason_in(tmp_path / "log") == reason


def test_a_missing_tool_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LaunchError) as refusal:
        run_step("构建界面", ["/nowhere/npm"], log=tmp_path / "log", cwd=tmp_path, env={})

    assert str(refusal.value) == "构建界面：无法运行 /nowhere/npm：No such file or directory。(missing tool)"
