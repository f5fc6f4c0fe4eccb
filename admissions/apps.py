from portal import room


class AdmissionsConfig(room.Room):
    name = "admissions"
    verbose_name = "入园准入"
