import asyncio
import io
import json

import pytest
from counting import Counting

from bot.channels.jsonl import answer_lines


def answers(text):
    output = io.BytesIO()
    data = text if isinstance(text, bytes) else text.encode()
    with asyncio.Runner() as runner:
        answer_lines(io.BytesIO(data), output, Counting(), runner)
    return [json.loads(line) for line in output.getvalue().decode().splitlines()]


def said(answer):
    return answer["text"].split("\n")[0]


def test_an_answer_has_every_key_of_the_interface_in_order():
    [answer] = answers('{"id": "a1", "chat": "c", "question": "program Depok"}\n')
    assert list(answer.items()) == [
        ("id", "a1"), ("status", "answered"), ("intent", "program"), ("confidence", 0.1235),
        ("regions", ["Kota Depok"]), ("programs", ["d-sehat"]),
        ("sources", ["“Judul”, Diskominfo Depok, 1 Mei 2024"]), ("text", "program Depok #1\n\nLangkah\n• satu\n• dua"),
        ("buttons", ["Apa itu D'Sehat?", "Daerah lain"]),
    ]


def test_lines_of_one_chat_are_one_conversation_and_others_stand_alone():
    lines = [{"chat": "a", "question": "q"}, {"chat": "b", "question": "q"}, {"chat": "a", "question": "q"},
             {"question": "q"}, {"question": "q"}, {"chat": 7, "question": "q"}, {"chat": "7", "question": "q"}]
    texts = [said(answer) for answer in answers("\n".join(map(json.dumps, lines)))]
    assert texts == ["q #1", "q #1", "q #2", "q #1", "q #1", "q #1", "q #2"]


def test_a_bare_line_is_a_question_without_a_name():
    found = answers('  program apa di Kukar?  \n"dalam kutip"\n12\n')
    assert [(answer["id"], said(answer)) for answer in found] == [
        (None, "program apa di Kukar? #1"), (None, '"dalam kutip" #1'), (None, "12 #1")]


def test_blank_lines_are_skipped_and_the_last_needs_no_line_end():
    assert [said(answer) for answer in answers("\n  \na\n\r\nb")] == ["a #1", "b #1"]


@pytest.mark.parametrize(("line", "id", "text"), [
    ('{"question": "x"', None, "Baris 2 bukan JSON yang sah (kolom 17). Periksa tanda kutip, koma dan kurungnya."),
    ("{" * 3, None, "Baris 2 bukan JSON yang sah (kolom 2)."),
    ('{"a":' + "[" * 200_000, None, "Baris 2 bukan JSON yang sah. Periksa"),
    ('{"id": 9, "chat": "a"}', 9, "Baris 2: kunci “question” harus ada dan berisi teks."),
    ('{"id": "x", "question": null}', "x", "Baris 2: kunci “question” harus ada dan berisi teks."),
])
def test_a_line_that_is_no_question_is_answered_with_an_error_and_the_rest_goes_on(line, id, text):
    before, error, after = answers(f"satu\n{line}\ndua\n")
    assert (said(before), said(after)) == ("satu #1", "dua #1")
    assert (error["id"], error["status"]) == (id, "error")
    assert error["text"].startswith(text)
    assert error.keys() == before.keys()


def test_bytes_and_escapes_that_are_no_text_do_not_stop_the_run():
    half_pairs = b'{"id": ["\\ud800"], "chat": "\\ud800", "question": "a\\ud83d"}'
    found = answers(b"\xef\xbb\xbfapa \xff itu\n" + half_pairs + b"\nselesai\n")
    assert [said(answer) for answer in found] == ["apa � itu #1", "a? #1", "selesai #1"]
    assert found[1]["id"] == ["?"]


def test_letters_stay_readable_in_the_output():
    output = io.BytesIO()
    with asyncio.Runner() as runner:
        answer_lines([b"caf\xc3\xa9"], output, Counting(), runner)
    assert "café #1".encode() in output.getvalue()


def test_an_answer_is_out_before_the_next_line_is_read():
    output = io.BytesIO()
    seen = []

    def lines():
        for question in (b"satu\n", b"dua\n"):
            seen.append(output.getvalue().count(b"\n"))
            yield question

    with asyncio.Runner() as runner:
        answer_lines(lines(), output, Counting(), runner)
    assert seen == [0, 1]
