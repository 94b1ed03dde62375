"""National identity, tax and social-insurance numbers, check digits verified; bare digits need their name nearby."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.ar import cuit
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.de import idnr, stnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.gr import vat as afm
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.pl import pesel
from stdnum.pt import cc, nif
from stdnum.ru import inn
from stdnum.us import ssn

from modbot.detect.personal.reading import Found, Reading

_REACH = 48


@dataclass(frozen=True, slots=True)
class Identity:
    """One kind of number: its shape, its check, and the words of which one must stand near (none: shape suffices)."""

    source: str
    shape: re.Pattern[str]
    is_valid: Callable[[str], bool]
    context: re.Pattern[str] | None = None


def _kind(shape: str, is_valid: Callable[[str], bool], context: str = "") -> Identity:
    return Identity(shape, _apart(shape), is_valid, re.compile(context, re.I) if context else None)


def _apart(shape: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-])(?:{shape})(?![\w]|[.,-]\d)", re.I)


def is_snils(text: str) -> bool:
    """Return whether the eleven digits carry the right check number of the Russian pension fund."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 11 or int(digits[:9]) <= 1001998:
        return len(digits) == 11
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9])) % 101
    return (0 if total == 100 else total) == int(digits[9:])


def is_nino(text: str) -> bool:
    """Return whether the letters are ones that HMRC issues (prefix rules; the number has no check digit)."""
    prefix = re.sub(r"\W", "", text).upper()[:2]
    return (
        prefix not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
        and prefix[0] not in "DFIQUV"
        and prefix[1] not in "DFIOQUV"
    )


def is_insurance_number(text: str) -> bool:
    """Return whether a German pension-insurance number has a possible area, birth date and check digit."""
    plain = re.sub(r"\W", "", text).upper()
    digits = plain[:8] + f"{ord(plain[8]) - 64:02d}" + plain[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(map(int, str(int(digit) * weight))) for digit, weight in zip(digits, weights, strict=True))
    return total % 10 == int(plain[11]) and 1 <= int(plain[4:6]) <= 12


def is_niss(text: str) -> bool:
    """Return whether the eleven digits carry the check digit of the Portuguese social security."""
    digits = re.sub(r"\D", "", text)
    weights = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return len(digits) == 11 and digits[0] in "12" and 9 - total % 10 == int(digits[10])


def _accept(_: str) -> bool:
    return True


KINDS = (
    _kind(
        r"[A-Z]{6}[\dLMNPQRSTUV]{2}[ABCDEHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]", codicefiscale.is_valid
    ),
    _kind(r"[12][ .]?\d{2}[ .]?\d{2}[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}", nir.is_valid),
    _kind(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", is_nino),
    _kind(r"\d{8}[ -]?[A-Z]|\d{2}\.\d{3}\.\d{3}[ -]?[A-Z]", lambda text: dni.is_valid(text.replace(".", ""))),
    _kind(r"[XYZ][ -]?\d{7}[ -]?[A-Z]", nie.is_valid),
    _kind(r"\d{3}-\d{3}-\d{3}[ -]\d{2}", is_snils),
    _kind(r"\d{11}", is_snils, r"снилс|пенсионн|страхов"),
    _kind(r"\d{3}\.?\d{3}\.?\d{3}-\d{2}", cpf.is_valid),
    _kind(r"\d{11}", cpf.is_valid, r"\bcpf\b|contribuinte"),
    _kind(r"\d{8} ?\d ?[A-Z0-9]{2}\d", cc.is_valid, r"cidad[ãa]o|\bcc\b|\bbi\b|identidade|identifica"),
    _kind(r"756\.\d{4}\.\d{4}\.\d{2}", ahv.is_valid),
    _kind(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", is_insurance_number, r"sozialvers|rentenvers|versicherungs|sv-?n|rvnr"),
    _kind(r"\d{2} ?\d{3} ?\d{3} ?\d{3}|\d{11}", idnr.is_valid, r"steuer|ident|idnr|\btin\b|tax|\bid\b|id-nr"),
    _kind(r"\d{2,3}/\d{3}/\d{4,5}|\d{13}", stnr.is_valid, r"steuer|st-?nr|finanzamt"),
    _kind(r"\d{4} ?\d{6}", vnr.is_valid, r"sozialvers|sv-?n|svnr|versicherungs"),
    _kind(r"\d{11}", amka.is_valid, r"αμκα|α\.μ\.κ\.α|amka|κοινωνικ"),
    _kind(r"\d{9}", afm.is_valid, r"αφμ|α\.φ\.μ|\bafm\b|φορολογικ"),
    _kind(r"\d{12}|\d{10}", inn.is_valid, r"инн|\binn\b|налогоплат"),
    _kind(r"\d{3} ?\d{3} ?\d{3}", nif.is_valid, r"\bnif\b|contribuinte|fiscal"),
    _kind(r"\d{11}|\d{3} ?\d{4} ?\d{4}", is_niss, r"\bniss\b|segurança social|seg\. social"),
    _kind(r"\d{3}[ -]\d{3}[ -]\d{4}|\d{10}", nhs.is_valid, r"\bnhs\b"),
    _kind(r"\d{3}-\d{2}-\d{4}", ssn.is_valid),
    _kind(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dKk]", rut.is_valid, r"\brut\b|\brun\b"),
    _kind(r"\d{2}-?\d{8}-?\d", cuit.is_valid, r"\bcui[tl]\b"),
    _kind(r"\d{1,2}\.\d{3}\.\d{3}|\d{8}", _accept, r"\bdni\b|documento nacional"),
    _kind(r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", curp.is_valid),
    _kind(r"\d{11}", pesel.is_valid, r"\bpesel\b"),
    _kind(r"\d{9}", ssn.is_valid, r"\bssn\b|social security"),
    _kind(
        r"\d{2}[.]?\d{2}[.]?\d{2}-?\d{3}[.-]?\d{2}",
        nn.is_valid,
        r"registre national|rijksregister|\bniss\b|national number",
    ),
    _kind(r"\d{2} ?\d{2} ?№? ?\d{6}", _accept, r"паспорт|passport|удостоверен"),
    _kind(
        r"[А-ЯA-ZΑ-Ω]{1,3}[ -]?\d{6,7}[A-Z<]{0,2}",
        _accept,
        r"ταυτ[όο]τ|α\.?δ\.?τ|διαβατ|passport|passeport|passaporto|pasaporte|pass-?n|reisepass"
        r"|personalausweis|ausweis|carta d.identit|documento|паспорт|identity card|id card|carte d.identité"
        r"|\bci\b",
    ),
    _kind(
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?|[LMNPRTVWXY]\d{8}D?",
        _accept,
        r"personalausweis|ausweis|reisepass|pass-?n|passnummer",
    ),
    _kind(
        r"C[A-Z]\d{5}[A-Z]{2}|[A-Z]{2}\d{5}[A-Z]{2}|\d{9}",
        _accept,
        r"passport n|passport:|passaporto n|carta d.identit|passeport n|carte d.identité n|pasaporte n"
        r"|passaporte n|número de pasaporte|numéro de passeport|numero di passaporto",
    ),
    _kind(r"[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}", _accept, r"driv|licen[cs]e"),
)
_ANY_KIND = _apart("|".join(kind.source for kind in KINDS))
_CLUSTER = re.compile(r"\d(?:[ ./-]{0,2}\d){4,18}|(?<=[A-Za-z]{6})\d\w{6}\d")
_AROUND = 16  # letters and separators of a number's shape that stand before or after its cluster of digits


def find_identity_numbers(reading: Reading) -> Iterator[Found]:
    """Yield national numbers of persons, each kind at most once per place."""
    text = reading.text
    taken: list[tuple[int, int]] = []
    done = 0
    for start, _ in reading.numbers:
        cluster = _CLUSTER.match(text, start) if start >= done else None
        if cluster is None:
            continue
        done = cluster.end()
        low, high = max(0, start - _AROUND), min(len(text), done + _AROUND)
        if not _ANY_KIND.search(text, low, high):
            continue
        for kind in KINDS:
            for match in kind.shape.finditer(text, low, high):
                free = not any(match.start() < end and start < match.end() for start, end in taken[-9:])
                if free and _is_identity(reading, kind, match):
                    taken.append(match.span())
                    yield Found(match.start(), match.end(), "NATIONAL_ID", 0.9 if kind.context is None else 0.85)


def _is_identity(reading: Reading, kind: Identity, match: re.Match[str]) -> bool:
    if not any(char.isdigit() for char in match[0]) or not _is_named(reading, kind, match):
        return False
    return kind.is_valid(match[0]) and not luhn_serial(reading, match)


def _is_named(reading: Reading, kind: Identity, match: re.Match[str]) -> bool:
    """Return whether the number's name stands before it in the same line (or shortly after it)."""
    if kind.context is None:
        return True
    line_start, line_end = reading.line(match.start())
    low = max(line_start, match.start() - _REACH)
    return kind.context.search(reading.lower, low, min(line_end, match.end() + 12)) is not None


def luhn_serial(reading: Reading, match: re.Match[str]) -> bool:
    """Return whether the number is an IMEI: fifteen digits, Luhn, named so nearby."""
    digits = re.sub(r"\D", "", match[0])
    return len(digits) == 15 and luhn.is_valid(digits) and "imei" in reading.lower
