"""Private keys as people paste them: which are taken, and what is said of the others."""

import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.exceptions import ValidationError

from computes.host_keys import fingerprint
from computes.registering import keys


@pytest.fixture(scope="module")
def keygen(tmp_path_factory):
    """`keygen("-t", "rsa")`: (private, public) as ssh-keygen writes them, made once for the same words."""
    made: dict = {}

    def make(*words: str, passphrase: str = "") -> tuple[str, str]:
        if (words, passphrase) not in made:
            path = tmp_path_factory.mktemp("keys") / "key"
            subprocess.run(["ssh-keygen", "-q", "-N", passphrase, "-C", "me", "-f", path, *words], check=True)
            made[words, passphrase] = path.read_text(), path.with_suffix(".pub").read_text()
        return made[words, passphrase]

    return make


def refusal(text: str, passphrase: str = "") -> str:
    with pytest.raises(ValidationError) as refused:
        keys.checked(text, passphrase)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "words", [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "rsa"), ("-t", "rsa", "-m", "PEM"), ("-t", "ecdsa", "-m", "PKCS8")]
)
@pytest.mark.parametrize("passphrase", ["", "correct horse"])
def test_a_key_of_every_usual_form_is_read(keygen, words, passphrase):
    private, public = keygen(*words, passphrase=passphrase)
    assert keys.checked(private, passphrase).public == " ".join(public.split()[:2])


def test_a_key_that_went_through_a_browser_is_the_same(keygen):
    private, _ = keygen("-t", "ed25519")
    assert keys.checked("\r\n" + private.replace("\n", "\r\n").rstrip()).private == private


def test_a_passphrase_of_a_key_that_has_none_does_no_harm(keygen):
    private, public = keygen("-t", "rsa", "-m", "PEM")
    assert keys.checked(private, "not needed").public in public


def test_what_is_no_key_is_told_apart(keygen):
    private, public = keygen("-t", "ed25519")
    locked, _ = keygen("-t", "ed25519", passphrase="correct horse")
    assert "public key" in refusal(public)
    assert "public key" in refusal("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    assert "PuTTYgen" in refusal("PuTTY-User-Key-File-3: ssh-ed25519\n")
    assert "encrypted" in refusal(locked)
    assert "does not open this key" in refusal(locked, "wrong")
    assert "cannot be read" in refusal("\n".join(private.splitlines()[:-3]))
    assert "no private key" in refusal("hello")
    assert "too few" in refusal(keygen("-t", "rsa", "-b", "1024")[0])


def test_a_refusal_never_repeats_the_key(keygen):
    private, _ = keygen("-t", "ed25519")
    inside = private.splitlines()[1]
    assert inside not in refusal(inside)
    assert inside not in refusal("\n".join(private.splitlines()[:-3]))


def test_a_key_of_the_studios_own_is_one_that_ssh_takes(tmp_path):
    pair = keys.generate("trainshed:vision/gpu-1")
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_text(pair.private)
    told = subprocess.run(["ssh-keygen", "-y", "-f", path], capture_output=True, text=True, check=True).stdout
    assert told.split()[:2] == pair.public.split()[:2]
    assert pair.public.split()[2] == "trainshed:vision/gpu-1"
    listed = subprocess.run(["ssh-keygen", "-lf", "-"], input=pair.public, capture_output=True, text=True, check=True).stdout
    assert fingerprint(pair.public) in listed
    serialization.load_ssh_private_key(pair.private.encode(), None)
