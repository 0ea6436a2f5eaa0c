"""How likely a text is when its bytes are read in one of the old one-byte encodings.

Each encoding knows the alphabets it was used for. The right encoding gives letters of one alphabet in sensible
places; a wrong one gives symbols inside words, mixed scripts or capitals after small letters.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from mailer_gui.intake.wordlists import CITIES, FIRST_NAMES

_WESTERN = (
    "ãçáéóíêâõú\0àôü",  # Portuguese; what follows the zero is rarer
    "áéíóñú\0ü¿¡ºª",  # Spanish
    "éèàçêâîôûë\0ïùüÿœæ’",  # French
    "üöäß\0é",  # German
    "àèòùìé\0’",  # Italian
    "åäö\0éü",  # Swedish, Finnish
    "øæå\0éöä",  # Danish, Norwegian
    "éëï\0èöüá",  # Dutch
    "àèéíòóç\0ïúü·",  # Catalan
    "áéíóúæö\0ýþð",  # Icelandic
    "äõöü\0šžé",  # Estonian
)
_CENTRAL = (
    "łóąęśżćńź",  # Polish
    "áíéěřčýžšů\0úťďňó",  # Czech
    "áíčšžýúéľ\0ťňôďäĺŕó",  # Slovak
    "áéóöőíü\0úű",  # Hungarian
    "ăîâşţ",  # Romanian
    "ćčšž\0đ",  # Croatian, Slovenian, Serbian
)
_CYRILLIC = (
    "оеаинтсрвлкмдпуя\0ыьгзбчйхжшюцщэфъё",  # Russian
    "оаинвіетрслкмдпуя\0ьгзбчйхжшюцщїєґ",  # Ukrainian
    "аоиетнрсвлкдмпуя\0ъьгзбчйхжшюцщф",  # Bulgarian
    "аоиенрстјукдмвлп\0ђљњћџгзбчхжшцф",  # Serbian
)
_GREEK = ("αοιετσνηυρπκμλς\0άέόίήύώγδθχφβξζψωϊϋ",)
_ARABIC = ("اليمنورتبةدهسعحف\0أإآءؤئىثجخذزشصضطظغقكپچژگ",)
ALPHABETS: dict[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1251": _CYRILLIC,
    "cp1254": ("çğıöşüâ",),
    "cp1253": _GREEK,
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"),
    "cp1255": ("יוהלמארתבשנד\0פקעחגסטזצכךםןףץ",),
    "cp1256": _ARABIC,
    "cp1258": ("ăâđêôơưáàéèíóùú\u0300\u0301\u0309\u0303\u0323",),
    "cp874": ("านรอกเงมยลวดทสตะปบคหแจพชขใไโธณศุูิีึืั่้์็\0ฉซฌฎฏฐฑฒญฆฝฟภผษฬฮฤำๆ",),
    "koi8_u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "cp855": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "iso8859_7": _GREEK,
    "iso8859_6": _ARABIC,
    "iso8859_15": _WESTERN,
    "mac_roman": _WESTERN,
    "mac_latin2": _CENTRAL,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
}
"""The one-byte encodings we try, the likelier first, with their alphabets in small letters."""
_RARE_ENCODINGS = {
    **dict.fromkeys(("iso8859_2", "koi8_u", "iso8859_7", "iso8859_15"), 0.02),
    **dict.fromkeys(("cp866", "cp855", "cp1257", "cp1258", "iso8859_5", "mac_cyrillic", "iso8859_6"), 0.05),
    **dict.fromkeys(("mac_roman", "mac_latin2", "cp850", "cp852"), 0.1),
}
_PREFERRED = 0.06
_LITTLE = 30
"""So many letters beyond ASCII are little text."""
_ONE_LANGUAGE = 0.8
"""What fits an alphabet less than this is perhaps in several languages: customers of many countries."""
_SEVERAL_LANGUAGES = 0.05
_FOREIGN = -0.3
"""What a letter counts that is not of the alphabet."""
_NAME = 0.4
"""What a common name or town counts more than its letters."""
_OF_OLD = dict.fromkeys(("mac_roman", "mac_latin2", "cp850", "cp852"), 0.6)
"""One or two letters are not enough to believe in a computer of last century."""
_KNOWN = FIRST_NAMES | CITIES
_LINES = 150
_CASELESS = "ßªº"
_TYPOGRAPHY = frozenset("\u00a0’‘“”„–—…€£«»°§·•©®™´`№¿¡ªº\u00ad")
_ALONE = re.compile(r"(?<!\w)[^\W\d_\x00-\x7f](?!\w)")
_WORDS_OF_ONE = "àáâãéèêíóòôöåæøÀÁÉÈÓÒÖÅвискояуаіїєзВИСКОЯУАІЇЄЗηοωΗΟΩو"
_WITHOUT = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "ı": "i"})
_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[a-zA-Z])[^\x00-\x7f\w’‘´·](?=[a-zA-Z])")
_BEFORE_A_LETTER = re.compile(r"(?<!\w)[^\x00-\x7f\w\u00a0’‘“”„–—…£«°§·•©®´`№¿¡\u00ad\u0300-\u0323](?=[^\W\d_])")
_BEFORE_A_DIGIT = re.compile(r"(?<!\w)[\u00c0-\u024f](?=\d)")

_Weights = dict[str, float]


def _weights(alphabet: str) -> _Weights:
    common, _, rare = alphabet.partition("\0")
    found: _Weights = {}
    for letters, weight in ((common, 1.0), (rare, 0.6)):
        for letter in letters:
            found[letter] = weight
            if letter not in _CASELESS and len(letter.upper()) == 1:
                found.setdefault(letter.upper(), weight)
    return found


def plausibility(text: str, encoding: str, preferred: str = "") -> float:
    """Say how well the letters beyond ASCII fit together: about 1 is a good text, below 0.5 is the wrong encoding.

    That an encoding is rare, or the one of the person's country, only counts where there is little text.
    """
    counts = Counter(c for c in text if c > "\x7f")
    total = sum(counts.values())
    if not total:
        return 0.0
    weights = [_weights(alphabet) for alphabet in ALPHABETS[encoding]]
    best = max(_fit(counts, one) for one in weights)
    if best < _ONE_LANGUAGE * total and len(weights) > 1:
        best = max(best, (_fit_of_lines(text, weights) - _SEVERAL_LANGUAGES) * total)
    prejudice = (_PREFERRED if encoding == preferred else 0.0) - _RARE_ENCODINGS.get(encoding, 0.0)
    prejudice = prejudice * min(1.0, _LITTLE / total) - _OF_OLD.get(encoding, 0.0) / total
    doubt = max(_shouting(counts), _without_accents(counts, encoding))
    return (best - _penalty(text, little=total < _LITTLE)) / total - doubt + prejudice


def _penalty(text: str, *, little: bool) -> float:
    """Count what cannot be: symbols in words, letters before numbers, capitals in the wrong place."""
    odd = len(_INSIDE.findall(text)) + len(_BEFORE_A_LETTER.findall(text)) + len(_BEFORE_A_DIGIT.findall(text))
    words = _WORD.findall(text)
    odd += sum(map(_oddity, words))
    known = {word for word in words if not word.isascii() and len(word) > 3 and bare(word) in _KNOWN}
    # A sign, such as ©, read as a letter; where there is much text, letters also count its points.
    alone = sum(letter not in _WORDS_OF_ONE for letter in _ALONE.findall(text)) if little else 0
    return 1.5 * odd + 0.8 * alone - _NAME * sum(word in known for word in words)


def bare(word: str) -> str:
    """Write a word small and without accents, as the lists of names have it."""
    letters = unicodedata.normalize("NFKD", word.lower().translate(_WITHOUT))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _shouting(counts: Counter[str]) -> float:
    """Mistrust a text in capitals; KOI8 keeps them where other encodings keep small letters."""
    large = sum(count for letter, count in counts.items() if letter.isupper())
    small = sum(count for letter, count in counts.items() if letter.islower())
    return 0.08 if large > 4 * small + 4 else 0.0


def _without_accents(counts: Counter[str], encoding: str) -> float:
    """Mistrust Greek letters without any accent or capital: Hebrew looks so when it is read wrongly."""
    if ALPHABETS[encoding] is not _GREEK or any(letter in counts for letter in "άέήίόύώ"):
        return 0.0
    small = sum(count for letter, count in counts.items() if letter.islower())
    return 0.15 if small > 20 and not any(letter.isupper() for letter in counts) else 0.0


def _fit(counts: Counter[str], weights: _Weights) -> float:
    fit = 0.0
    for character, count in counts.items():
        weight = weights.get(character)
        if weight is None:
            weight = 0.3 if character in _TYPOGRAPHY else _FOREIGN if character.isalpha() else -1.0
        fit += weight * count
    return fit


def _fit_of_lines(text: str, weights: Sequence[_Weights]) -> float:
    """Say how well lines fit that are in several languages, each in its own; per letter."""
    fit, total = 0.0, 0
    for line in itertools.islice(dict.fromkeys(text.splitlines()), _LINES):
        counts = Counter(c for c in line if c > "\x7f")
        fit += max(_fit(counts, one) for one in weights)
        total += sum(counts.values())
    return fit / max(1, total)


def _oddity(word: str) -> int:
    """Count the places in a word where a script or a capital cannot be."""
    if word.isascii():
        return 0
    odd = int(len(word) > 2 and word[:2].isupper() and not word[:2].isascii() and word[2:].islower())
    for left, right in itertools.pairwise(word):
        if left.isascii() and right.isascii():
            continue
        if _script(left) != _script(right) or (left.islower() and right.isupper()):
            odd += 1
    return odd


def _script(letter: str) -> int:
    """Tell Latin (everything below U+0370), Greek, Cyrillic and the others apart by their block."""
    return 0 if letter < "\u0370" else ord(letter) >> 7
