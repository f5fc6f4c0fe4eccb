from portal import room


class ParksConfig(room.Room):
    name = "parks"
    verbose_name = "园区"
