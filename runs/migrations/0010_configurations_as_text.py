"""Versions that were columns alone become run configurations as text."""

from io import StringIO

from django.db import migrations, models
from ruamel.yaml import YAML


class Migration(migrations.Migration):
    dependencies = [("runs", "0009_data_of_runs")]

    def forwards(apps, schema_editor):
        rows = apps.get_model("runs", "ConfigurationVersion").objects.select_related("target").order_by("configuration", "number")
        before, written, configuration = {}, {}, None
        for row in rows.iterator():
            if row.configuration_id != configuration:
                before, written, configuration = {}, {}, row.configuration_id
            tree = Migration.tree(row)
            now = dict(Migration.leaves(tree))
            written = {path: written[path] if before.get(path) == value else row.number for path, value in now.items()}
            before = now
            changes = {"text": Migration.text(tree), "origin": {"kind": "form"}, "origins": written, "target_name": tree["target"]}
            rows.model.objects.filter(pk=row.pk, text="").update(**changes)

    @staticmethod
    def tree(row):
        tree = {"script": row.script, "arguments": row.arguments, "target": row.target.name if row.target else row.target_name or "local"}
        tree["framework"] = "Python"
        if row.max_seconds:
            tree["maxRunDurationSeconds"] = row.max_seconds
        tree["environment"] = {"python": Migration.python(row.environment)}
        if row.variables:
            tree["environment"]["environmentVariables"] = row.variables
        return tree

    @staticmethod
    def python(environment):
        path = environment.get("python") or None
        if environment.get("kind") != "pip":
            return {"userManagedDependencies": True, **({"interpreterPath": path} if path else {})}
        version = path if path and not path.startswith(("/", "~")) else None
        lines = [line.strip() for line in environment.get("requirements", "").splitlines()]
        wanted = [line for line in lines if line and not line.startswith("#")]
        made = {"userManagedDependencies": False}
        made["condaDependencies"] = {"dependencies": [f"python={version}" if version else "python", {"pip": wanted}]}
        return made | ({"baseInterpreter": path} if path and not version else {})

    @staticmethod
    def leaves(tree, above=""):
        for name, value in tree.items():
            if isinstance(value, dict) and value:
                yield from Migration.leaves(value, f"{above}{name}.")
            else:
                yield f"{above}{name}", value

    @staticmethod
    def text(tree):
        yaml, written = YAML(), StringIO()
        yaml.width = 4096
        yaml.indent(mapping=2, sequence=4, offset=2)
        yaml.dump(tree, written)
        return written.getvalue()

    operations = [
        migrations.AddField("configurationversion", "origins", models.JSONField(blank=True, default=dict)),
        migrations.AddField("configurationversion", "trouble", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AlterField("configurationversion", "script", models.CharField(blank=True, max_length=500)),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField("configurationversion", "text", models.TextField()),
        migrations.RemoveField("configurationversion", "environment"),
    ]
