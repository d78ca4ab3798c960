from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runs", "0015_resources")]

    operations = [
        migrations.RemoveIndex(model_name="run", name="run_of_target_in_state"),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["target", "state", "-priority", "id"], name="run_of_target_in_line"),
        ),
    ]
