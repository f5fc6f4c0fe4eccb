from django.db import migrations

FOUND = """
INSERT INTO portal_searchname (kind, record_id, source, text, keys)
SELECT 'tenancy', found.id, 'number', found.text, found.keys
FROM portal_search_keys(
    (SELECT array_agg(id ORDER BY id) FROM enterprises_tenancycontract),
    (SELECT array_agg(number ORDER BY id) FROM enterprises_tenancycontract)
) found
"""
FORGOTTEN = "DELETE FROM portal_searchname WHERE kind = 'tenancy'"


class Migration(migrations.Migration):
    """Contracts entered before their trigger was there are found by their numbers too."""

    dependencies = [
        ("enterprises", "0003_merging"),
        ("portal", "0002_search_and_identity"),
    ]

    operations = [migrations.RunSQL([FORGOTTEN, FOUND], FORGOTTEN)]
