from django.urls import path

from accounts.views import login, me, roles, users

app_name = "accounts"
urlpatterns = [
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", login.Logout.as_view(), name="logout"),
    path("password/", login.PasswordChange.as_view(), name="password_change"),
    path("me/", me.Me.as_view(), name="me"),
    path("accounts/", users.AccountList.as_view(), name="list"),
    path("accounts/new/", users.NewAccount.as_view(), name="new"),
    path("accounts/<int:pk>/", users.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/reset/", users.ResetPassword.as_view(), name="reset"),
    path("accounts/<int:pk>/disable/", users.DisableAccount.as_view(), name="disable"),
    path("accounts/<int:pk>/enable/", users.EnableAccount.as_view(), name="enable"),
    path("accounts/<int:pk>/hand-over/", users.HandOver.as_view(), name="hand_over"),
    path("accounts/<int:pk>/roles/new/", roles.GrantRole.as_view(), name="grant_role"),
    path("accounts/<int:pk>/roles/<int:role>/end/", roles.EndRole.as_view(), name="end_role"),
]
