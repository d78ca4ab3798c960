"""Options, read as the way to a machine."""

from computes.transports.ssh.way import Hop, jumps, way


def test_jump_hosts_may_be_written_in_several_ways():
    gate, inner = Hop("gate", 2222, "ada", jump=True), Hop("inner", 22, "bob", jump=True)
    assert jumps("ada@gate:2222, inner", "bob") == jumps(["ada@gate:2222", {"host": "inner"}], "bob") == (gate, inner)
    pinned = {"host": "inner", "port": "23", "host_key": "ssh-ed25519 AAAA"}
    assert jumps([pinned], "bob") == (Hop("inner", 23, "bob", "ssh-ed25519 AAAA", jump=True),)
    assert jumps("ada@[fe80::1]:2222", "bob")[0].place == "[fe80::1]:2222"
    assert jumps("", "bob") == jumps(None, "bob") == jumps([], "bob") == ()


def test_only_the_secrets_of_the_chosen_sign_in_are_taken():
    options = {"host": "h", "user": "u", "key": "K", "passphrase": "P", "password": "W"}
    assert [way({**options, "auth": auth}).sign_in.key for auth in ("key", "password", "agent")] == ["K", "", ""]
    assert [way({**options, "auth": auth}).sign_in.password for auth in ("key", "password", "agent")] == ["", "W", ""]


def test_the_same_options_are_the_same_way():
    options = {"host": "h", "user": "u", "key": "K", "jump": "a b"}
    assert way(options) == way({**options, "jump": ["a", "b"]})
    assert way(options) != way({**options, "key": "other"})
