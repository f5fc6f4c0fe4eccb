import pytest
from django.db import connection
from django.template import Context, engines

from tests.plugin.honesty import refuse_skip
from tests.plugin.undefined import UndefinedVariable


@pytest.mark.django_db
def test_tests_run_in_a_database_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_")


def test_driver_is_psycopg2() -> None:
    """Django would silently prefer psycopg 3 if something pulled it in."""
    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.parametrize("text", ["{{ absent }}", "{{ given.absent }}", "{{ absent|length }}"])
def test_an_undefined_template_variable_raises(text: str) -> None:
    template = engines["django"].engine.from_string(text)
    with pytest.raises(UndefinedVariable):
        template.render(Context({"given": {}}))
