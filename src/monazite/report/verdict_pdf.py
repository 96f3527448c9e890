"""The making of a PDF with Typst: data go in as data, nothing of them is ever read as Typst, and no file is read."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monazite.errors import UsageError
from monazite.report.pages import version

if TYPE_CHECKING:
    import typst

__all__ = ["CHINESE_FONTS", "compiled", "require"]

LATIN = "Libertinus Serif"  # comes with Typst: pages in Latin letters are the same everywhere
CHINESE_FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Songti SC",
    "PingFang SC",
    "SimSun",
    "Microsoft YaHei",
    "Droid Sans Fallback",
)
PACKAGES = "fonts-noto-cjk or fonts-droid-fallback (Debian, Ubuntu), google-noto-serif-cjk-fonts (Fedora)"
BLANK = re.compile(r"the text `\"(.*?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
SIGNS_SHOWN = 12


def require() -> None:
    """Raise UsageError where Typst is not installed."""
    try:
        import typst  # noqa: F401
    except ImportError as error:
        hint = "pip install 'monazite[reports]'"
        raise UsageError(f"a PDF is laid out with typst, which is not installed: {hint}") from error


def compiled(data: Mapping[str, Any], on: dt.date, *, system_fonts: bool = True) -> bytes:
    """Return the PDF of the template with these data, made on a day.

    Raises UsageError where letters would be blank.
    """
    require()
    import typst

    fonts = typst.Fonts(include_system_fonts=system_fonts)
    inputs = {"data": json.dumps(dict(data) | {"fonts": _families(fonts), "version": version()}, ensure_ascii=False)}
    day = dt.datetime.combine(on, dt.time(), dt.UTC)
    with tempfile.TemporaryDirectory() as empty:  # the root of all paths: there is nothing in it to be read
        typesetter = typst.Compiler(
            _template(),
            root=empty,
            font_paths=fonts,
            sys_inputs=inputs,
            package_path=empty,
            package_cache_path=empty,
        )
        try:
            # With tags for readers that speak; Typst checks what a program can check, and that no letter is blank.
            pages = typesetter.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=day)
        except typst.TypstError as error:
            raise _told(error) from None
    assert isinstance(pages, bytes)
    return pages


def _template() -> bytes:
    return files(__package__).joinpath("templates").joinpath("verdict.typ").read_bytes()


def _families(fonts: typst.Fonts) -> list[str]:
    """Return the fonts that pages are set in, in order; what none of them has is looked for in all others."""
    there = set(fonts.families())
    return [LATIN, *(name for name in CHINESE_FONTS if name in there)]


def _told(error: typst.TypstError) -> UsageError:
    """Return why there is no PDF: which letters no font here can show, and what to install."""
    signs = [ESCAPED.sub(_sign, text) for text in BLANK.findall(str(error.diagnostic or error.message))]
    if not signs:
        return UsageError(f"the PDF cannot be made: {error.message}")
    return UsageError(f"the PDF cannot be made: no font here can show {_few(signs)}; install {PACKAGES}")


def _sign(match: re.Match[str]) -> str:
    return f"U+{int(match[1], 16):04X}"


def _few(signs: Sequence[str]) -> str:
    once = list(dict.fromkeys(signs))
    shown = " ".join(once[:SIGNS_SHOWN])
    return f"{shown} and {len(once) - SIGNS_SHOWN} more" if len(once) > SIGNS_SHOWN else shown
