-- Who acts is told by set_config(..., is_local => true) at the start of each transaction.
-- A setting that was never made, or that ended with its transaction, is null or empty: nobody.
CREATE FUNCTION plainscore.told(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('plainscore.' || name, true), '') $$;

CREATE FUNCTION plainscore.is_person(person text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'person' AND plainscore.told('person') <> ''
             AND person = plainscore.told('person') $$;

CREATE FUNCTION plainscore.is_lender(lender text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'lender' AND plainscore.told('lender') <> ''
             AND lender = plainscore.told('lender') $$;

CREATE FUNCTION plainscore.is_staff(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'staff' AND plainscore.told('staff') <> ''
             AND plainscore.told('role') = ANY (roles) $$;

CREATE FUNCTION plainscore.is_staff_member(member text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'staff' AND plainscore.told('staff') <> ''
             AND member = plainscore.told('staff') $$;

CREATE FUNCTION plainscore.is_task(VARIADIC tasks text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'system' AND plainscore.told('task') = ANY (tasks) $$;

CREATE FUNCTION plainscore.is_task_for(person text, VARIADIC tasks text[]) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'system' AND plainscore.told('task') = ANY (tasks)
             AND plainscore.told('person') <> '' AND person = plainscore.told('person') $$;

CREATE FUNCTION plainscore.is_presented(secret text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') = 'nobody' AND plainscore.told('presented') <> ''
             AND secret = plainscore.told('presented') $$;

CREATE FUNCTION plainscore.is_somebody() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT plainscore.told('actor') IN ('person', 'lender', 'staff', 'system') $$;

-- The service's clock, which tests set, rather than the database's.
CREATE FUNCTION plainscore.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(plainscore.told('now'), '')::timestamptz $$;

CREATE FUNCTION plainscore.refuse_change() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501'; END $$;
