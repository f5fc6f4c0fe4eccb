from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of applications come from a sequence: never twice, whatever is rolled back."""

    dependencies = [("admissions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE admissions_application_number",
            "DROP SEQUENCE admissions_application_number",
        ),
    ]
