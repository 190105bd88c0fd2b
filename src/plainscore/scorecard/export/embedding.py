"""The scorecard document inside an exported file, so that the file can be read back."""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.encoding import to_mapping
from plainscore.scorecard.export.rules import ExportError

_LINE = re.compile(r"plainscore (digest|body|document) (\S+)")
_WIDTH = 88
_MOST_BYTES = 64 * 1024 * 1024


def embedded_lines(card: Scorecard, body: str | None = None) -> list[str]:
    """Return the document as lines of plain letters, for a comment or a cell each.

    Parameters
    ----------
    card : Scorecard
        The document.
    body : str, optional
        The text that the document stands for; its digest is added, so that a changed text is
        noticed.

    Returns
    -------
    list of str
        ``plainscore digest ...``, ``plainscore body ...``, ``plainscore document ...``; letters,
        digits and ``+/=`` only, so nothing needs escaping anywhere.
    """
    text = json.dumps(to_mapping(card), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")
    chunks = [packed[start : start + _WIDTH] for start in range(0, len(packed), _WIDTH)]
    seal = [] if body is None else [f"plainscore body {body_digest(body)}"]
    return [
        f"plainscore digest {card.digest}",
        *seal,
        *(f"plainscore document {chunk}" for chunk in chunks),
    ]


def body_digest(body: str) -> str:
    r"""Return the SHA-256 of a text, whatever its line ends, in hexadecimal.

    Examples
    --------
    >>> body_digest("a\r\nb") == body_digest("a\nb")
    True
    """
    unified = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    return hashlib.sha256(unified.encode()).hexdigest()


def card_of_lines(lines: Iterable[str], body: str | None = None) -> Scorecard:
    """Return the scorecard that lines of an exported file hold.

    Parameters
    ----------
    lines : iterable of str
        The lines, without what the file puts before them.
    body : str, optional
        The text the document stands for, to check that it was not changed.

    Returns
    -------
    Scorecard
        The document, checked against the digest that the file states.

    Raises
    ------
    ExportError
        If the lines hold no document, or the file was changed.
    ScorecardFileError, ProtectedFeatureError
        As for `Scorecard.from_json`.
    """
    found: dict[str, list[str]] = {"digest": [], "body": [], "document": []}
    for line in lines:
        match = _LINE.fullmatch(line.strip())
        if match is not None:
            found[match[1]].append(match[2])
    if len(found["digest"]) != 1 or not found["document"]:
        raise ExportError("the file holds no scorecard document")
    digest = found["digest"][0]
    if body is not None and found["body"] != [body_digest(body)]:
        raise ExportError("the file was changed after it was written: its rules do not match")
    try:
        unpacker = zlib.decompressobj()
        packed = base64.b64decode("".join(found["document"]), validate=True)
        text = unpacker.decompress(packed, _MOST_BYTES).decode()
        document = json.loads(text)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise ExportError(f"the scorecard document in the file is damaged: {error}") from error
    if not isinstance(document, dict):
        raise ExportError("the scorecard document in the file is damaged")
    return Scorecard.from_json(json.dumps({**document, "digest": digest}))
