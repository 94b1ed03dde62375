from datetime import date
from pathlib import Path

import pytest

from modbot.errors import ConfigError
from modbot.flag.clauses import load_clauses
from modbot.flag.policy import load_policy

CONFIG = Path(__file__).parents[2] / "config"
SOURCES = {
    ("FT", "en"): "001_33a61c0873886056.txt",
    ("FT", "de"): "000_7c3d5f15659a446a.txt",
    ("SP", "de"): "002_f82af9ed454dc1d3.txt",
    ("SP", "it"): "003_1b259e7366b01f4d.txt",
    ("ZM", "de"): "004_b570eb74a2be9a81.txt",
}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_clause_text_is_verbatim_in_its_source_document() -> None:
    folder = Path(__file__).parent / "terms"
    sources = {key: squeezed((folder / name).read_text()) for key, name in SOURCES.items()}
    clauses = list(load_clauses(CONFIG / "terms"))
    assert len(clauses) == 165
    for clause in clauses:
        for language, text in clause.text.items():
            source = sources[clause.document, language]
            assert len(text) > 3, clause.id
            assert squeezed(text) in source, (clause.id, language)
        for language, word in clause.words.items():
            assert word in clause.text[language], (clause.id, word)


def test_every_clause_of_the_policy_is_in_the_terms_and_has_a_name_in_each_language_of_the_desk() -> None:
    book = load_clauses(CONFIG / "terms")
    for name, category in load_policy(CONFIG / "policy.yaml").categories.items():
        for clause in [*category.clauses, *(c for label in category.labels.values() for c in label.clauses)]:
            assert clause in book, (name, clause)
            assert {"de", "it"} <= book[clause].short_in.keys(), clause


def test_every_numbered_line_of_the_support_policies_is_covered() -> None:
    """Each bullet of the source documents belongs to a clause: nothing of the terms is forgotten."""
    book = load_clauses(CONFIG / "terms")
    for (document, language), name in SOURCES.items():
        if document == "ZM":
            continue
        texts = " ".join(squeezed(c.text[language]) for c in book if c.document == document)
        for line in (Path(__file__).parent / "terms" / name).read_text().splitlines():
            if line.startswith("  • ") or line[:6].strip().rstrip(".").isdigit():
                words = squeezed(line).split(" ", 1)[1]
                assert words in texts, (document, language, words)


def test_a_changed_wording_is_refused_with_its_place(tmp_path: Path) -> None:
    text = (CONFIG / "terms" / "forum-terms.yaml").read_text()
    (tmp_path / "terms.yaml").write_text(text.replace("complain and speak negatively", "complain or speak negatively"))
    with pytest.raises(ConfigError) as caught:
        load_clauses(tmp_path)
    problem = caught.value.problems[0]
    assert "FT-1b" in problem.message
    assert text.splitlines()[problem.line - 1].strip().startswith("hash:")


def test_terms_that_ended_are_named() -> None:
    assert load_clauses(CONFIG / "terms").expired(date(2026, 1, 1)) == ("ZM",)


def test_a_clause_is_shown_in_the_readers_language_when_the_source_has_it() -> None:
    clause = load_clauses(CONFIG / "terms")["SP-9.5"]
    assert clause.wording("it", "de") == ("it", "Configurazione di telefoni IP tramite STUN.")
    assert clause.wording("fr")[0] == "de"
