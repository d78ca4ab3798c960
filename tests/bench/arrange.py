"""Runs inside a studio's data folder: makes a source and a configuration of each script that a bench needs."""

import json
import sys
import tempfile
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    from computes.models import Target
    from runs import sourcing
    from runs.drafting import drafted
    from runs.models import Configuration, Source
    from studio.models import Workspace

    workspace = Workspace.objects.get(slug="main")
    target = workspace.targets.get(name="local")
    Target.objects.filter(pk=target.pk).update(slots=64)
    made = {}
    for name, script in json.load(sys.stdin).items():
        source, _ = Source.objects.get_or_create(workspace=workspace, name=name, kind="upload")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "train.py").write_text(script)
            snapshot = sourcing.take_folder(source, Path(folder))
        configuration, _ = Configuration.objects.get_or_create(workspace=workspace, name=name, source=source)
        version = configuration.revise(None, drafted())
        made[name] = {"source": source.pk, "snapshot": snapshot.number, "configuration": version.configuration_id}
    print(json.dumps(made))


if __name__ == "__main__":
    main()
