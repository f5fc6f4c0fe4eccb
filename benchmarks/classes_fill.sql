-- What classes ask beyond 亩均税收: output of both sizes, energy and people; every fortieth firm reported no energy.
SET session_replication_role = replica;

UPDATE enterprises_yearlyfigure
   SET sales_wan = (enterprise_id::bigint * 6007 %% 350003) / 100.0,
       energy_tce = CASE WHEN enterprise_id %% 40 <> 0 THEN (enterprise_id::bigint * 3001 %% 40009) / 100.0 + 1 END,
       employees = 1 + enterprise_id %% 97
 WHERE year = %(year)s;

SET session_replication_role = origin;
ANALYZE;
