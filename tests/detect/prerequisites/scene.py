"""Reads posts about the shipped product, as the pipeline does."""

from functools import cache
from pathlib import Path

from modbot.detect.model.purposes import Purposes
from modbot.detect.prerequisites.read import StatementReader
from modbot.detect.prerequisites.require import list_missing
from modbot.detect.products import Product, load_product
from modbot.prepare.post import prepare_post
from modbot.prepare.statement import Statement
from modbot.records import Post, QuotablePost, Surroundings

CONFIG = Path(__file__).parents[3] / "config"


@cache
def the_product() -> Product:
    return load_product(CONFIG / "products" / "3cx.yaml")


@cache
def the_reader() -> StatementReader:
    return StatementReader(CONFIG, the_product(), Purposes(CONFIG.parent / "models" / "purposes"))


def read(raw: str, language: str = "en", quotable: tuple[QuotablePost, ...] = (), **fields: object) -> Statement:
    return the_reader()(prepare_post(Post(1, raw, language=language, **fields), Surroundings(quotable)))  # type: ignore[arg-type]


def missing(raw: str, language: str = "en", **fields: object) -> set[str]:
    return set(list_missing(read(raw, language, **fields), the_product().requires, the_reader().current))  # type: ignore[arg-type]
