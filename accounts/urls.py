from django.urls import path

from accounts.views import login

app_name = "accounts"
urlpatterns = [
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", login.Logout.as_view(), name="logout"),
    path("password/", login.PasswordChange.as_view(), name="password_change"),
]
