from django.urls import path

from studio.views import invitations, members, tokens

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/removal/", members.removal, name="member_removal"),
    path("members/<int:pk>/link/", members.sign_in_link, name="member_link"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/", tokens.token, name="token"),
]
