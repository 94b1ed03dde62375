"""The pattern set against the plain truth: a loop of ``regex`` over all patterns."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.detect.pattern_clues import Pattern
from modbot.detect.pattern_engines import Engine, hyperscan_works
from modbot.detect.pattern_fold import collapse_spaces, fold_case, is_word_character
from modbot.detect.pattern_syntax import find_faults
from modbot.detect.patterns import PatternSet
from tests.waiting import best_of

ENGINES: tuple[Engine, ...] = ("hyperscan", "plain") if hyperscan_works() else ("plain",)

TEXT = (
    "casino idiot straße STRASSE ΌΧΙ όχι ΚΩΔΙΚΌΣ κωδικος идиот ИДИОТ ёж Ёж ﬁle file İstanbul istanbul ılık "
    "Kelvin \u212aelvin ſpam spam µ μ naïve c++ .net 3cx 18.0.9.20 can't ☎ 🖕 e\u0301t\u00e9 crédit ΣΊΣΥΦΟΣ σίσυφος"
)
WORDS = TEXT.split()
PIECES = [*WORDS, " ", "  ", "\n\n", "\u00a0", "\u200b", ".", "_", "-", "9", "\ud800", "\U0001f600", "\x00", "\x1c"]
PATTERNS = [
    *(Pattern(word, is_phrase=True) for word in WORDS),
    Pattern("online casino", is_phrase=True),
    Pattern("идиот ты", is_phrase=True),
    Pattern("idiot*", is_phrase=True),
    Pattern("*спам* сайт", is_phrase=True),
    Pattern("Kelvin", is_phrase=True, match_case=True),
    Pattern(r"\bкот\b"),
    Pattern(r"v[i1!]agr[a@4]"),
    Pattern(r"judi[\W_]*+kartu"),
    Pattern(r"(?:casino|poker).{0,20}online"),
    Pattern(r"\d{2}(?:\.\d+){3}"),
    Pattern(r"s[\W_]*p[\W_]*a[\W_]*m"),
    Pattern(r"\p{Lu}{3,}"),
    Pattern(r"(?<!\w)i(?!\w)"),
    Pattern(r"[^\w\s]{2}"),
    Pattern(r"(?-i:[^a-z])K"),
    Pattern(r"(?a)[^\w\s]\d"),
    Pattern(r"όχι|нет"),
    Pattern(r"(\w)\1\1"),
    Pattern(r"с[\s\p{P}]*п[\s\p{P}]*а[\s\p{P}]*м"),
    Pattern(r"^casino$"),
    Pattern(r"(?s)^c.*m$"),
    Pattern(r"(?=casino)\w+"),
    Pattern(r"[α-ω]{4}"),
    Pattern(r"[А-ЯЁ]{4}", match_case=True),
    Pattern(r"[^i]ılık"),
    Pattern(r"k{1,2}e?l"),
    Pattern(r"(?:e|é)t(?:e|é)"),
    Pattern(r"casino\s+idiot"),
    Pattern(r"идиот\s*ёж|naïve\s{2}c"),
    Pattern(r"idiot\W?ёж"),
    Pattern(r"к[\W_]*о[\W_]*д[\W_]*и[\W_]*к[\W_]*о[\W_]*σ|i[_.-]*d[_.-]*i[_.-]*o[_.-]*t"),
    Pattern(r"casino(?:[\W_]+idiot)?[\W_]*+ſpam"),
    Pattern(r"(?a)ca\W*sino\W*idiot"),
    Pattern(r"☎+\W*🖕?"),
    Pattern(r"x|(?:spam|(?<=ЁЖ)) \w+"),
]


def loop(patterns: list[Pattern], text: str) -> dict[int, list[tuple[int, int]]]:
    found = {
        number: [match.span() for match in pattern.compiled.finditer(text) if match.group()]
        for number, pattern in enumerate(patterns)
    }
    return {number: places for number, places in found.items() if places}


@pytest.fixture(scope="module", params=ENGINES)
def pattern_set(request: pytest.FixtureRequest) -> PatternSet:
    return PatternSet(PATTERNS, engine=request.param)


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_the_set_finds_what_a_loop_of_regex_finds(pattern_set: PatternSet, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert pattern_set.find(text).places == loop(PATTERNS, text)


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=st.characters(codec=None), max_size=60), joined=st.sampled_from(WORDS))
def test_any_characters_around_a_word_give_the_same_hits(pattern_set: PatternSet, text: str, joined: str) -> None:
    text = text + joined + text[:3]
    assert pattern_set.find(text).places == loop(PATTERNS, text)


ATOMS = ["a", "b", "c", "ab", "κ", "σ", "и", "[ab]", "[^a]", r"\w", r"\W", r"\d", ".", r"\s", "i", "K", "ß", "[a-zα-ω]"]
generated_patterns = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,40}", "*?", "*+"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?={part})"),
        inner.map(lambda part: f"(?<!{part})"),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    sources=st.lists(generated_patterns, min_size=1, max_size=8),
    texts=st.lists(st.text(alphabet="abcABCκΚσςΣиИ 1iıİkK\u212aßſ\n.", max_size=25), min_size=1, max_size=5),
)
@pytest.mark.parametrize("engine", ENGINES)
def test_generated_patterns_find_what_a_loop_finds(engine: Engine, sources: list[str], texts: list[str]) -> None:
    patterns = [Pattern(source) for source in sources]
    pattern_set = PatternSet(patterns, engine=engine)
    for text in texts:
        assert pattern_set.find(text).places == loop(patterns, text)


def test_letters_that_ignore_case_have_one_fold() -> None:
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        for other in {letter.lower(), letter.upper(), letter.title(), letter.casefold(), letter.upper().lower()}:
            if len(other) == 1 and other != letter and fold_case(letter) != fold_case(other):
                assert not regex.fullmatch(regex.escape(letter), other, regex.IGNORECASE), (letter, other)


@given(text=st.text(alphabet=st.characters(codec=None)))
def test_a_fold_keeps_every_place(text: str) -> None:
    assert len(fold_case(text)) == len(text)


@given(before=st.text(" \n\tab\u00a0"), literal=st.text(" \n\tab\u00a0", min_size=1), after=st.text(" \n\tab\u00a0"))
def test_a_literal_survives_collapsing(before: str, literal: str, after: str) -> None:
    assert collapse_spaces(literal) in collapse_spaces(before + literal + after)


@pytest.mark.parametrize("character", "aßя_9²\u0301\u200d .-½Ⅳ\ud800😀ά")
def test_a_word_character_is_what_regex_says(character: str) -> None:
    assert is_word_character(character) == bool(regex.match(r"\w", character))


def test_places_count_code_points_after_emoji_and_broken_text(pattern_set: PatternSet) -> None:
    text = "\ud800😀😀 ein idiot"
    places = pattern_set.find(text).places
    assert [text[start:end] for start, end in places[1]] == ["idiot"]


def test_a_slow_confirm_is_reported_and_the_others_run_on() -> None:
    patterns = [Pattern(r"x(?:a|aa)+(?<!a)$"), Pattern("hello", is_phrase=True)]
    hits = PatternSet(patterns, seconds=0.02).find("hello x" + "a" * 5_000)
    assert hits.overdue == [0]
    assert list(hits.places) == [1]


@pytest.mark.parametrize("bomb", [r"(?:x{1000}){1000}", "(" * 60 + "x" + ")" * 60, r"x{1,3000}", "a" * 3_000])
def test_a_compile_bomb_is_refused_before_it_is_compiled(bomb: str) -> None:
    started = time.process_time()
    assert find_faults(bomb)
    assert time.process_time() - started < 2  # the worst of them, compiled, takes minutes


def test_what_holds_other_engines_for_seconds_compiles_at_once() -> None:
    started = time.process_time()
    PatternSet([Pattern(r"(?:\p{L}{1,200}\s){1,50}"), Pattern(r"(?:.{0,40}\d){9}"), Pattern(r"\w{900}")])
    assert time.process_time() - started < 10


def test_an_exponential_pattern_is_refused_by_trying_it() -> None:
    assert "far too long" in find_faults(r"(?:a|aa)+$")[0].message
    assert find_faults(r"\b(?:call|phone)s?\s+(?:now|today)") == []


def test_four_times_the_text_takes_about_four_times_as_long(pattern_set: PatternSet) -> None:
    def measure(times: int) -> float:
        text = "casino 18.0.9.20 spam_ " * times
        started = time.process_time()
        pattern_set.find(text)
        return time.process_time() - started

    once = best_of(2, lambda: measure(4_000))
    # A quadratic step would take sixteen times as long.
    assert best_of(2, lambda: measure(16_000)) < 10 * max(once, 0.01)


@pytest.mark.skipif(not hyperscan_works(), reason="Hyperscan does not run here")
def test_a_damaged_cache_is_compiled_anew(tmp_path: Path) -> None:
    first = PatternSet(PATTERNS, cache=tmp_path).find("online casino").places
    files = sorted(tmp_path.glob("*.hsdb"))
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:-20])
    assert PatternSet(PATTERNS, cache=tmp_path).find("online casino").places == first
    for file in files:
        file.write_bytes(b"")
    assert PatternSet(PATTERNS, cache=tmp_path).find("online casino").places == first


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert PatternSet(PATTERNS, cache=blocked / "cache").find("casino").places


@pytest.mark.skipif(not hyperscan_works(), reason="without the engine nothing is compiled")
def test_another_start_finds_its_compiled_patterns_again(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from modbot.detect.pattern_clues import Pattern\n"
        "from modbot.detect.patterns import PatternSet\n"
        "PatternSet([Pattern('(free|cheap|gratis|umsonst) (licen[cs]e|key|crack)')], cache=Path(sys.argv[1]))\n"
    )
    kept = []
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, check=True)
        kept.append(sorted(file.name for file in tmp_path.iterdir()))
    assert kept[0]
    assert kept[0] == kept[1] == kept[2]


@pytest.mark.parametrize(
    "text", ["", " ", " a  b\n\nc ", "a\u00a0b", "\ta\r\nb", "a\u2003 b", "a\x1cb", "\ud800  a", "é\x00  b"]
)
def test_runs_of_white_space_become_one_space(text: str) -> None:
    assert collapse_spaces(text) == " ".join(text.split())


def test_whether_a_pattern_holds_is_whether_it_has_places() -> None:
    patterns = PatternSet(
        [Pattern("call", is_phrase=True), Pattern(r"(?P<evidence>\d*)x"), Pattern("Call", match_case=True)]
    )
    for text in ("recall", "a Call 1x", "x", "call"):
        held = [patterns.holds(number, text, fold_case(text)) for number in range(3)]
        assert held == [bool(patterns.confirm(number, text, fold_case(text))) for number in range(3)]
