"""The reasons why a dossier has no report."""

from scanpipe.batch import Trouble
from scanpipe.batch.trouble import _WORDS


def test_every_trouble_has_words_in_both_languages() -> None:
    """A sentence that names the mend, and fills with its own parameters."""
    params = {"name": "x", "why": "y.", "n": 500, "max": 200, "what": "z"}
    for code, words in _WORDS.items():
        for lang, sentence in zip(("vi", "en"), words, strict=True):
            told = Trouble(code, params).sentence(lang)  # type: ignore[arg-type]
            assert told == sentence.format(**params)
            assert told.endswith(".")
