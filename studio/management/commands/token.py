from django.core.management.base import BaseCommand, CommandError

from studio.models import Member, Role, Token, User, Workspace


class Command(BaseCommand):
    help = "Make an API token of a member, and print it. For machines without a browser; whoever can run this owns the data folder anyway."

    def add_arguments(self, parser):
        parser.add_argument("username", help="whose token it is")
        parser.add_argument("--workspace", default="main", help="the slug of the workspace")
        parser.add_argument("--name", default="command line", help="what will use it")
        parser.add_argument("--scope", choices=Token.Scope.values, default=Token.Scope.ALL, help="what it may, within what the member may")
        parser.add_argument("--role", choices=Role.values, help="make the person a member in this role if they are none yet")

    def handle(self, *args, **options):
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']}. `manage.py prepare` makes the first one, main.")
        member = self._member(workspace, options["username"], options["role"])
        self.stdout.write(Token.issue(member, options["name"], scope=options["scope"])[1])

    def _member(self, workspace: Workspace, username: str, role: str | None) -> Member:
        member = Member.objects.filter(workspace=workspace, user__username=username).first()
        if member:
            return member
        if role is None:
            raise CommandError(f"{username} is no member of {workspace}. Add --role {'|'.join(Role.values)} to make them one.")
        user, new = User.objects.get_or_create(username=username, defaults={"name": username})
        if new:
            user.set_unusable_password()  # they may set one by a sign-in link
            user.save()
        return Member.objects.create(workspace=workspace, user=user, role=role)
