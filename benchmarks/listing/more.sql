-- What the fill of tax_per_mu leaves out and a list of firms shows, and two people who look at that list.
SET session_replication_role = replica;

UPDATE enterprises_enterprise
    SET founded_on = DATE '2015-03-01' + (id % 2500)::int, name = '温州第' || id || '号泵阀制造有限公司',
        industry_code = (ARRAY['344', '382', '367', '358', '195', '181'])[1 + id % 6];

INSERT INTO accounts_user (username, password, display_name, organisation, is_active, is_demo,
                           must_change_password, access_version, created_at)
    VALUES ('county', '!', '县级领导', '', true, false, false, 1, now()),
           ('city', '!', '市级领导', '', true, false, false, 1, now())
    ON CONFLICT DO NOTHING;

INSERT INTO accounts_membership (user_id, place_id, role, department, valid_from)
    SELECT accounts_user.id, accounts_place.id, 'manager', '', DATE '2019-01-01'
    FROM accounts_user
    JOIN accounts_place ON code = CASE username WHEN 'city' THEN '330300' ELSE '330302' END
    ON CONFLICT DO NOTHING;

SET session_replication_role = origin;
