"""Other tools on the same data, so that anyone can repeat the comparison (extra ``peers`` of the package)."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from modbot.errors import ModbotError
from modbot.learn.evaluate import FoundSpan, Prediction, Row

PRESIDIO_TYPES = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "IBAN_CODE": "IBAN",
    "CREDIT_CARD": "CREDIT_CARD",
    "IP_ADDRESS": "IP_ADDRESS",
    "PERSON": "PERSON",
    "US_SSN": "NATIONAL_ID",
    "UK_NHS": "NATIONAL_ID",
    "UK_NINO": "NATIONAL_ID",
    "ES_NIF": "NATIONAL_ID",
    "ES_NIE": "NATIONAL_ID",
    "IT_FISCAL_CODE": "NATIONAL_ID",
}
_REGIONS = ("GB", "US", "DE", "IT", "FR", "RU", "GR", "PT", "ES")
_PERSONAL = frozenset({"PHONE", "EMAIL", "IBAN", "CREDIT_CARD", "PERSON", "NATIONAL_ID"})
_LANGUAGES = ("en", "de", "it", "fr", "ru", "el", "pt", "es")


class PresidioPeer:
    """Presidio's rules on blank language models: no recogniser of names, all phone regions, every language."""

    name = "presidio"

    def __init__(self, languages: Iterable[str] = _LANGUAGES) -> None:
        analyzer, nlp, recognizers = (
            _import(name)
            for name in (
                "presidio_analyzer",
                "presidio_analyzer.nlp_engine",
                "presidio_analyzer.predefined_recognizers",
            )
        )
        spacy = _import("spacy")
        suffixes = _import("tldextract.tldextract")
        suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(suffix_list_urls=())  # its own list, not one from the network
        engine = nlp.SpacyNlpEngine()
        engine.nlp = {language: spacy.blank(language) for language in languages}
        registry = analyzer.RecognizerRegistry(supported_languages=list(languages))
        registry.load_predefined_recognizers(languages=list(languages), nlp_engine=engine)
        for language in languages:
            registry.add_recognizer(
                recognizers.PhoneRecognizer(supported_language=language, supported_regions=_REGIONS)
            )
            registry.add_recognizer(recognizers.CreditCardRecognizer(supported_language=language))
        self._engine = analyzer.AnalyzerEngine(
            nlp_engine=engine, registry=registry, supported_languages=list(languages)
        )
        self._languages = frozenset(languages)

    def __call__(self, rows: Sequence[Row]) -> list[Prediction]:
        """Return Presidio's spans, its types named as in the data."""
        return [self._predict(row) for row in rows]

    def _predict(self, row: Row) -> Prediction:
        language = row.get("lang", "en")
        results = self._engine.analyze(text=row["text"], language=language if language in self._languages else "en")
        spans = tuple(
            FoundSpan(found.start, found.end, PRESIDIO_TYPES[found.entity_type])
            for found in results
            if found.entity_type in PRESIDIO_TYPES and found.score >= 0.3
        )
        is_personal = any(span.type in _PERSONAL for span in spans)
        return Prediction(spans, frozenset({"personal_data"} if is_personal else ()))


class DetectSecretsPeer:
    """detect-secrets on each post as a file; ``eager``: line by line, its entropy plugins taking every word."""

    def __init__(self, eager: bool = False) -> None:
        self._scan = _import("detect_secrets.core.scan")
        self._settings = _import("detect_secrets.settings")
        self._eager = eager
        self.name = "detect-secrets-eager" if eager else "detect-secrets"

    def __call__(self, rows: Sequence[Row]) -> list[Prediction]:
        """Return the secrets found, typed as passwords (its own types are plugin names)."""
        with self._settings.default_settings(), TemporaryDirectory() as folder:
            return [self._predict(row["text"], Path(folder) / "post.txt") for row in rows]

    def _predict(self, text: str, file: Path) -> Prediction:
        if self._eager:
            found = {secret.secret_value for line in text.split("\n") for secret in self._scan.scan_line(line)}
        else:
            file.write_text(text, encoding="utf-8")
            found = {secret.secret_value for secret in self._scan.scan_file(str(file))}
        places = ((text.find(value), value) for value in sorted(filter(None, found)))
        spans = tuple(FoundSpan(start, start + len(value), "PASSWORD") for start, value in places if start >= 0)
        return Prediction(spans, frozenset({"confidential"} if spans else ()))


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ModbotError(f"{name} is not installed: pip install 'modbot[peers]'") from error


def build_peer(name: str) -> PresidioPeer | DetectSecretsPeer:
    """Return the named peer; raises ModbotError when it is unknown or not installed."""
    if name == "presidio":
        return PresidioPeer()
    if name in {"detect-secrets", "detect-secrets-eager"}:
        return DetectSecretsPeer(eager=name.endswith("eager"))
    raise ModbotError(f"no peer “{name}”: presidio, detect-secrets or detect-secrets-eager")
