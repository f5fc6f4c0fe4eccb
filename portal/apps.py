from portal import room


class PortalConfig(room.Room):
    name = "portal"
    verbose_name = "公共底座"
