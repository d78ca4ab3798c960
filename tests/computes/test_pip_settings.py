"""A company's package index told to pip works for uv."""

from computes.agent.pip_settings import for_uv


def settings(tmp_path, conf="", **environment):
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "pip.conf").write_text(conf)
    return for_uv({"XDG_CONFIG_HOME": str(tmp_path), "PIP_CONFIG_FILE": "", **environment})


def test_variables_of_pip_are_translated(tmp_path):
    found = settings(
        tmp_path, PIP_INDEX_URL="https://mirror/simple", PIP_FIND_LINKS="/a /b", PIP_EXTRA_INDEX_URL="https://x/simple  https://y/simple"
    )
    assert found["UV_DEFAULT_INDEX"] == "https://mirror/simple"
    assert found["UV_FIND_LINKS"] == "/a,/b"
    assert found["UV_INDEX"] == "https://x/simple https://y/simple"
    assert found["UV_INDEX_STRATEGY"] == "unsafe-best-match"  # as pip does it


def test_what_is_set_for_uv_wins(tmp_path):
    found = settings(tmp_path, PIP_INDEX_URL="https://pip/", UV_INDEX_URL="https://uv/", PIP_FIND_LINKS="/pip", UV_FIND_LINKS="/uv")
    assert "UV_DEFAULT_INDEX" not in found
    assert "UV_FIND_LINKS" not in found


def test_pips_files_are_read_and_its_variables_win_over_them(tmp_path):
    conf = "[global]\nindex-url = https://file/simple\n[install]\nfind-links =\n    /one\n    /two\n"
    found = settings(tmp_path, conf, PIP_INDEX_URL="https://variable/simple")
    assert found["UV_DEFAULT_INDEX"] == "https://variable/simple"
    assert found["UV_FIND_LINKS"] == "/one,/two"


def test_a_uv_configuration_replaces_pips_files(tmp_path):
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "uv.toml").touch()
    assert "UV_DEFAULT_INDEX" not in settings(tmp_path, "[global]\nindex-url = https://file/simple\n")


def test_a_broken_pip_conf_is_passed_over(tmp_path):
    assert settings(tmp_path, "not a configuration", PIP_FIND_LINKS="/a")["UV_FIND_LINKS"] == "/a"
