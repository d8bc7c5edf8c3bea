"""Typer's own words in Bahasa Indonesia: the headings of --help and what is said of a mistyped command."""

from __future__ import annotations

import difflib
import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_WORDS = {
    r"^Usage:": "Cara pakai:",
    r"^Arguments:$": "Isian:",
    r"^Options:$": "Pilihan:",
    r"^Commands:$": "Perintah:",
    r"\[OPTIONS\]": "[PILIHAN]",
    r"COMMAND \[ARGS\]\.\.\.": "PERINTAH ...",
    r" <list\[str\]>| <path>": "",
    r"\[default: (.*?)\]": r"[bila tidak ditulis: \1]",
    r"Show this message and exit\.": "Tampilkan penjelasan ini.",
}
"""What Typer writes in English, as patterns, each with its Indonesian."""


def _translated(text: str) -> str:
    for pattern, words in _WORDS.items():
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help is in Bahasa Indonesia."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """The list of commands, in Bahasa Indonesia."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return _translated(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command named first; an unknown one is answered with the nearest."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.commands, n=1)
            remedy = f"Mungkin maksudnya “{near[0]}”." if near else f"Yang ada: {', '.join(self.commands)}."
            ctx.fail(f"perintah “{args[0]}” tidak dikenal. {remedy}")
        return super().resolve_command(ctx, args)


def usage_error(error: TyperException) -> str:
    """Say in Bahasa Indonesia what is wrong with a command line."""
    option = getattr(error, "option_name", None)
    if option and hasattr(error, "possibilities"):
        near = f" Mungkin maksudnya {', '.join(error.possibilities)}." if error.possibilities else ""
        message = f"pilihan {option} tidak dikenal.{near}"
    elif option:
        message = f"pilihan {option} kurang lengkap: periksa ada tidaknya nilai di belakangnya."
    elif parameter := getattr(error, "param", None):
        choice = re.search(r"'(.*)' is not one of (.*)\.", error.message)
        value, valid = (f" “{choice[1]}”", f" Yang ada: {choice[2]}.".replace("'", "")) if choice else ("", "")
        message = f"nilai{value} untuk {parameter.opts[-1]} tidak dapat dipakai.{valid}"
    elif type(error).__name__ == "UsageError" and (extra := re.search(r"extra argument.*\((.*)\)", error.message)):
        message = f"bagian “{extra[1]}” tidak dimengerti. Hapus bagian itu."
    else:
        message = error.message
    context = getattr(error, "ctx", None)
    return f"Galat: {message}" + (f"\nPenjelasan: {context.command_path} --help" if context else "")
