"""Rounds: their list, one round, what is done to it; the list of approved firms."""

from admissions.views.rounds.lists import ApprovedList, NewRound, RoundList
from admissions.views.rounds.page import RoundPage
from admissions.views.rounds.tasks import round_task

__all__ = ["ApprovedList", "NewRound", "RoundList", "RoundPage", "round_task"]
