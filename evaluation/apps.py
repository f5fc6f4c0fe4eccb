from portal import room


class EvaluationConfig(room.Room):
    name = "evaluation"
    verbose_name = "评价"
