from collections.abc import Callable

import pytest

from runs import environments


@pytest.fixture
def an_environment(workspace, owner) -> Callable:
    """`an_environment("torch", "torch==2")`: a version of that name with these pip lines."""

    def register(name="torch", *pip: str, **others):
        lines = list(pip) or ["torch"]
        tree = {"python": {"condaDependencies": {"dependencies": ["python", {"pip": lines}]}}, **others}
        return environments.register(workspace, name, environments.definition(tree, {}, {}.get), owner.user)

    return register


@pytest.fixture
def curated(db):
    """The environments that come with Trainshed, by name."""
    from runs.environments.curated import prepare

    return {version.environment.name: version for version in prepare()}
