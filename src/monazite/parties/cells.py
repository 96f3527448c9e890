"""What a cell for a party holds: a name that can be compared, several names, an address behind one, or no name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from monazite.parties.names.letters import LONGEST, has_han, unread_script
from monazite.parties.names.scripts import stands_apart, together

__all__ = ["NOT_READ", "REFERENCES", "UNREAD", "lettered", "parts_of", "unread"]

NOT_READ = "name not read"
UNREAD = (NOT_READ, "script not read")  # how reasons begin that are of a name which was not read
_LOST = re.compile("\ufffd|[?\uff1f]{2}")  # letters that an encoding lost
_BLANK = re.compile(r"[^\S\r\n]+")
_BLANKS = re.compile(r"[\W_]+")
# What stands in place of a name and means one elsewhere, or none yet; compared in small letters without signs.
REFERENCES = frozenset(
    """
    ditto|do|dto|idem|id|same|as above|above|the same|tba|tbc|tbd|tbn|to be advised|to be announced|to be confirmed
    to be determined|to be nominated|n a|na|none|nil|null|nan|unknown|not known|not applicable|not available|not stated
    undisclosed|confidential|various|misc|miscellaneous|see attached|see attachment|see invoice|see above|see below
    see list|see remarks|as agreed|as attached|as invoice|order|bearer|to bearer|holder|cash|walk in customer
    同上|同前|同左|同收货人|同发货人|无|暂无|不详|未知|待定|待通知|见附件|详见附件|见发票|详见发票|凭指示|凭指定|保密
    siehe oben|unbekannt|wie oben|dito|inconnu|idem que ci dessus|desconocido|то же|неизвестно
    """.strip()
    .replace("\n", "|")
    .split("|")
)
REFERENCES = frozenset(text.strip() for text in REFERENCES)
_BEGIN = re.compile(r"(?:same as|as per|as stated|as shown|to (?:the )?order|to be \w+ed)\b|凭.*指示|同上")
_FORMS = r"ltd|limited|gmbh|inc|llc|llp|corp|corporation|plc|s\.?a\.?|s\.?r\.?l|b\.?v|n\.?v|ag|kg|ooo|oao|jsc|pjsc|fze?"
_ENDS = rf"(?:\b(?:{_FORMS})\b\.?|公司|有限合伙)"
_ANY_FORM = re.compile(_ENDS, re.IGNORECASE)
_BETWEEN = re.compile(
    r"""\s*(?:[;；|\n\r]|//|\s/\s|(?<=\S\S\S)／|(?<=\.)/|(?<=公司)[/、,，和]|
    \b(?:c/o|(?<!for\ )care\ of|o/b/o|on\ behalf\ of|for\ (?:the\ )?account\ of|as\ agents?\ (?:for|of)|attn\.?:?|
    to\ (?:the\ )?order\ of|d/b/a|dba|t/a|trading\ as|f/k/a|formerly(?:\ known\ as)?|a/k/a|aka|notify)(?=[\s:：])|
    (?:代表|转交|(?<=公司)转))\s*""",
    re.IGNORECASE | re.VERBOSE,
)
# A legal form, then another name with one: "A Ltd & B GmbH", not "A GmbH & Co. KG".
_ALSO = r"(?:[,，&+(（]|(?:and|und|et|y)\b)(?!\s*co\b)\s*(?=[^,，&+]{3,120}?" + _ENDS + ")"
_SLASH = re.compile(rf"({_ENDS})\s*(?:/|{_ALSO})\s*", re.IGNORECASE)
_BEHIND = re.compile(rf"({_ENDS})[\s,，]+", re.IGNORECASE)
# What an address or a telephone number begins with, behind a name and without a comma.
_PLACE = re.compile(
    r"""(?<=[\w.)）])[\s,，+]+(?:(?:no|nr|№|tel|telephone|phone|fax|mob|mobile|cell|whatsapp|p\.?\s?o\.?\s?box|box|room|rm|
    unit|suite|flat|floor|level|building|bldg|block|plot|lot|zip|post\s?code|add|addr|address|e-?mail)\b[.:：\s#]*
    (?:\W*\d|(?<=[:：\s])\S)|\d+[\w./-]*,?\s+(?:[^\W\d]+\s+){0,4}(?:road|rd|street|st|avenue|ave|lane|boulevard|blvd|
    drive|highway|district|floor|building)\b|\+?\d[\d\s()-]{4,}\d|(?:电话|地址|传真|邮编|手机|邮箱))""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_BRACKET = "[^()（）]"
_REMARK = re.compile(
    rf"({_NO_BRACKET}*[\u4e00-\u9fff]{{2}}{_NO_BRACKET}*(?:[(（]{_NO_BRACKET}*[)）]{_NO_BRACKET}+)?)"
    rf"[(（]{_NO_BRACKET}{{2,}}[)）]?"
)
_SIGNS = " ,，/、:：-+"
_SHORTEST, _MOST = 2, 20  # letters of a part; parts of a cell
_NUMBER = 4  # digits that the name of a party may have


def unread(name: str) -> list[str]:
    """Return why nobody is cleared by a name, empty where it can be compared.

    It is in a script that is not read, an encoding lost letters of it, it only refers to a name that is elsewhere, or
    has no letter: a number is no name.

    >>> unread("same as consignee")
    ["name not read: 'same as consignee' refers to another one"]
    """
    if script := unread_script(name):
        return [f"script not read ({script}); screen the name in Latin letters too"]
    if _LOST.search(name):
        return [f"{NOT_READ}: letters were lost in '{name[:80]}'"]
    plain = _plain(name)
    if plain in REFERENCES or _BEGIN.match(plain):
        return [f"{NOT_READ}: '{name.strip()[:80]}' refers to another one"]
    if stands_apart(name):
        return [f"{NOT_READ}: letters stand apart in '{name[:80]}', and words cannot be told"]
    if len(name) > _SHORTEST * _MOST and len(_found(_BLANK.sub(" ", together(name)))) > _MOST:
        return [f"{NOT_READ}: it names more than {_MOST} parties, and the others are not asked for"]
    if plain and not lettered(name):
        return [f"{NOT_READ}: no letter in '{name.strip()[:80]}'"]
    return []


def lettered(name: str) -> bool:
    """Return whether there is a letter, of any script, in a name."""
    return any(map(str.isalpha, name))


def _plain(name: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def parts_of(name: str) -> tuple[str, ...]:
    """Return the parties that one cell may name, each to be screened too; none where it is one name.

    Parties side by side (A Ltd / B GmbH; A c/o B), and the name alone where an address with a number follows it.

    >>> parts_of("Example Ltd / Sample GmbH"), parts_of("Novo Works A/S")
    (('Example Ltd', 'Sample GmbH'), ())
    """
    name = _BLANK.sub(" ", together(name))
    found = _found(name)[:_MOST]
    return found if found != (name.strip(_SIGNS),) else ()


@lru_cache(maxsize=1024)  # asked for its parts, and for what is not read of it
def _found(name: str) -> tuple[str, ...]:
    """Return the parties that a cell names, all of them."""
    text = name[:LONGEST].strip(_SIGNS)
    before = _REMARK.fullmatch(text)  # what stands in brackets behind hanzi tells of the party: 张三(法定代表人)
    return tuple(dict.fromkeys((*([before[1].strip(_SIGNS)] if before else []), *_pieces(text))))


def _pieces(name: str) -> Iterator[str]:
    for side in _BETWEEN.split(_SLASH.sub(r"\1 / ", name)):
        text = _balanced(side.strip(_SIGNS))
        alone = _before_address(text)
        for one in (alone, *([text] if alone != text and text != name else [])):
            # A number behind a name is no party of its own.
            if lettered(one) and sum(c.isalnum() for c in one) >= _SHORTEST:
                yield one


def _balanced(text: str) -> str:
    """Return a text without a bracket that begins or ends it alone."""
    text = text.rstrip("(（").lstrip(")）")
    return (text if any(c in text for c in "(（") else text.rstrip(")）")).strip(_SIGNS)


def _named(text: str) -> bool:
    return sum(c.isalpha() for c in _ANY_FORM.sub("", text)) > 1


def _is_address(text: str) -> bool:
    """Whether so much follows a name that it is no number of its own, as in Plant No. 46."""
    return len(text.split()) > 2 or sum(map(str.isdigit, text)) > _NUMBER or has_han(text)


def _before_address(text: str) -> str:
    """Return the name before an address: up to its legal form, else to a comma, where a number comes after."""
    last = max((n for n, c in enumerate(text) if c.isdigit()), default=-1)
    found = _BEHIND.search(text)
    if found and found.end() <= last and _named(text[: found.start()]):  # not a name's beginning: JSC 33 Shipyard
        return text[: found.end(1)]
    place = _PLACE.search(text)
    if place and _named(text[: place.start()]) and _is_address(text[place.start() :]):
        text = text[: place.start()].rstrip(_SIGNS)
    head, comma, rest = text.replace("，", ",").partition(",")
    return head.strip() if comma and any(c.isdigit() for c in rest) else text
