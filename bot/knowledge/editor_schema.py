"""The file format as JSON Schema, so that an editor completes keys and underlines what does not fit."""

from __future__ import annotations

import json
from typing import Any

from bot.knowledge.files import KINDS

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that editors' YAML support understands best; nothing newer is needed."""


def editor_schemas() -> dict[str, str]:
    """Return a JSON Schema as text for every kind of file, by its file name (`program.json`)."""
    return {f"{kind.removesuffix('.yaml')}.json": _written(model.model_json_schema(by_alias=True), kind)
            for kind, (model, _) in KINDS.items()}


def _written(schema: dict[str, Any], kind: str) -> str:
    """Write a schema; what pydantic takes from the program (class names, docstrings) is not for admins."""
    for model in (schema, *schema.get("$defs", {}).values()):
        for key in ("title", "description"):
            model.pop(key, None)
        for value in model.get("properties", {}).values():
            value.pop("title", None)
    place = f"knowledge/{kind}" if kind.endswith(".yaml") else f"knowledge/{kind}/*.yaml"
    return json.dumps({"$schema": _DRAFT, "title": place, **_in_draft(schema)}, ensure_ascii=False, indent=1) + "\n"


def _in_draft(value: Any) -> Any:
    """Put a reference beside other keys into an `allOf`: the draft ignores everything beside a bare `$ref`."""
    if isinstance(value, dict):
        value = {("definitions" if key == "$defs" else key): _in_draft(inner) for key, inner in value.items()}
        if "$ref" in value:
            reference = value.pop("$ref").replace("#/$defs/", "#/definitions/")
            return {**value, "allOf": [{"$ref": reference}]} if value else {"$ref": reference}
        return value
    return [_in_draft(item) for item in value] if isinstance(value, list) else value
