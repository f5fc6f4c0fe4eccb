-- All parks move to 慈溪市, with land contracts of the time of its policy; the county manager's city is 宁波市.
SET session_replication_role = replica;

UPDATE accounts_place park SET parent_id = cixi.id, path = cixi.path || park.code || '/'
    FROM accounts_place cixi WHERE cixi.code = '330282' AND park.kind = 'park';
UPDATE accounts_membership SET place_id = (SELECT id FROM accounts_place WHERE code = '330200')
    WHERE user_id = (SELECT id FROM accounts_user WHERE username = 'city');
UPDATE parks_parcel SET contracted_on = DATE '2021-09-01', started_on = NULL, completed_on = NULL;

SET session_replication_role = origin;
ANALYZE;
