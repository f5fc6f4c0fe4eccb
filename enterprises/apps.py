from portal import room


class EnterprisesConfig(room.Room):
    name = "enterprises"
    verbose_name = "企业"
