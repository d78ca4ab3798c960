"""`--database`: only the tests that meet the database, for the run on PostgreSQL; the others would prove the same thing twice."""

ASKED_FOR_BY = {"db", "transactional_db", "studio", "live_studio"}
# Servers and engines answer the same, whatever the studio keeps its rows in.
MACHINES = {"an_sshd", "three_hosts", "machines", "dockerd"}


def pytest_addoption(parser):
    parser.addoption("--database", action="store_true", help="run only the tests that meet the database")


def pytest_collection_modifyitems(config, items):
    if config.getoption("database"):
        config.hook.pytest_deselected(items=[item for item in items if not _meets_it(item)])
        items[:] = [item for item in items if _meets_it(item)]


def _meets_it(item) -> bool:
    asked_for = set(getattr(item, "fixturenames", ()))
    return (item.get_closest_marker("django_db") is not None or bool(asked_for & ASKED_FOR_BY)) and not asked_for & MACHINES
