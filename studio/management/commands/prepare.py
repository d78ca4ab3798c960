from django.core.management import call_command
from django.core.management.base import BaseCommand

from runs.environments import curated
from runs.seeding import seed


class Command(BaseCommand):
    help = "Bring the database up to date and fill an empty studio; print the owner's one-time sign-in link while there is no owner yet."

    def add_arguments(self, parser):
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the studio is reached, for the link")

    def handle(self, *args, **options):
        call_command("migrate", interactive=False, verbosity=0)
        curated.prepare()
        if secret := seed():
            self.stdout.write(f"{options['url'].rstrip('/')}/link/{secret}/")
