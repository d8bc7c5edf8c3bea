import pickle
from typing import ClassVar

import pytest

from bot.knowledge import cache
from bot.knowledge.cache import load_cached
from bot.knowledge.loader import load
from bot.knowledge.problems import KnowledgeError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "siap-pakai"


def same(one, other):
    """Statements are each themselves alone, so that equality is told by what is written out."""
    return repr(one) == repr(other)


def files(folder):
    return sorted(folder.glob("*.pickle"))


def test_what_comes_from_the_cache_equals_what_the_files_say(make, folder, monkeypatch):
    path = make({})
    assert same(load_cached(path, folder), load(path))
    monkeypatch.setattr(cache, "load_contents", lambda *_: pytest.fail("the files were read again"))
    again = load_cached(path, folder)
    assert again.programs["sapa-ibu"].statements[0].text == "Sapa Ibu mendampingi ibu hamil."
    assert again.version == load(path).version


def test_any_change_of_the_content_is_loaded_anew(make, folder):
    path = make({})
    load_cached(path, folder)
    file = path / "program" / "sapa-ibu.yaml"
    file.write_text(file.read_text().replace("ibu hamil.", "calon ibu."))
    assert load_cached(path, folder).programs["sapa-ibu"].statements[0].text.endswith("calon ibu.")
    assert len(files(folder)) == 2


def test_content_with_errors_is_never_cached(spoil, folder):
    path = spoil("program/sapa-ibu.yaml", "jenis: apa", "jenis: ngawur")
    for _ in range(2):
        with pytest.raises(KnowledgeError):
            load_cached(path, folder)
    assert not folder.exists()


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps({"a": 1})])
def test_a_spoilt_cache_file_is_made_anew(make, folder, content):
    path = make({})
    load_cached(path, folder)
    files(folder)[0].write_bytes(content)
    assert same(load_cached(path, folder), load(path))
    assert files(folder)[0].stat().st_size > 1_000


def test_a_cache_file_that_others_may_write_is_not_read(make, folder):
    path = make({})
    load_cached(path, folder)
    bad = files(folder)[0]
    bad.write_bytes(pickle.dumps(_Trap()))
    bad.chmod(0o666)
    assert same(load_cached(path, folder), load(path))
    assert _Trap.sprung == []


class _Trap:
    """Notes that it was read: what a hostile file would use to run something worse."""

    sprung: ClassVar[list[str]] = []

    def __reduce__(self):
        return _spring, ("read",)


def _spring(how):
    _Trap.sprung.append(how)


def test_only_a_few_are_kept(make, folder):
    path = make({})
    file = path / "program" / "sapa-ibu.yaml"
    for number in range(6):
        file.write_text(file.read_text().replace("hamil", f"hamil{number}"))
        load_cached(path, folder)
    assert len(files(folder)) == 3


def test_a_cache_that_cannot_be_written_costs_only_time(make, tmp_path):
    (tmp_path / "berkas").write_text("")
    path = make({})
    assert same(load_cached(path, tmp_path / "berkas" / "folder"), load(path))
