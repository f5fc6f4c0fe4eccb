"""Stars given before there were rows for them become their first rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parks", "0008_park_stars")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO parks_parkstar (park_id, star, "on", document, reason, created_at)
            SELECT id, star, star_on, '', '登记前已有的星级', now() FROM parks_park WHERE star IS NOT NULL
            """,
            migrations.RunSQL.noop,
        )
    ]
