from django.db import migrations

# Until now one officer decided alone and an approval was the moving in: what was approved has moved in, what was
# refused waits for the second person.
OLD_TO_NEW = """
ALTER TABLE admissions_application DISABLE TRIGGER USER;
UPDATE admissions_application a
   SET state = 'settled', accepted_at = a.decided_at, accepted_by_id = a.decided_by_id,
       approved_floor_m2 = o.floor_area_m2
  FROM enterprises_occupancy o
 WHERE a.state = 'approved' AND o.id = a.occupancy_id;
UPDATE admissions_application a
   SET state = 'refusal_pending', refusal_proposed_at = a.decided_at, refusal_proposed_by_id = a.decided_by_id,
       decided_at = NULL, decided_by_id = NULL,
       refusal_reason = (
           SELECT e.comment FROM portal_flowentry e
            WHERE e.flow = 'admission' AND e.subject_id = a.id AND e.target = 'refused'
            ORDER BY e.id DESC LIMIT 1)
 WHERE a.state = 'refused';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE admissions_application ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [("admissions", "0003_application_fields"), ("portal", "0001_initial")]

    operations = [migrations.RunSQL(OLD_TO_NEW, migrations.RunSQL.noop)]
