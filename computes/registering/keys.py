"""Private keys: made and read. Every refusal is a sentence for whoever pasted it, and never repeats what was pasted."""

import re
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.core.exceptions import ValidationError

PUBLIC = re.compile(r"\s*(ssh-|ecdsa-|sk-ssh-|sk-ecdsa-)\S+ AAAA|\s*---- BEGIN SSH2 PUBLIC KEY|\s*-----BEGIN (RSA )?PUBLIC KEY")
ENCRYPTED = "This key is encrypted. Write its passphrase into the field below it."
WRONG = "The passphrase does not open this key, or a part of the key is missing. Check both, and paste the whole file."
LEAST_RSA_BITS = 2048


class Pair(NamedTuple):
    private: str
    public: str


def generate(comment: str) -> Pair:
    """A new ed25519 key; `comment` tells people what the public half is for."""
    key = ed25519.Ed25519PrivateKey.generate()
    return Pair(_written(key), f"{_public(key)} {comment}")


def checked(text: str, passphrase: str = "") -> Pair:
    """The key as it is kept, and its public half. The key stays encrypted with the passphrase that it came with."""
    text = text.replace("\r\n", "\n").strip() + "\n"
    _refuse_what_is_no_private_key(text)
    key = _opened(text, passphrase)
    if not isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValidationError("Keys of this type are no longer used for SSH. Paste an ed25519, ECDSA or RSA key.")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise ValidationError(f"This RSA key has {key.key_size} bits, too few to be safe. Use an ed25519 key, or one of 3072 bits.")
    return Pair(text, _public(key))


def algorithm(line: str) -> str:
    """ED25519, ECDSA or RSA: what a public key's line is of."""
    name = line.partition(" ")[0]
    return name.removeprefix("ssh-").partition("-")[0].upper()


def _refuse_what_is_no_private_key(text: str) -> None:
    if PUBLIC.match(text):
        raise ValidationError("This is a public key. Paste the private one: the file of the same name without .pub.")
    if text.startswith("PuTTY-User-Key-File"):
        raise ValidationError("This is a key of PuTTY. In PuTTYgen choose Conversions, then Export OpenSSH key, and paste that file.")
    if not re.match(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\n", text):
        raise ValidationError("This is no private key. Paste the whole file, from its line -----BEGIN … PRIVATE KEY----- to its last.")


def _opened(text: str, passphrase: str):
    read = serialization.load_ssh_private_key if text.startswith("-----BEGIN OPENSSH") else serialization.load_pem_private_key
    try:
        return read(text.encode(), passphrase.encode() or None)
    except TypeError as refusal:
        if passphrase:  # the key is not encrypted, so the passphrase is of no use; PEM says so, OpenSSH's format does not
            return _opened(text, "")
        raise ValidationError({"passphrase": ENCRYPTED} if "password" in str(refusal) else WRONG) from None
    except (ValueError, UnsupportedAlgorithm):
        damaged = "This key cannot be read: a part of it is missing or changed. Copy the whole file once more."
        raise ValidationError({"passphrase": WRONG} if passphrase else damaged) from None


def _written(key: ed25519.Ed25519PrivateKey) -> str:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, plain).decode()


def _public(key) -> str:
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
