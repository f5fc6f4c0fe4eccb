"""What the policies say this room reads is what it reads, both ways; every check measures what there is."""

from parks.rules.judging import STANDARDS
from policies.library import get_library
from portal.measures import park_measures
from portal.policy_library import index


def test_the_policies_name_the_checks_that_their_numbers_bound():
    parameters = [parameter for clause in get_library().clauses() for parameter in clause.parameters]
    named = {
        (parameter.id, consumer)
        for parameter in parameters
        for consumer in parameter.consumers
        if consumer.startswith("parks.") and "." in consumer.removeprefix("parks.")
    }
    read = {(name, standard.reader_id) for standard in STANDARDS for name in standard.parameter_ids}
    assert named == read


def test_every_check_has_its_measures_and_every_measure_a_reader():
    asked = {name for standard in STANDARDS for name in standard.measures}
    assert asked <= {measure.code for measure in park_measures}


def test_a_check_is_declared_once():
    assert len({standard.code for standard in STANDARDS}) == len(STANDARDS)


def test_no_number_waits_for_the_registry():
    parameters = [parameter for clause in get_library().clauses() for parameter in clause.parameters]
    waiting = {parameter.id for parameter in parameters if "registry" in parameter.pending}
    assert waiting == set()


def test_every_check_stands_in_the_index_made_from_the_code():
    shown = str(index.documents())
    assert [one.code for one in STANDARDS if one.label not in shown] == []
