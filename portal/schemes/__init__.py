"""Local schemes: what a policy leaves to a county, drafted by one person, published by another, never changed after.

A room declares its `SchemeKind` (`kind.py`), whose `flow` it registers. Everything else comes from here: the verbs
(`services.py`), which scheme holds where and when (`selectors.py`), the shipped references (`reference.py`), the list,
the page, its steps and the forms that change a draft part by part (`pages.py`, `parts.py`, `forms.py`).
"""
