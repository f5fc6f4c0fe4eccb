from django.db import migrations

# The triggers of the version before know nothing of the new columns; they are made anew once all is migrated. What a
# contract's funds had been paid becomes a row of the park's payments under the contract's number.
CARRY_OVER = """
DO $$ BEGIN
IF to_regclass('admissions_fundpaid') IS NOT NULL THEN
    ALTER TABLE parks_fundpayment DISABLE TRIGGER USER;
    INSERT INTO parks_fundpayment (created_at, updated_at, version, park_id, kind, "on", paid_wan, unit_id,
                                   contract_number, account, note)
    SELECT f.created_at, f.updated_at, 1, a.park_id, f.kind, f.paid_on, f.paid_yuan / 10000, f.unit_id,
           COALESCE((SELECT c.number FROM admissions_admissioncontract c WHERE c.application_id = f.application_id
                     ORDER BY c.revision DESC, c.id DESC LIMIT 1), ''), '', ''
    FROM admissions_fundpaid f JOIN admissions_application a ON a.id = f.application_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE parks_fundpayment ENABLE TRIGGER USER;
END IF;
END $$
"""


class Migration(migrations.Migration):
    """One ledger of what is paid into the funds (docs/decisions/0009)."""

    dependencies = [
        ("admissions", "0006_contract_number"),
        ("parks", "0007_fund_payments_by_unit"),
    ]

    operations = [migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop)]
