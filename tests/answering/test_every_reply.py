"""What holds for every reply that can be opened: of all programs, regions, visits, topics and kinds of question."""

import re
from collections import Counter

import pytest

from bot.answering.reply import Status
from bot.understanding.interpretation import decode

WITHOUT_SOURCE = {"about_coverage", "about_sources", "region_where"}
"""Kinds that may tell of the bot or of the map alone, which need no source."""
_SURVEY = "SSGI|SKI|SSGBI|Riskesdas|penimbangan"
_MEASURED = re.compile(rf"\d{{4}}.*(survei|{_SURVEY})|({_SURVEY}).*\d{{4}}")
_FILE_NAME = re.compile(r"\w\.(ya?ml|txt|md|docx?|pdf|json|xlsx?|csv)\b", re.IGNORECASE)


def failing(replies, holds):
    """The links whose reply breaks a rule; a few are enough to see what is wrong."""
    return [link for link, reply in replies.items() if not holds(reply)][:10]


def lines_of(reply):
    return [line for block in reply.blocks for line in block.lines]


def test_every_kind_of_subject_is_opened(replies, shipped_knowledge):
    opened = {subject for link in replies for subject in link.split("--")}
    expected = {*shipped_knowledge.programs, *shipped_knowledge.topics, *(v.id for v in shipped_knowledge.visits),
                *(code.replace(".", "") for code in shipped_knowledge.regions)}
    assert expected <= opened
    assert len(replies) > 2_000


def test_a_known_subject_is_answered_or_said_to_lack_data(replies):
    def asks_back(link, reply):
        return link in ("out_of_scope",) or reply.status not in (Status.ANSWERED, Status.NO_DATA)

    with_subject = {link: r for link, r in replies.items() if "--" in link}
    assert [link for link, reply in with_subject.items() if asks_back(link, reply)] == []


def test_a_card_of_a_program_topic_or_visit_is_answered(replies, shipped_knowledge):
    bare = [*shipped_knowledge.programs, *shipped_knowledge.topics, *(v.id for v in shipped_knowledge.visits)]
    assert [link for link in bare if replies[link].status is not Status.ANSWERED] == []


def test_no_reply_is_empty(replies):
    assert failing(replies, lambda r: r.blocks and r.text.strip()) == []
    assert failing(replies, lambda r: all(block.lines for block in r.blocks)) == []
    assert failing(replies, lambda r: all(line.strip() for line in lines_of(r))) == []


def test_what_is_answered_has_its_sources(replies):
    assert failing(replies, lambda r: r.status is not Status.ANSWERED or r.sources or r.intent in WITHOUT_SOURCE) == []


def test_sources_are_named_once_each(replies):
    assert failing(replies, lambda r: len(set(r.sources)) == len(r.sources)) == []


def test_nothing_of_the_program_shows_through(replies):
    assert failing(replies, lambda r: not re.search(r"\bNone\b|[{}]|\bTrue\b|\bFalse\b|\(\)|\[\]", r.text)) == []


def test_punctuation_is_clean(replies):
    assert failing(replies, lambda r: not re.search(r"\s\s\S|\.\.(?!\.)|\s[,.;:?!](\s|$)|,,|\?\?",
                                                    r.text.replace("\n\n", "\n"))) == []


def test_no_source_file_is_named(replies):
    shown = [f"{source.publisher} {source.title} {source.note}" for r in replies.values() for source in r.sources]
    assert failing(replies, lambda r: not _FILE_NAME.search(r.text)) == []
    assert [text for text in set(shown) if _FILE_NAME.search(text)] == []


def test_regions_and_programs_of_a_reply_exist(replies, shipped_knowledge):
    names = {region.name for region in shipped_knowledge.regions.values()}
    assert failing(replies, lambda r: set(r.regions) <= names) == []
    assert failing(replies, lambda r: set(r.programs) <= set(shipped_knowledge.programs)) == []


def test_the_intent_answered_is_one_that_the_knowledge_names(replies, shipped_knowledge):
    assert {r.intent for r in replies.values()} - {"topic"} <= {intent.id for intent in shipped_knowledge.intents}


def test_every_button_can_be_pressed(replies, shipped_knowledge):
    for link, reply in replies.items():
        for button in reply.buttons:
            assert decode(button.link, shipped_knowledge) is not None, (link, button)
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.link), (link, button)
            assert button.label.strip(), (link, button)
            assert len(button.label) <= 64, (link, button)


def test_every_button_opens_a_reply_that_is_known_to_be_sound(replies, assistant, shipped_knowledge):
    """Buttons lead to links already walked, or at least to a reply with text."""
    offered = {button.link for reply in replies.values() for button in reply.buttons}
    assert [link for link in offered - set(replies) if decode(link, shipped_knowledge) is None] == []
    assert len(offered & set(replies)) > 0.9 * len(offered)


def test_no_two_buttons_of_a_reply_open_the_same(replies):
    assert failing(replies, lambda r: len({b.link for b in r.buttons}) == len(r.buttons)) == []


def test_there_are_never_more_than_eight_buttons(replies):
    assert failing(replies, lambda r: len(r.buttons) <= 8) == []


def test_a_clarifying_reply_has_buttons_four_at_most(replies):
    asking = {link: r for link, r in replies.items() if r.status is Status.CLARIFY}
    assert asking
    assert failing(asking, lambda r: 1 < len(r.buttons) <= 4 and "?" in r.text) == []


def test_missing_data_is_said_and_the_subject_named(replies, shipped_knowledge):
    lacking = {link: r for link, r in replies.items() if r.status is Status.NO_DATA and (r.regions or r.programs)}
    assert lacking
    assert failing(lacking, lambda r: "Belum ada" in r.blocks[0].text) == []
    assert failing(lacking, lambda r: any(name in r.blocks[0].text for name in r.regions) or any(
        shipped_knowledge.programs[p].name in r.blocks[0].text for p in r.programs)) == []


def test_every_figure_of_the_bots_own_has_its_year_and_survey(replies, shipped_knowledge):
    """Lines that the bot writes itself; the knowledge base's own sentences are its authors' matter."""
    knowledge = shipped_knowledge
    spoken = {s.text for p in knowledge.programs.values() for s in p.statements}
    spoken |= {s.text for r in knowledge.regions.values() for s in r.statements}
    spoken |= {s.text for v in knowledge.visits for s in v.statements}
    spoken |= {text for t in knowledge.topics.values() for text in (t.answer, *(s.text for s in t.statements))}
    figures = {(link, line) for link, r in replies.items() if r.intent != "ranking"
               for line in lines_of(r) if re.search(r"\d persen", line) and line not in spoken
               and not any(text in line for text in spoken)}
    assert len(figures) > 500
    assert [(link, line) for link, line in figures if not _MEASURED.search(line)] == []


def test_a_ranking_says_first_which_survey_it_ranks(replies):
    ranked = {link: r for link, r in replies.items() if r.intent == "ranking" and r.status is Status.ANSWERED}
    assert len(ranked) > 30
    assert failing(ranked, lambda r: re.match(r"Menurut (SSGI|SKI) \d{4}, ", r.text)) == []


def test_the_first_line_answers(replies):
    assert failing(replies, lambda r: r.blocks[0].heading is None) == []


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="long names are cut: `Penukal Abab Lematang `")
def test_no_button_is_cut_within_a_name(replies, shipped_knowledge):
    names = [region.name for region in shipped_knowledge.regions.values()]
    names += [program.name for program in shipped_knowledge.programs.values()]
    titles = {topic.title for topic in shipped_knowledge.topics.values()}
    labels = {button.label for reply in replies.values() for button in reply.buttons}
    assert [label for label in labels if label not in titles and not label.endswith(tuple(names))
            and any(title.startswith(label) for title in titles)] == []
    assert [label for label in labels if len(label) in (40, 60) and not label.endswith((*names, *titles))] == []


@pytest.mark.xfail(strict=True, raises=AssertionError,
                   reason="two visits between the same regions: labels and lines that cannot be told apart")
def test_no_two_buttons_or_lines_look_the_same(replies):
    assert failing(replies, lambda r: max(Counter(b.label for b in r.buttons).values(), default=1) == 1) == []
    assert failing(replies, lambda r: max(Counter(lines_of(r)).values()) == 1) == []
