"""The service's secrets: from the environment or from files, made on the first start if wanted."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plainscore.service.masked import Masked

KEY_BYTES = 32
NAMES = ("master", "token", "receipt", "checkpoint", "cookie")


class MissingKey(ValueError):  # noqa: N818 - says what is the case
    """A secret is absent, or is not a key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the service knows and nobody else may.

    Parameters
    ----------
    master : tuple of Masked
        Keys of 32 bytes that wrap each person's key: the first wraps, all unwrap. Rotation puts
        a new one first.
    token : Masked
        Ed25519 seed that signs lenders' access tokens.
    receipt : Masked
        Ed25519 seed that signs receipts of consent.
    checkpoint : Masked
        Ed25519 seed that signs checkpoints of the ledger.
    cookie : Masked
        Key of digests that only the service can make: form tokens, account fingerprints.

    Examples
    --------
    >>> keys = Keys.generate()
    >>> len(keys.master[0].reveal()), keys.token
    (32, ***)
    """

    master: tuple[Masked, ...]
    token: Masked
    receipt: Masked
    checkpoint: Masked
    cookie: Masked

    @classmethod
    def generate(cls) -> "Keys":
        """Return new random keys."""
        token, receipt, checkpoint, cookie, master = (
            Masked(secrets.token_bytes(KEY_BYTES)) for _ in NAMES
        )
        return cls((master,), token, receipt, checkpoint, cookie)

    @classmethod
    def load(
        cls, folder: Path | None, environment: Mapping[str, str], *, make: bool = False
    ) -> "Keys":
        """Read the keys.

        Each is the environment's ``PLAINSCORE_<NAME>_KEY``, or the file that
        ``PLAINSCORE_<NAME>_KEY_FILE`` names, or ``<name>.key`` in the folder: base64, 32 bytes;
        of the master key one a line, the newest first.

        Parameters
        ----------
        folder : Path or None
            Where key files lie.
        environment : mapping
            Such as ``os.environ``.
        make : bool
            Write a new random key, readable to its owner alone, where there is none.

        Returns
        -------
        Keys
            All of them.

        Raises
        ------
        MissingKey
            If one is absent, or is not a key.
        """
        found = {name: _read(name, folder, environment, make=make) for name in NAMES}
        single = {name: found[name][0] for name in NAMES if name != "master"}
        return cls(master=found["master"], **single)


def _read(
    name: str, folder: Path | None, environment: Mapping[str, str], *, make: bool
) -> tuple[Masked, ...]:
    variable = f"PLAINSCORE_{name.upper()}_KEY"
    stated = environment.get(variable)
    path = environment.get(f"{variable}_FILE")
    if stated is None:
        file = Path(path) if path else folder / f"{name}.key" if folder else None
        if file is None or (not file.exists() and (path or not make)):
            raise MissingKey(f"there is no {name} key: set {variable} or {variable}_FILE")
        if not file.exists():
            _write(file)
        stated = file.read_text(encoding="ascii")
    keys = tuple(_decode(line) for line in stated.split())
    if not keys or not all(len(key.reveal()) == KEY_BYTES for key in keys):
        raise MissingKey(f"the {name} key is not base64 of {KEY_BYTES} bytes")
    return keys


def _decode(line: str) -> Masked:
    try:
        return Masked(base64.b64decode(line, validate=True))
    except binascii.Error:
        return Masked(b"")


def _write(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    encoded = base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"
    part = file.with_suffix(f".part{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(encoded)
        out.flush()
        os.fsync(out.fileno())
    part.rename(file)
