"""Listed names that stand whole within what was asked for: among other words, or written as one word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monazite.parties.names.fold import Folder
from monazite.parties.names.letters import has_han, latin
from monazite.parties.names.model import Folded, Listed, View

__all__ = ["WITHIN", "Within"]

WITHIN = 0.0  # log-odds of a listed name that stands whole among other words: a question, whatever else is there
_LONGEST = 8  # words of a name that is looked for among others
_LETTERS = 10  # of it, at least
_OWN = 6  # letters of a word that tells by itself beside such as many names have
_ALONE = {1: 10, 2: 8}  # the same where a name has so few words
_GLUED = 8  # letters of a name that is known again when written as one word
_FORMS = ("coltd", "limited", "ltd", "llc", "inc", "gmbh", "ooo", "jsc")


class Within:
    """The listed names by their words in order of the alphabet, and by their letters; built once, then only read."""

    def __init__(self, names: Sequence[Listed], folder: Folder) -> None:
        self._folder = folder
        self._words: dict[bool, dict[str, list[int]]] = {False: {}, True: {}}
        self._known: dict[bool, set[str]] = {False: set(), True: set()}  # the words of those names
        self._glued: dict[str, list[int]] = {}
        for n, name in enumerate(names):
            if not name.weak and name.folded.views:
                self._add(n, name)

    def _add(self, n: int, name: Listed) -> None:
        view = _view(name.folded)
        if self._tells(view, name.folded):
            self._words[name.folded.person].setdefault(view.ordered, []).append(n)
            self._known[name.folded.person].update(token.id for token in view.tokens)
        for key in _glued(name.folded):
            self._glued.setdefault(key, []).append(n)

    def _tells(self, view: View, folded: Folded) -> bool:
        """Whether a name is so rare that to stand among other words means somebody."""
        own = [token for token in view.tokens if token.kind in ("name", "brand") and len(token.text) > 1]
        if folded.han is None and sum(len(token.text) for token in view.tokens) < _LETTERS:
            return False
        if len(view.tokens) > _LONGEST or not self._folder.telling(view, person=folded.person):
            return False
        spoken = self._folder.lexicon.spoken
        longest = max((len(token.text) for token in own if not spoken.chinese(token.text)), default=0)
        return len(own) > 1 or longest >= _ALONE.get(len(view.tokens), _OWN)

    def found(self, name: str, folds: Mapping[bool, Folded]) -> list[int]:
        """Return the numbers of the listed names that stand whole in a name, among other words or as one word."""
        out = dict.fromkeys(n for key in _asked(name) for n in self._glued.get(key, ()))
        for person, folded in folds.items():
            if folded.views and len((view := _view(folded)).tokens) > 1:
                for ids in self._runs(view, self._known[person]):
                    for key in _windows(ids, min(len(view.tokens) - 1, _LONGEST)):
                        out |= dict.fromkeys(self._words[person].get(key, ()))
        return list(out)

    def _runs(self, view: View, known: set[str]) -> list[list[str]]:
        """Return the words side by side that are words of listed names."""
        runs: list[list[str]] = [[]]
        for token in view.tokens:
            if token.id in known:
                runs[-1].append(token.id.replace(" ", ""))
            elif runs[-1]:
                runs.append([])
        return runs


def _view(folded: Folded) -> View:
    return folded.han if folded.han is not None and folded.han.tokens else folded.views[0]


def _windows(ids: Sequence[str], most: int) -> Iterator[str]:
    """Yield so many words side by side at most, in order of the alphabet."""
    for size in range(1, min(len(ids), most) + 1):
        for at in range(len(ids) - size + 1):
            yield "".join(sorted(ids[at : at + size]))


def _glued(folded: Folded) -> set[str]:
    """Return the letters of a name as one word: with and without its legal form, that of a person from any word on."""
    if folded.han is not None or folded.bare:
        return set()
    words = latin(folded.text).split()
    keys = {"".join(words), "".join(token.text for token in folded.views[0].tokens).replace(" ", "")}
    if folded.person:
        keys |= {"".join(words[n:] + words[:n]) for n in range(1, len(words))}
    return {key for key in keys if len(key) >= _GLUED}


def _asked(name: str) -> Iterator[str]:
    """Yield the letters of a name as one word, then without a legal form at its end."""
    if has_han(name):
        return
    text = latin(name).replace(" ", "")
    if len(text) >= _GLUED:
        yield text
    while text.endswith(_FORMS) and len(text) > _GLUED:
        text = next(text.removesuffix(form) for form in _FORMS if text.endswith(form))
        yield text
