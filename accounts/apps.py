from portal import room


class AccountsConfig(room.Room):
    name = "accounts"
    verbose_name = "地域与账号"
