"""The documents say what is true: their YAML loads, their messages are the program's, nothing is left unnamed."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.admins import texts as admins
from bot.channels.telegram.admins.answering import LONGEST_ANSWER
from bot.channels.telegram.commands import COMMANDS
from bot.channels.terminal import render
from bot.cli import app
from bot.knowledge.loader import check, load
from bot.knowledge.location import default_path
from bot.knowledge.problems import Problem, has_errors
from bot.knowledge.reader import read
from bot.questions import check_questions
from bot.settings import CONFIG_VARIABLE, DESCRIPTIONS, TOKEN_VARIABLE, load_settings
from bot.storage.database import open_database
from bot.understanding.conversation import Conversation
from bot.upkeep.editing import new_topic
from bot.upkeep.sources import parse_source
from bot.upkeep.uploads import LARGEST_FILE, LARGEST_SUM
from bot.upkeep.versions import MOST

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "SECURITY.md", "docs/arsitektur.md", "docs/panduan-admin.md", "docs/panduan-operator.md",
             "knowledge/LISENSI-DATA.md")
MANUAL = (ROOT / "docs/panduan-admin.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEW_PROGRAM = "program/dapur-ceria.yaml"


def blocks(kind: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    return [text for language, text in fenced if language == kind]


def yaml_blocks(under: str) -> list[tuple[str, str]]:
    """The manual's YAML examples with the file each belongs to, which its first line names."""
    found = [(block.splitlines()[0].removeprefix("# "), block) for block in blocks("yaml")]
    return [(path.removeprefix(under), block) for path, block in found if path.startswith(under)]


def added(old: Any, new: Any, may_replace: bool) -> Any:
    """Put an example into what a file holds, as an admin would: mappings grow, lists get further items."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{k: added(old[k], v, may_replace) if k in old else v for k, v in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        result = list(old)
        for item in new:
            same = next((i for i, known in enumerate(result) if isinstance(item, dict) and _name(item)
                         and _name(item) == _name(known)), None)
            if same is None:
                result.append(item)
            else:
                result[same] = added(result[same], item, may_replace)
        return result
    assert old == new or may_replace, f"the manual would change {old!r} to {new!r}"
    return new


def _name(item: dict[str, Any]) -> Any:
    return item.get("id") or item.get("kode")


def write(folder: Path, name: str, block: str) -> None:
    """Write an example where it belongs; a file that is there already gets it added (JSON is YAML)."""
    file, example = folder / name, read(name, block.encode())
    assert not example.problems, example.problems
    if not file.exists():
        file.write_text(block, encoding="utf-8")
        return
    whole = added(read(name, file.read_bytes()).data, example.data, may_replace=name == "pesan.yaml")
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge base with every example of the manual followed, in order."""
    folder = tmp_path_factory.mktemp("panduan") / "knowledge"
    shutil.copytree(default_path(), folder)
    for name, block in yaml_blocks("knowledge/"):
        write(folder, name, block)
    return folder


def test_every_yaml_example_names_a_place_that_exists() -> None:
    places = {"program", "daerah", "topik", "studi_tiru.yaml", "maksud.yaml", "bahasa.yaml", "nama_ganda.yaml",
              "pesan.yaml", "pertanyaan.yaml"}
    assert {name.partition("/")[0] for name, _ in yaml_blocks("knowledge/")} == places
    assert len(blocks("yaml")) == len(yaml_blocks("knowledge/")) + len(yaml_blocks("config.yaml"))


def test_the_examples_load_without_any_problem(followed: Path) -> None:
    problems = check(followed)
    assert not has_errors(problems), "\n".join(map(str, problems))
    shipped = {_without_line(problem) for problem in check(default_path())}
    assert [str(problem) for problem in problems if _without_line(problem) not in shipped] == []


def _without_line(problem: Problem) -> str:
    """The examples are added as JSON, which moves every line."""
    return re.sub(r"baris \d+", "", problem.message)


@pytest.fixture(scope="module")
def taught(followed: Path) -> Assistant:
    return Assistant(load(followed))


@pytest.mark.parametrize(("question", "words"), [
    ("Dapur Ceria itu singkatan dari apa", "Dapur Cegah dan Atasi Risiko Stunting Anak"),
    ("Dapur Ceria sejak kapan?", "Maret 2025"),
    ("apa hasil Dapur Ceria", "1.250 balita di 40 desa"),
    ("angka stunting Wonosobo", "12,4 persen (hasil penimbangan setempat 2025"),
    ("Banjarnegara belajar ke mana", "Kabupaten Wonosobo"),
    ("apakah telur bagus untuk anak", "sumber protein hewani yang murah"),
    ("makasih ya", "Senang bisa membantu"),
])
async def test_what_the_manual_adds_is_answered(taught: Assistant, question: str, words: str) -> None:
    assert words in (await taught.reply(question, Conversation())).text


async def test_the_kept_questions_of_the_manual_pass(taught: Assistant, tmp_path: Path) -> None:
    report, passed = await check_questions(taught, tmp_path / "terakhir.json")
    assert passed, report
    assert len(taught.knowledge.questions) >= 3


def test_the_explanation_in_the_manual_has_the_lines_that_the_bot_writes(taught: Assistant) -> None:
    shown = next(block for block in blocks("") if block.startswith("Pertanyaan: "))
    question = shown.splitlines()[0].removeprefix("Pertanyaan: ")
    assert f'python -m bot ask --why "{question}"' in MANUAL
    told = taught.explain(question, Conversation())
    labels = [line.partition(":")[0] for line in shown.splitlines() if not line.startswith(" ")]
    assert labels == [line.partition(":")[0] for line in told.splitlines() if not line.startswith(" ")]


SINCE = "teks: Dapur Ceria di Wonosobo dimulai pada Maret 2025."


@pytest.mark.parametrize(("cell", "old", "new"), [
    ("`daerah: Wonosobo`", "daerah: Kabupaten Wonosobo", "daerah: Wonosobo"),
    ("`sumber: koran-desa`", "    sumber: koran-desa-2025\n", "    sumber: koran-desa\n"),
    ("`pejebat:`", "pejabat:", "pejebat:"),
    ("`jenis: tujuan`", "jenis: sasaran", "jenis: tujuan"),
    ("`tanggal: 14 Maret 2025`", "tanggal: 2025-03-14", "tanggal: 14 Maret 2025"),
    ('`tahun: "2025"`', "tahun: 2025", 'tahun: "2025"'),
    ("`alias: Dapurceria`", "alias: [Dapurceria]", "alias: Dapurceria"),
    ("`id: dapur-sehat`", "id: dapur-ceria", "id: dapur-sehat"),
    ("`teks: no`", SINCE, "teks: no"),
    ("`nama: 012`", "nama: Dapur Ceria", "nama: 012"),
    ("`teks: 1:30`", SINCE, "teks: 1:30"),
    ("kalimat dengan titik dua, tanpa kutip", SINCE, "teks: Dua kelompok: balita dan ibu hamil."),
    ("TAB di awal baris", "  - jenis: sejak", "\t- jenis: sejak"),
    ("baris `daerah` terhapus", "daerah: Kabupaten Wonosobo\n", ""),
])
def test_the_messages_in_the_manual_are_what_check_says(tmp_path: Path, cell: str, old: str, new: str) -> None:
    example = next(block for name, block in yaml_blocks("knowledge/") if name == NEW_PROGRAM)
    assert old in example
    for name in ("program", "daerah"):
        (tmp_path / name).mkdir()
    shutil.copy(default_path() / "daerah/33-jawa-tengah.yaml", tmp_path / "daerah")
    (tmp_path / NEW_PROGRAM).write_text(example.replace(old, new, 1), encoding="utf-8")
    told = [problem for problem in check(tmp_path) if problem.path == NEW_PROGRAM]
    assert len(told) == 1
    assert f"\n| {cell} | {told[0].message} | " in MANUAL


def test_the_problem_shown_in_full_is_what_check_says(tmp_path: Path) -> None:
    shown = re.search(r"^(program/\S+?):(\d+):(\d+): \[galat\] (.*) \(\S+\)$", MANUAL, re.MULTILINE)
    assert shown
    example = next(block for name, block in yaml_blocks("knowledge/") if name == shown[1])
    (tmp_path / "daerah").mkdir()
    (tmp_path / "program").mkdir()
    shutil.copy(default_path() / "daerah/33-jawa-tengah.yaml", tmp_path / "daerah")
    (tmp_path / shown[1]).write_text(example.replace("daerah: Kabupaten ", "daerah: ", 1), encoding="utf-8")
    assert shown[0] in map(str, check(tmp_path))


def test_the_settings_examples_are_accepted(tmp_path: Path) -> None:
    file, loaded = tmp_path / "config.yaml", []
    for _, block in yaml_blocks("config.yaml"):
        file.write_text(block, encoding="utf-8")
        loaded.append(load_settings(file, {}))
    assert any(settings.telegram.token for settings in loaded)
    assert any(settings.knowledge.path == Path("knowledge") for settings in loaded)


async def test_the_queries_in_the_manual_run(tmp_path: Path) -> None:
    file = tmp_path / "tirubot.db"
    engine = await open_database(f"sqlite+aiosqlite:///{file}")
    await engine.dispose()
    database = sqlite3.connect(file)
    try:
        assert len(blocks("sql")) >= 2
        for query in blocks("sql"):
            database.execute(query).fetchall()
    finally:
        database.close()


async def test_the_transcripts_in_the_readme_are_what_the_bot_says(assistant: Assistant) -> None:
    conversation = Conversation()
    piped = re.search(r'^\$ echo "(.+)" \| make run\n(.*?)^```$', README, re.MULTILINE | re.DOTALL)
    assert piped
    assert render(await assistant.reply(piped[1], conversation)) == piped[2].rstrip("\n")
    turns = re.findall(r"^> (.+)\n\n((?:.*\n)*?)…$", README, re.MULTILINE)
    assert len(turns) == 2
    for question, beginning in turns:
        assert render(await assistant.reply(question, conversation)).startswith(beginning.rstrip("\n"))


@pytest.mark.parametrize("document", [README, MANUAL], ids=["README", "manual"])
def test_every_command_of_the_command_line_is_named(document: str) -> None:
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert names
    assert [name for name in names if not re.search(rf"python -m bot {name}\b", document)] == []


@pytest.mark.parametrize("document", [README, MANUAL], ids=["README", "manual"])
def test_every_option_that_is_one_command_s_own_is_named(document: str) -> None:
    options = {option for command in get_command(app).commands.values() for parameter in command.params
               for option in parameter.opts if option.startswith("--")} - {"--config", "--help"}
    assert options
    assert [option for option in sorted(options) if option not in document] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_of_telegram_is_in_the_manual(command: Any) -> None:
    assert f"\n| `/{command.name}` | {command.description} |\n" in MANUAL


async def test_the_first_edit_is_answered_as_the_manual_shows(followed: Path) -> None:
    first = MANUAL.split("\n## 1. ")[0]
    question = re.search(r'bot ask "(.+)"`', first)
    shown = re.search(r"^```text\n(.*?)^```$", first, re.MULTILINE | re.DOTALL)
    assert question and shown
    reply = await Assistant(load(followed)).reply(question[1], Conversation())
    assert render(reply).startswith(shown[1].rstrip("\n"))


def test_what_the_bot_writes_from_the_phone_is_what_the_manual_shows() -> None:
    [(name, block)] = [(name, block) for name, block in yaml_blocks("knowledge/") if "bayar-berapa" in name]
    shown = read(name, block.encode()).data
    source = parse_source("Dinas Contoh, Panduan Studi Tiru, Maret 2025")
    answer = f"{shown['jawab']}\n{shown['isi'][0]['teks']}"
    [(written, content)] = new_topic(
        shown["id"], shown["judul"], shown["kelompok"], shown["tanya"][:1], answer, source).items()
    data = read(written, content).data
    assert written == name
    assert data == {**shown, "tanya": shown["tanya"][:1]}


@pytest.mark.parametrize("label", [
    admins.ANSWER, admins.LINK, admins.IGNORE, admins.TELL_NOW, admins.PUBLISH, admins.CHANGE_ANSWER,
    admins.CHANGE_ENTRY, admins.APPLY, admins.ACCEPT, admins.DECLINE])
def test_every_button_of_admins_is_in_the_manual(label: str) -> None:
    assert f"**{label}**" in MANUAL.split("\n## 12. ")[1]


def test_the_limits_in_the_manual_are_the_program_s() -> None:
    assert f"Paling banyak {LONGEST_ANSWER:,} huruf".replace(",", ".") in MANUAL
    assert f"paling besar {LARGEST_FILE // 10**6} MB, zip yang sudah dibuka {LARGEST_SUM // 10**6} MB" in MANUAL
    assert f"({MOST} yang terakhir" in MANUAL


@pytest.mark.parametrize("key", DESCRIPTIONS, ids=str)
def test_every_setting_is_explained(key: Any) -> None:
    example = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    section = example.split(f"\n{key.section}:\n")[1]
    assert re.search(rf"^  {key.name}:", re.split(r"\n(?=\w)", section)[0], re.MULTILINE)
    assert f"| `{key}` | `{key.variable}` |" in MANUAL


def test_the_other_variables_are_in_the_manual() -> None:
    assert CONFIG_VARIABLE in MANUAL
    assert TOKEN_VARIABLE in MANUAL


def test_what_ends_the_bot_is_in_the_manual() -> None:
    assert f"| {texts.REFUSED_BY_TELEGRAM} |" in MANUAL
    assert f"| {texts.USED_TWICE} |" in MANUAL


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [linked or shown for linked, shown in re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', text)]
    for link in (link for link in links if not re.match("[a-z]+:", link)):
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_module_map_names_every_folder_of_the_program() -> None:
    design = (ROOT / "docs/arsitektur.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "bot").rglob("__init__.py")} - {"bot"}
    assert [folder for folder in sorted(folders) if f"{folder}/" not in design] == []


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed
    names = re.findall(r'^    "([\w-]+)', listed[1], re.MULTILINE)
    design = (ROOT / "docs/arsitektur.md").read_text(encoding="utf-8")
    assert [name for name in names if not re.search(rf"^\| {name}\b", design, re.MULTILINE)] == []
