"""How likely bytes are as text in an encoding: what letters they make, side by side, as languages write them.

A cost is about minus the logarithm of a probability: a letter of a language costs little, a sign that no text has
there much. Hanzi are dear one by one and cheap for the bytes they take; accents are cheap one by one, and dear where
several stand together in mixed case, which is how Chinese looks when it is read as Latin letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

__all__ = ["ENCODINGS", "ODD", "cost", "odd_letters", "words"]

ODD = 7.0  # what a letter costs that its language does not write

WORDS_AT_MOST = 1000
_WORD = re.compile(rb"[\x30-\xff]*[\x80-\xff][\x30-\xff]*")  # bytes below 0x30 are never part of a wider character
_WESTERN = ("äöüß", "àâæçéèêëîïôœùûü", "áéíñóúü", "ãáâàçéêíóôõúü", "åäöæøéü", "àèéìíòóù")
_LANGUAGES = {
    "cp1252": _WESTERN,
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß"),
    "cp1254": ("çğıöşüâîûİ", "äöüß", "àâçéèêëîïôùûü"),
    "cp1251": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
}
_ALPHABETS = {
    encoding: tuple(frozenset(letters + letters.replace("ß", "").upper()) for letters in languages)
    for encoding, languages in _LANGUAGES.items()
}
_OF_MANY = frozenset("".join(_WESTERN) + "".join(_WESTERN).replace("ß", "").upper())
_ICELANDIC = frozenset("áéíóúýþæöðÁÉÍÓÚÝÞÆÖÐ")
# What speaks against an encoding before a byte is seen.
_RARE = {"gb18030": 0.0, "big5": 3.0, "cp932": 5.0, "cp1252": 0.0, "cp1250": 5.5, "cp1254": 2.0, "cp1251": 10.0}
ENCODINGS = tuple(_RARE)
_FIRST_LEVEL = {"gb18030": (0xB0A1, 0xD7F9), "big5": (0xA440, 0xC67E), "cp932": (0x889F, 0x9872)}
_SECOND_LEVEL = {"gb18030": (0xD8A1, 0xF7FE), "big5": (0xC940, 0xF9D5), "cp932": (0x989F, 0xEAA4)}
_SIGNS = frozenset("°±²³µ·–—‘’“”…§½¼¾×«»®™\xa0€£¹ªº¿¡•†\xad")
_INSIDE = frozenset("·’‘–—\xad")  # signs that stand between letters
_OPENING = frozenset("«“‘’¡¿„–—\xa0")  # signs after which an accented letter may begin a word
_RAISED = frozenset("²³¹")  # signs that no letter follows
# What alone may follow a letter, in the languages that are written with it.
_FOLLOWED = {"œ": "ui", "Œ": "UIui", "ñ": "aeiouáéíóúü", "Ñ": "AEIOUÁÉÍÓÚÜ", "õ": "e", "Õ": "E"}
_ALONE = frozenset("àáâåäéèêíïóòôöøüùúýÀÅÉÈÓÖØÜ")  # letters that are words, or abbreviations, by themselves
_PLAIN = re.compile("[a-z]{2}")
_WIDE_SIGN = re.compile("[\u3000-\u303f\uff00-\uff60\u2460-\u249b\u2160-\u217f·°±×÷—…‘’“”℃‰]")
_KANA = re.compile("[\u3040-\u30ff]")
_NARROW_KANA = re.compile("[\uff61-\uff9f]")
# What words for goods and names of firms are mostly made of, in simplified and traditional signs.
_SIMPLIFIED = frozenset(
    "公司有限责任股份贸易国际集团科技上海北京广东江苏浙山研究院所大学商品名称目的货物日期出口进重量数单价"
    "美德法英中人民共和香港台湾新材料天津庆深圳厦门工实业发展投资镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥钪钇机化电"
    "金磁酸石合铁氧体粉用器件土炉制光剂稀片及压备钢其晶设管水矿子线硼碳属铝基热含钨他池不墨板无生气锂等离"
    "三动装废油车分极刚空成玻瓷磷结硅氢璃产高带铜液二烧造钴型取零加式号未具陶氯色镍磨锑硫包性度配收质条镓"
    "行镀真级面锗混术萃盐是轮膜丝流胶碎部永外塑方控精灯氟乙原沉纸能转酯纤速仪粒微解计力明锌块环可手锆钼球"
    "白非冷定模靶镁铟铋务或芯射砂氮头钻元理列凝火六硬淀测应组盘第箱自炼甲形药导钠镜纯锭棒熔选一铅表内报密"
    "袋涂相回标艺附碲焊于温间心系维槽充切关为铸汽红聚轧床布图项烷械瓶直钛刀掺喷催服家试长抛除清保锡类超脂"
    "干变素亚圆黄提克封通注同激硝调锰灰感告反釜顶吸印窑银多卷阳阻黑燃桶米泥渣末坯源地套开容胺打泵拉以层轴"
    "安母检散年浮对双波苯正羟复过荧负软螺铵破肟与辊驱接状异向会航全小程主锈杂路文罐洗"
)
_TRADITIONAL = frozenset(
    "責貿國際團廣東蘇學稱貨進數單價臺灣慶廈門實業發資鑭鈰鐠釹鉕釤銪釓鋱鏑鈥鉺銩鐿鑥鈧釔機電鐵體爐劑壓備鋼"
    "設礦線屬鋁熱鎢無氣鋰離動裝廢車極剛結氫產帶銅燒鈷號鎳銻質條鎵鍍級鍺術鹽輪絲膠燈紙轉纖儀計鋅塊環鋯鉬鎂"
    "銦鉍務頭鑽澱測應組盤煉藥導鈉鏡純錠選鉛內報塗標藝於溫間繫維關爲鑄紅軋牀圖項鈦摻噴試長拋錫類幹變亞圓黃"
    "調錳頂窯銀陽開層軸檢對雙羥復過熒負軟銨與輥驅狀異會鏽雜"
)
_USUAL = {"gb18030": _SIMPLIFIED, "big5": _SIMPLIFIED | _TRADITIONAL, "cp932": _SIMPLIFIED | _TRADITIONAL}


def words(lines: Iterable[bytes]) -> list[bytes]:
    """Return the distinct words of some lines that are not ASCII: what comes again and again proves no more."""
    found: dict[bytes, None] = {}
    for line in lines:
        found.update(dict.fromkeys(_WORD.findall(line)))
        if len(found) >= WORDS_AT_MOST:
            break
    return list(found)[:WORDS_AT_MOST]


def cost(some: Iterable[bytes], encoding: str) -> float:
    """Return how much speaks against words being in an encoding: of two the lower is likelier, by e to the gap."""
    texts = [word.decode(encoding, "replace") for word in some]
    if encoding in _FIRST_LEVEL:
        return _RARE[encoding] + sum(_wide(text, encoding) for text in texts)
    letters = Counter(c for text in texts for c in text if c > "\x7f" and c.isalpha() and c not in _SIGNS)
    return (
        _RARE[encoding]
        + _letters(letters, encoding)
        + sum(_single(text, cyrillic=encoding == "cp1251") for text in texts)
    )


# ---------------------------------------------------------------- letters of one byte
def _letters(letters: Mapping[str, int], encoding: str) -> float:
    """Return what letters cost in the language that they fit best; Western names of many languages come together."""
    known = [(alphabet, 3.0, 0.0) for alphabet in _ALPHABETS[encoding]]
    if encoding == "cp1252":
        known += [(_OF_MANY, 4.0, 0.0), (_ICELANDIC, 3.0, 6.0)]
    return min(
        seldom + sum(n * (each if c in alphabet else ODD) for c, n in letters.items())
        for alphabet, each, seldom in known
    )


def _single(text: str, *, cyrillic: bool) -> float:
    """Return what a word costs beside its letters: signs amid letters, capitals after small ones, runs of accents."""
    total = sum(_at(text, i, cyrillic) for i, c in enumerate(text) if c > "\x7f")
    strange = len(text) > 1 and not cyrillic and all(c > "\x7f" for c in text) and text.isalpha()
    return total + (5.0 if strange else 0.0)


def _at(text: str, i: int, cyrillic: bool) -> float:
    c, before, after = text[i], text[i - 1 : i], text[i + 1 : i + 2]
    if c == "\ufffd" or c < "\xa0":
        return 12.0
    if not c.isalpha() or c in _SIGNS:
        glued = c not in _INSIDE and _of_word(before) and _of_word(after)
        leading = c not in _OPENING and after.isalpha() and (after > "\x7f" or c in _RAISED)
        return (4.0 if c in _SIGNS else 8.0) + (5.0 if glued else 4.0 if leading else 0.0)
    bent = 6.0 if before.islower() and c.isupper() else 0.0
    if c not in _ALONE and not cyrillic and not _of_word(before) and not _of_word(after):
        return ODD
    if cyrillic:
        return bent + sum(4.0 for beside in (before, after) if beside.isascii() and beside.isalpha())
    bent += 6.0 if after.isalpha() and after not in _FOLLOWED.get(c, after) else 0.0
    if before <= "\x7f" or not before.isalpha():
        return bent
    third = text[i - 2 : i - 1] if i > 1 else ""
    if third <= "\x7f" or not third.isalpha():
        return bent + 2.0
    return bent + (3.0 if third.islower() == before.islower() == c.islower() else 7.0)


def odd_letters(some: Iterable[bytes]) -> int:
    """Return how many Latin letters of UTF-8 words no language here writes; hanzi of GB18030 may be valid UTF-8."""
    known = _OF_MANY.union(*(a for alphabets in _ALPHABETS.values() for a in alphabets), _SIGNS)
    return sum(
        c.isalpha() and "\x80" <= c <= "\u02ff" and c not in known
        for word in some
        for c in word.decode("utf-8", "replace")
    )


def _of_word(c: str) -> bool:
    return c.isalpha() or c > "\x7f"


# ---------------------------------------------------------------- characters of several bytes
def _wide(text: str, encoding: str) -> float:
    total = 0.0
    for i, c in enumerate(text):
        if c > "\x7f":
            before, after = text[max(i - 2, 0) : i], text[i + 1 : i + 3]
            total += _sign(c, encoding) + sum(6.0 for beside in (before, after) if _PLAIN.fullmatch(beside))
            total += sum(1.5 for beside in (before[-1:], after[:1]) if beside.isascii() and beside.isalpha())
    return total


def _sign(c: str, encoding: str) -> float:
    if c == "\ufffd":
        return 16.0
    if c in _USUAL[encoding]:
        return 5.5
    if _WIDE_SIGN.match(c):
        return 6.0
    if encoding == "cp932" and (_KANA.match(c) or _NARROW_KANA.match(c)):
        return 5.0 if _KANA.match(c) else 7.0
    number = int.from_bytes(c.encode(encoding, "replace"), "big")
    if encoding == "gb18030" and number & 0xFF < 0xA1:  # beyond GB 2312: seldom outside names
        return 16.0
    if _between(number, _FIRST_LEVEL[encoding]):
        return 8.5
    return 11.0 if _between(number, _SECOND_LEVEL[encoding]) else 16.0


def _between(number: int, ends: tuple[int, int]) -> bool:
    return ends[0] <= number <= ends[1]
