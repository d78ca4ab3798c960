"""The first visitor of a fresh process waits no longer than the second."""

from lucide import _load_icon

from studio import warm


def test_every_icon_of_the_templates_is_there_and_fits_the_cache():
    names = set(warm.icons())
    _load_icon.cache_clear()
    warm.up()
    assert len(names) > 20
    assert _load_icon.cache_info().currsize == len(names) < _load_icon.cache_info().maxsize
