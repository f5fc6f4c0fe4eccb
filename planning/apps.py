from portal import room


class PlanningConfig(room.Room):
    name = "planning"
    verbose_name = "计划进度"
