from django.core.management.base import BaseCommand, CommandError

from studio.models import Invitation, Member


class Command(BaseCommand):
    help = "Print a one-time link with which a member chooses a new password. For who runs the studio, when no owner can make one."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the member's sign-in name")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the studio is reached")

    def handle(self, *args, **options):
        members = Member.objects.select_related("user", "workspace")
        member = members.filter(user__username=options["name"]).order_by("pk").first()
        if member is None:
            known = ", ".join(sorted({one.user.username for one in members.filter(role="owner")})) or "nobody yet"
            raise CommandError(f"No member signs in as {options['name']}. The owners are: {known}.")
        _, secret = Invitation.issue(member.workspace, member.role, user=member.user, note="made on the studio's machine")
        self.stdout.write(f"{options['url'].rstrip('/')}/link/{secret}/")
