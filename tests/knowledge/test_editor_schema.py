"""The JSON Schema for editors: kept equal to the models, and of one mind with `check`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from mutations import mutated

from bot.knowledge.editor_schema import editor_schemas
from bot.knowledge.files import KINDS
from bot.knowledge.folder import read_folder
from bot.knowledge.location import default_path
from bot.knowledge.reader import read

ROOT = Path(__file__).parents[2]
SCHEMAS = {name: json.loads(text) for name, text in editor_schemas().items()}


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return read_folder(default_path())[0]


def schema_of(name: str) -> dict[str, object]:
    return SCHEMAS[(name.rpartition("/")[0] or name.removesuffix(".yaml")) + ".json"]


def problems(name: str, content: bytes) -> list[jsonschema.ValidationError]:
    return list(jsonschema.Draft7Validator(schema_of(name)).iter_errors(read(name, content).data))


def test_the_committed_files_are_what_the_models_say() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "skema").iterdir()}
    assert committed == editor_schemas(), "run: python -m bot schema"


def test_there_is_one_for_every_kind_of_file_and_the_editor_knows_where() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert settings == {f"./skema/{kind.removesuffix('.yaml')}.json":
                        f"knowledge/{kind}" if kind.endswith(".yaml") else f"knowledge/{kind}/*.yaml" for kind in KINDS}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_it_is_a_schema_that_explains_every_key_in_bahasa_indonesia(name: str) -> None:
    schema = SCHEMAS[name]
    jsonschema.Draft7Validator.check_schema(schema)
    models = [schema, *schema.get("definitions", {}).values()]
    explained = [key for model in models for key in model.get("properties", {}).items()]
    assert explained
    for key, value in explained:
        assert value.get("description"), key
        assert not re.search(r"\b(the|of|and|with|is)\b", value["description"]), value["description"]


def test_the_shipped_files_fit(contents: dict[str, bytes]) -> None:
    assert [name for name, content in contents.items() if problems(name, content)] == []


@pytest.mark.parametrize("kind", [
    "kunci salah eja", "kunci asing", "bukan tanggal", "tahun dalam tanda kutip", "tahun dengan huruf",
    "jenis yang tidak ada", "survei yang tidak ada", "angka tanpa survei", "angka dengan koma", "id dengan huruf besar",
    "id terlalu panjang", "alias bukan daftar", "status yang tidak ada", "kode tanpa tanda kutip",
])
def test_the_editor_underlines_a_slip(contents: dict[str, bytes], kind: str) -> None:
    spoilt = mutated(kind, contents, 7)
    assert problems(spoilt.name, spoilt.content)
