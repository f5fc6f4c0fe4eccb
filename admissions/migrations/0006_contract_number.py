from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of contracts come from a sequence: never twice, whatever is rolled back."""

    dependencies = [("admissions", "0005_admissions")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE admissions_contract_number", "DROP SEQUENCE admissions_contract_number"
        ),
    ]
