"""pesan.yaml: every message that the bot says is there, and asks for nothing that the bot does not fill in."""

from __future__ import annotations

from string import Formatter

from bot.knowledge.files import Files
from bot.knowledge.message_fields import MESSAGE_FIELDS
from bot.knowledge.problems import Rule
from bot.knowledge.resolving import FileResolver, Findings
from bot.knowledge.wording import nearest, suggestion

_NAMED = 5


def resolve_messages(files: Files, findings: Findings) -> dict[str, str]:
    """Check the bot's wording and return it by key.

    Args:
        files: as `Examiner.files` gives them.
        findings: gets the problems.
    """
    messages: dict[str, str] = {}
    for file in files.messages:
        resolver = FileResolver(file.document, {}, findings)
        for key, text in file.entry.messages.items():
            _check(key, text, resolver)
            messages[key] = text
        missing = sorted(set(MESSAGE_FIELDS) - set(messages))
        misspelt = {nearest(key, missing) for key in messages if key not in MESSAGE_FIELDS}
        missing = [key for key in missing if key not in misspelt]
        if missing:
            names = ", ".join(f"`{key}`" for key in missing[:_NAMED])
            resolver.error(("pesan",), f"kalimat {names} belum ada; salin kembali dari pesan.yaml yang asli",
                           Rule.MISSING)
    return messages


def _check(key: str, text: str, resolver: FileResolver) -> None:
    location = ("pesan", key)
    resolver.finished(text, location)
    if key not in MESSAGE_FIELDS:
        resolver.error(location, f"kalimat `{key}` tidak dikenal bot; {suggestion(key, sorted(MESSAGE_FIELDS))}",
                       Rule.KEY, key=True)
        return
    try:
        fields = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
    except ValueError:
        resolver.error(location, "kurung `{` atau `}` tidak berpasangan; tulis `{{` untuk menampilkan sebuah kurung",
                       Rule.FIELDS)
        return
    for field in fields:
        if field not in MESSAGE_FIELDS[key]:
            known = ", ".join(f"{{{name}}}" for name in MESSAGE_FIELDS[key]) or "tidak ada"
            resolver.error(location, f"`{{{field}}}` tidak diisi bot pada kalimat `{key}`; yang boleh: {known}",
                           Rule.FIELDS)
