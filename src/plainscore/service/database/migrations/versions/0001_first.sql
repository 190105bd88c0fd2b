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
  AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501'; END $$
;
CREATE TABLE plainscore.ceremonies (
	token_digest TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	challenge BYTEA NOT NULL, 
	subject_id TEXT, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_ceremonies PRIMARY KEY (token_digest), 
	CONSTRAINT ck_ceremonies_kind CHECK (kind IN ('registration', 'authentication', 'oidc'))
)
;
CREATE TABLE plainscore.jobs (
	job_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	arguments JSONB NOT NULL, 
	person_id TEXT, 
	status TEXT NOT NULL, 
	run_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	attempts INTEGER NOT NULL, 
	error TEXT, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_jobs PRIMARY KEY (job_id), 
	CONSTRAINT ck_jobs_status CHECK (status IN ('waiting', 'done', 'failed'))
)
;
CREATE INDEX ix_jobs_waiting ON plainscore.jobs (run_at) WHERE status = 'waiting'
;
CREATE TABLE plainscore.ledger_checkpoints (
	size BIGINT NOT NULL, 
	root BYTEA NOT NULL, 
	note TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_ledger_checkpoints PRIMARY KEY (size)
)
;
CREATE TABLE plainscore.ledger_leaves (
	leaf_index BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	subject_id TEXT NOT NULL, 
	body BYTEA NOT NULL, 
	hashes BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_ledger_leaves PRIMARY KEY (leaf_index), 
	CONSTRAINT uq_ledger_leaves_kind_subject_id UNIQUE (kind, subject_id)
)
;
CREATE TABLE plainscore.lenders (
	lender_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_lenders PRIMARY KEY (lender_id)
)
;
CREATE TABLE plainscore.persons (
	person_id TEXT NOT NULL, 
	name_sealed BYTEA, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	erased_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_persons PRIMARY KEY (person_id)
)
;
CREATE TABLE plainscore.staff (
	staff_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	oidc_subject TEXT, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_staff PRIMARY KEY (staff_id), 
	CONSTRAINT ck_staff_role CHECK (role IN ('analyst', 'reviewer', 'auditor'))
)
;
CREATE TABLE plainscore.accounts (
	account_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	furnisher TEXT NOT NULL, 
	attributes_sealed BYTEA NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (account_id), 
	CONSTRAINT uq_accounts_person_id_fingerprint UNIQUE (person_id, fingerprint), 
	CONSTRAINT fk_accounts_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id)
)
;
CREATE INDEX ix_accounts_person_id ON plainscore.accounts (person_id)
;
CREATE TABLE plainscore.consent_events (
	event_id TEXT NOT NULL, 
	consent_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	kind TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	data_kinds TEXT[] NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	notice_version TEXT NOT NULL, 
	notice_digest TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	CONSTRAINT pk_consent_events PRIMARY KEY (event_id), 
	CONSTRAINT ck_consent_events_kind CHECK (kind IN ('granted', 'renewed', 'revoked')), 
	CONSTRAINT ck_consent_events_purpose CHECK (purpose IN ('extension_of_credit', 'account_review', 'own_view', 'prequalification')), 
	CONSTRAINT ck_consent_events_at_most_a_year CHECK (expires_at <= at + interval '365 days'), 
	CONSTRAINT ck_consent_events_ends_after_it_begins CHECK (kind = 'revoked' OR expires_at > at), 
	CONSTRAINT fk_consent_events_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_consent_events_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_consent_events_consent_id ON plainscore.consent_events (consent_id)
;
CREATE INDEX ix_consent_events_lender_id ON plainscore.consent_events (lender_id)
;
CREATE INDEX ix_consent_events_person_id ON plainscore.consent_events (person_id)
;
CREATE INDEX ix_consent_events_person_id_lender_id ON plainscore.consent_events (person_id, lender_id)
;
CREATE TABLE plainscore.disclosures (
	disclosure_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	staff_id TEXT, 
	what TEXT NOT NULL, 
	subject_id TEXT, 
	consent_id TEXT, 
	purpose TEXT, 
	outcome TEXT NOT NULL, 
	reason TEXT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_disclosures PRIMARY KEY (disclosure_id), 
	CONSTRAINT ck_disclosures_outcome CHECK (outcome IN ('released', 'refused')), 
	CONSTRAINT ck_disclosures_refusals_say_why CHECK ((outcome = 'refused') = (reason IS NOT NULL)), 
	CONSTRAINT fk_disclosures_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_disclosures_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id), 
	CONSTRAINT fk_disclosures_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_disclosures_lender_id ON plainscore.disclosures (lender_id)
;
CREATE INDEX ix_disclosures_person_id ON plainscore.disclosures (person_id)
;
CREATE INDEX ix_disclosures_person_id_at ON plainscore.disclosures (person_id, at)
;
CREATE INDEX ix_disclosures_staff_id ON plainscore.disclosures (staff_id)
;
CREATE TABLE plainscore.dispute_events (
	event_id TEXT NOT NULL, 
	dispute_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	staff_id TEXT, 
	lender_id TEXT, 
	kind TEXT NOT NULL, 
	finding TEXT, 
	note_sealed BYTEA, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_dispute_events PRIMARY KEY (event_id), 
	CONSTRAINT ck_dispute_events_kind CHECK (kind IN ('opened', 'furnisher_told', 'information_added', 'extended', 'furnisher_answered', 'decided', 'person_told', 'recipient_told', 'statement_written', 'withdrawn', 'overdue', 'certified', 'reinserted')), 
	CONSTRAINT fk_dispute_events_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_dispute_events_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id), 
	CONSTRAINT fk_dispute_events_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_dispute_events_lender_id ON plainscore.dispute_events (lender_id)
;
CREATE INDEX ix_dispute_events_person_id ON plainscore.dispute_events (person_id)
;
CREATE INDEX ix_dispute_events_staff_id ON plainscore.dispute_events (staff_id)
;
CREATE TABLE plainscore.erasures (
	erasure_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	done_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_erasures PRIMARY KEY (erasure_id), 
	CONSTRAINT fk_erasures_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id)
)
;
CREATE INDEX ix_erasures_person_id ON plainscore.erasures (person_id)
;
CREATE TABLE plainscore.idempotency_keys (
	lender_id TEXT NOT NULL, 
	key TEXT NOT NULL, 
	request_digest BYTEA NOT NULL, 
	status INTEGER NOT NULL, 
	subject_id TEXT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_idempotency_keys PRIMARY KEY (lender_id, key), 
	CONSTRAINT fk_idempotency_keys_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE TABLE plainscore.imports (
	import_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	source_format TEXT NOT NULL, 
	name_sealed BYTEA, 
	content_digest TEXT NOT NULL, 
	rows_read INTEGER NOT NULL, 
	rows_added INTEGER NOT NULL, 
	rows_left_out INTEGER NOT NULL, 
	problems JSONB NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (import_id), 
	CONSTRAINT fk_imports_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_imports_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_imports_lender_id ON plainscore.imports (lender_id)
;
CREATE INDEX ix_imports_person_id ON plainscore.imports (person_id)
;
CREATE TABLE plainscore.ledger_salts (
	subject_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	salt BYTEA NOT NULL, 
	CONSTRAINT pk_ledger_salts PRIMARY KEY (subject_id), 
	CONSTRAINT fk_ledger_salts_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id)
)
;
CREATE INDEX ix_ledger_salts_person_id ON plainscore.ledger_salts (person_id)
;
CREATE TABLE plainscore.lender_clients (
	client_id TEXT NOT NULL, 
	lender_id TEXT NOT NULL, 
	secret_digest TEXT NOT NULL, 
	scopes TEXT[] NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_lender_clients PRIMARY KEY (client_id), 
	CONSTRAINT fk_lender_clients_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_lender_clients_lender_id ON plainscore.lender_clients (lender_id)
;
CREATE TABLE plainscore.passkeys (
	credential_id TEXT NOT NULL, 
	person_id TEXT, 
	staff_id TEXT, 
	public_key BYTEA NOT NULL, 
	sign_count BIGINT NOT NULL, 
	label TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_passkeys PRIMARY KEY (credential_id), 
	CONSTRAINT ck_passkeys_one_owner CHECK (num_nonnulls(person_id, staff_id) = 1), 
	CONSTRAINT fk_passkeys_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_passkeys_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_passkeys_person_id ON plainscore.passkeys (person_id)
;
CREATE INDEX ix_passkeys_staff_id ON plainscore.passkeys (staff_id)
;
CREATE TABLE plainscore.person_keys (
	person_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	master_key_id TEXT NOT NULL, 
	wrapped BYTEA NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_person_keys PRIMARY KEY (person_id, version), 
	CONSTRAINT fk_person_keys_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id)
)
;
CREATE TABLE plainscore.recovery_codes (
	selector TEXT NOT NULL, 
	person_id TEXT, 
	staff_id TEXT, 
	secret_hash TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_recovery_codes PRIMARY KEY (selector), 
	CONSTRAINT ck_recovery_codes_one_owner CHECK (num_nonnulls(person_id, staff_id) = 1), 
	CONSTRAINT fk_recovery_codes_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_recovery_codes_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_recovery_codes_person_id ON plainscore.recovery_codes (person_id)
;
CREATE INDEX ix_recovery_codes_staff_id ON plainscore.recovery_codes (staff_id)
;
CREATE TABLE plainscore.retained_records (
	record_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	rule TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject_id TEXT NOT NULL, 
	master_key_id TEXT NOT NULL, 
	sealed BYTEA NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	retain_until TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_retained_records PRIMARY KEY (record_id), 
	CONSTRAINT fk_retained_records_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_retained_records_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_retained_records_lender_id ON plainscore.retained_records (lender_id)
;
CREATE INDEX ix_retained_records_person_id ON plainscore.retained_records (person_id)
;
CREATE INDEX ix_retained_records_retain_until ON plainscore.retained_records (retain_until)
;
CREATE TABLE plainscore.review_events (
	event_id TEXT NOT NULL, 
	review_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	staff_id TEXT, 
	kind TEXT NOT NULL, 
	note_sealed BYTEA, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_review_events PRIMARY KEY (event_id), 
	CONSTRAINT ck_review_events_kind CHECK (kind IN ('opened', 'assigned', 'evidence_viewed', 'decided', 'withdrawn')), 
	CONSTRAINT fk_review_events_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_review_events_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_review_events_person_id ON plainscore.review_events (person_id)
;
CREATE INDEX ix_review_events_staff_id ON plainscore.review_events (staff_id)
;
CREATE TABLE plainscore.scorecards (
	scorecard_digest TEXT NOT NULL, 
	name TEXT NOT NULL, 
	document BYTEA NOT NULL, 
	report BYTEA, 
	author_id TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_scorecards PRIMARY KEY (scorecard_digest), 
	CONSTRAINT fk_scorecards_author_id FOREIGN KEY(author_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_scorecards_author_id ON plainscore.scorecards (author_id)
;
CREATE TABLE plainscore.sessions (
	token_digest TEXT NOT NULL, 
	person_id TEXT, 
	staff_id TEXT, 
	means TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_sessions PRIMARY KEY (token_digest), 
	CONSTRAINT ck_sessions_one_owner CHECK (num_nonnulls(person_id, staff_id) = 1), 
	CONSTRAINT ck_sessions_means CHECK (means IN ('sign_up', 'passkey', 'recovery_code', 'oidc')), 
	CONSTRAINT fk_sessions_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_sessions_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_sessions_person_id ON plainscore.sessions (person_id)
;
CREATE INDEX ix_sessions_staff_id ON plainscore.sessions (staff_id)
;
CREATE TABLE plainscore.inclusions (
	inclusion_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	included BOOLEAN NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_inclusions PRIMARY KEY (inclusion_id), 
	CONSTRAINT fk_inclusions_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_inclusions_account_id FOREIGN KEY(account_id) REFERENCES plainscore.accounts (account_id)
)
;
CREATE INDEX ix_inclusions_account_id ON plainscore.inclusions (account_id)
;
CREATE INDEX ix_inclusions_person_id ON plainscore.inclusions (person_id)
;
CREATE TABLE plainscore.item_marks (
	mark_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	account_id TEXT, 
	transaction_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	dispute_id TEXT, 
	correction_sealed BYTEA, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_item_marks PRIMARY KEY (mark_id), 
	CONSTRAINT ck_item_marks_kind CHECK (kind IN ('disputed', 'kept', 'removed', 'corrected', 'reinserted')), 
	CONSTRAINT fk_item_marks_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_item_marks_account_id FOREIGN KEY(account_id) REFERENCES plainscore.accounts (account_id)
)
;
CREATE INDEX ix_item_marks_account_id ON plainscore.item_marks (account_id)
;
CREATE INDEX ix_item_marks_person_id ON plainscore.item_marks (person_id)
;
CREATE INDEX ix_item_marks_person_id_transaction_id ON plainscore.item_marks (person_id, transaction_id)
;
CREATE TABLE plainscore.observations (
	observation_id TEXT NOT NULL, 
	scorecard_digest TEXT NOT NULL, 
	day DATE NOT NULL, 
	score INTEGER, 
	bins JSONB NOT NULL, 
	cause TEXT NOT NULL, 
	disputed BOOLEAN NOT NULL, 
	CONSTRAINT pk_observations PRIMARY KEY (observation_id), 
	CONSTRAINT ck_observations_cause CHECK (cause IN ('asked', 'imported', 'dispute', 'review', 'included')), 
	CONSTRAINT fk_observations_scorecard_digest FOREIGN KEY(scorecard_digest) REFERENCES plainscore.scorecards (scorecard_digest)
)
;
CREATE INDEX ix_observations_scorecard_digest ON plainscore.observations (scorecard_digest)
;
CREATE TABLE plainscore.score_events (
	score_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	consent_id TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	as_of TIMESTAMP WITH TIME ZONE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	scorecard_digest TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	supersedes_id TEXT, 
	inputs_digest BYTEA NOT NULL, 
	evidence_sealed BYTEA NOT NULL, 
	key_version INTEGER NOT NULL, 
	commitment BYTEA NOT NULL, 
	CONSTRAINT pk_score_events PRIMARY KEY (score_id), 
	CONSTRAINT ck_score_events_purpose CHECK (purpose IN ('extension_of_credit', 'account_review', 'own_view', 'prequalification')), 
	CONSTRAINT ck_score_events_cause CHECK (cause IN ('asked', 'imported', 'dispute', 'review', 'included')), 
	CONSTRAINT fk_score_events_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_score_events_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id), 
	CONSTRAINT fk_score_events_scorecard_digest FOREIGN KEY(scorecard_digest) REFERENCES plainscore.scorecards (scorecard_digest), 
	CONSTRAINT fk_score_events_supersedes_id FOREIGN KEY(supersedes_id) REFERENCES plainscore.score_events (score_id)
)
;
CREATE INDEX ix_score_events_lender_id ON plainscore.score_events (lender_id)
;
CREATE INDEX ix_score_events_lender_id_at ON plainscore.score_events (lender_id, at)
;
CREATE INDEX ix_score_events_person_id ON plainscore.score_events (person_id)
;
CREATE INDEX ix_score_events_person_id_at ON plainscore.score_events (person_id, at)
;
CREATE INDEX ix_score_events_scorecard_digest ON plainscore.score_events (scorecard_digest)
;
CREATE INDEX ix_score_events_supersedes_id ON plainscore.score_events (supersedes_id)
;
CREATE TABLE plainscore.scorecard_events (
	event_id TEXT NOT NULL, 
	scorecard_digest TEXT NOT NULL, 
	staff_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_scorecard_events PRIMARY KEY (event_id), 
	CONSTRAINT ck_scorecard_events_kind CHECK (kind IN ('submitted', 'approved', 'rejected', 'retired')), 
	CONSTRAINT fk_scorecard_events_scorecard_digest FOREIGN KEY(scorecard_digest) REFERENCES plainscore.scorecards (scorecard_digest), 
	CONSTRAINT fk_scorecard_events_staff_id FOREIGN KEY(staff_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_scorecard_events_scorecard_digest ON plainscore.scorecard_events (scorecard_digest)
;
CREATE INDEX ix_scorecard_events_staff_id ON plainscore.scorecard_events (staff_id)
;
CREATE TABLE plainscore.statements (
	statement_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	import_id TEXT NOT NULL, 
	month DATE NOT NULL, 
	version INTEGER NOT NULL, 
	key_version INTEGER NOT NULL, 
	sealed BYTEA NOT NULL, 
	digest BYTEA NOT NULL, 
	rows INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_statements PRIMARY KEY (statement_id), 
	CONSTRAINT uq_statements_account_id_month_version UNIQUE (account_id, month, version), 
	CONSTRAINT fk_statements_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_statements_account_id FOREIGN KEY(account_id) REFERENCES plainscore.accounts (account_id), 
	CONSTRAINT fk_statements_import_id FOREIGN KEY(import_id) REFERENCES plainscore.imports (import_id)
)
;
CREATE INDEX ix_statements_import_id ON plainscore.statements (import_id)
;
CREATE INDEX ix_statements_person_id ON plainscore.statements (person_id)
;
CREATE TABLE plainscore.tradeline_blocks (
	block_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	import_id TEXT NOT NULL, 
	key_version INTEGER NOT NULL, 
	sealed BYTEA NOT NULL, 
	digest BYTEA NOT NULL, 
	rows INTEGER NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_tradeline_blocks PRIMARY KEY (block_id), 
	CONSTRAINT fk_tradeline_blocks_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_tradeline_blocks_import_id FOREIGN KEY(import_id) REFERENCES plainscore.imports (import_id)
)
;
CREATE INDEX ix_tradeline_blocks_import_id ON plainscore.tradeline_blocks (import_id)
;
CREATE INDEX ix_tradeline_blocks_person_id ON plainscore.tradeline_blocks (person_id)
;
CREATE TABLE plainscore.decisions (
	decision_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT NOT NULL, 
	score_id TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	applied_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	terms_sealed BYTEA, 
	CONSTRAINT pk_decisions PRIMARY KEY (decision_id), 
	CONSTRAINT ck_decisions_outcome CHECK (outcome IN ('approved', 'declined', 'counteroffer', 'less_favourable', 'withdrawn')), 
	CONSTRAINT fk_decisions_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_decisions_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id), 
	CONSTRAINT fk_decisions_score_id FOREIGN KEY(score_id) REFERENCES plainscore.score_events (score_id)
)
;
CREATE INDEX ix_decisions_lender_id ON plainscore.decisions (lender_id)
;
CREATE INDEX ix_decisions_person_id ON plainscore.decisions (person_id)
;
CREATE INDEX ix_decisions_score_id ON plainscore.decisions (score_id)
;
CREATE TABLE plainscore.disputes (
	dispute_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	subject_id TEXT, 
	account_id TEXT, 
	score_id TEXT, 
	lender_id TEXT, 
	ground TEXT NOT NULL, 
	statement_sealed BYTEA, 
	status TEXT NOT NULL, 
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_disputes PRIMARY KEY (dispute_id), 
	CONSTRAINT ck_disputes_status CHECK (status IN ('open', 'investigating', 'extended', 'kept', 'removed', 'corrected', 'withdrawn', 'frivolous', 'reinserted')), 
	CONSTRAINT ck_disputes_subject CHECK (subject IN ('item', 'account', 'tradeline', 'feature', 'identity')), 
	CONSTRAINT fk_disputes_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_disputes_account_id FOREIGN KEY(account_id) REFERENCES plainscore.accounts (account_id), 
	CONSTRAINT fk_disputes_score_id FOREIGN KEY(score_id) REFERENCES plainscore.score_events (score_id), 
	CONSTRAINT fk_disputes_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id)
)
;
CREATE INDEX ix_disputes_account_id ON plainscore.disputes (account_id)
;
CREATE INDEX ix_disputes_lender_id ON plainscore.disputes (lender_id)
;
CREATE INDEX ix_disputes_person_id ON plainscore.disputes (person_id)
;
CREATE INDEX ix_disputes_score_id ON plainscore.disputes (score_id)
;
CREATE TABLE plainscore.reviews (
	review_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	score_id TEXT NOT NULL, 
	statement_sealed BYTEA, 
	reviewer_id TEXT, 
	status TEXT NOT NULL, 
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_reviews PRIMARY KEY (review_id), 
	CONSTRAINT ck_reviews_status CHECK (status IN ('open', 'assigned', 'upheld', 'changed', 'withdrawn')), 
	CONSTRAINT fk_reviews_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_reviews_score_id FOREIGN KEY(score_id) REFERENCES plainscore.score_events (score_id), 
	CONSTRAINT fk_reviews_reviewer_id FOREIGN KEY(reviewer_id) REFERENCES plainscore.staff (staff_id)
)
;
CREATE INDEX ix_reviews_person_id ON plainscore.reviews (person_id)
;
CREATE INDEX ix_reviews_reviewer_id ON plainscore.reviews (reviewer_id)
;
CREATE INDEX ix_reviews_score_id ON plainscore.reviews (score_id)
;
CREATE TABLE plainscore.letters (
	letter_id TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	lender_id TEXT, 
	decision_id TEXT, 
	kind TEXT NOT NULL, 
	content_sealed BYTEA NOT NULL, 
	digest BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_letters PRIMARY KEY (letter_id), 
	CONSTRAINT ck_letters_kind CHECK (kind IN ('adverse_action', 'score_disclosure', 'dispute_result', 'frivolous_dispute', 'reinsertion', 'recipient_notice', 'furnisher_notice', 'review_result', 'erasure')), 
	CONSTRAINT fk_letters_person_id FOREIGN KEY(person_id) REFERENCES plainscore.persons (person_id), 
	CONSTRAINT fk_letters_lender_id FOREIGN KEY(lender_id) REFERENCES plainscore.lenders (lender_id), 
	CONSTRAINT fk_letters_decision_id FOREIGN KEY(decision_id) REFERENCES plainscore.decisions (decision_id)
)
;
CREATE INDEX ix_letters_decision_id ON plainscore.letters (decision_id)
;
CREATE INDEX ix_letters_lender_id ON plainscore.letters (lender_id)
;
CREATE INDEX ix_letters_person_id ON plainscore.letters (person_id)
;
-- Conditions that read other tables; they see what the acting actor sees of those tables.
CREATE FUNCTION plainscore.under_review(person text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT plainscore.is_staff('reviewer') AND (
          EXISTS (SELECT FROM plainscore.disputes contested
                  WHERE contested.person_id = person AND contested.closed_at IS NULL)
          OR EXISTS (SELECT FROM plainscore.reviews asked
                     WHERE asked.person_id = person AND asked.closed_at IS NULL)) $$;

CREATE FUNCTION plainscore.is_author(digest text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT EXISTS (SELECT FROM plainscore.scorecards card
                       WHERE card.scorecard_digest = digest
                         AND card.author_id = plainscore.told('staff')) $$;

CREATE FUNCTION plainscore.is_furnisher_in(dispute text, person text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT EXISTS (SELECT FROM plainscore.disputes contested
                       WHERE contested.dispute_id = dispute AND contested.person_id = person
                         AND contested.lender_id = plainscore.told('lender')) $$
;
ALTER TABLE plainscore.ceremonies ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.ceremonies FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.ceremonies FOR SELECT TO plainscore_app USING (plainscore.is_presented(token_digest))
;
GRANT SELECT ON plainscore.ceremonies TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.ceremonies FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_presented(token_digest))
;
GRANT INSERT ON plainscore.ceremonies TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.ceremonies FOR DELETE TO plainscore_app USING (plainscore.is_presented(token_digest))
;
GRANT DELETE ON plainscore.ceremonies TO plainscore_app
;
ALTER TABLE plainscore.jobs ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.jobs FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.jobs FOR SELECT TO plainscore_app USING (plainscore.is_task('jobs'))
;
GRANT SELECT ON plainscore.jobs TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.jobs FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_somebody() AND status = 'waiting' AND (plainscore.told('actor') <> 'person' OR plainscore.is_person(person_id)))
;
GRANT INSERT ON plainscore.jobs TO plainscore_app
;
CREATE POLICY may_update ON plainscore.jobs FOR UPDATE TO plainscore_app USING (plainscore.is_task('jobs')) WITH CHECK (plainscore.is_task('jobs'))
;
GRANT UPDATE ON plainscore.jobs TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.jobs FOR DELETE TO plainscore_app USING (plainscore.is_task('jobs'))
;
GRANT DELETE ON plainscore.jobs TO plainscore_app
;
ALTER TABLE plainscore.ledger_checkpoints ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.ledger_checkpoints FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.ledger_checkpoints FOR SELECT TO plainscore_app USING (plainscore.is_somebody())
;
GRANT SELECT ON plainscore.ledger_checkpoints TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.ledger_checkpoints FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task('ledger'))
;
GRANT INSERT ON plainscore.ledger_checkpoints TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.ledger_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.ledger_leaves ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.ledger_leaves FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.ledger_leaves FOR SELECT TO plainscore_app USING (plainscore.is_somebody())
;
GRANT SELECT ON plainscore.ledger_leaves TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.ledger_leaves FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_somebody())
;
GRANT INSERT ON plainscore.ledger_leaves TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.ledger_leaves FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.lenders ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.lenders FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.lenders FOR SELECT TO plainscore_app USING (plainscore.is_somebody())
;
GRANT SELECT ON plainscore.lenders TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.lenders FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT INSERT ON plainscore.lenders TO plainscore_app
;
CREATE POLICY may_update ON plainscore.lenders FOR UPDATE TO plainscore_app USING (plainscore.is_task('enrolment')) WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT UPDATE ON plainscore.lenders TO plainscore_app
;
ALTER TABLE plainscore.persons ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.persons FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.persons FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute', 'jobs') OR plainscore.under_review(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = persons.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)))
;
GRANT SELECT ON plainscore.persons TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.persons FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id))
;
GRANT INSERT ON plainscore.persons TO plainscore_app
;
CREATE POLICY may_update ON plainscore.persons FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_task_for(person_id, 'erasure')) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT UPDATE ON plainscore.persons TO plainscore_app
;
ALTER TABLE plainscore.staff ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.staff FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.staff FOR SELECT TO plainscore_app USING (plainscore.is_staff('analyst', 'reviewer', 'auditor') OR plainscore.is_task('enrolment') OR plainscore.is_presented(oidc_subject))
;
GRANT SELECT ON plainscore.staff TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.staff FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT INSERT ON plainscore.staff TO plainscore_app
;
CREATE POLICY may_update ON plainscore.staff FOR UPDATE TO plainscore_app USING (plainscore.is_task('enrolment')) WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT UPDATE ON plainscore.staff TO plainscore_app
;
ALTER TABLE plainscore.accounts ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.accounts FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.accounts FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = accounts.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.accounts TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.accounts FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = accounts.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)))
;
GRANT INSERT ON plainscore.accounts TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.accounts FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.accounts TO plainscore_app
;
ALTER TABLE plainscore.consent_events ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.consent_events FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.consent_events FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute', 'jobs') OR plainscore.is_task('ledger'))
;
GRANT SELECT ON plainscore.consent_events TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.consent_events FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (kind = 'revoked' AND plainscore.is_task_for(person_id, 'erasure')))
;
GRANT INSERT ON plainscore.consent_events TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.consent_events FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.disclosures ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.disclosures FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.disclosures FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'jobs') OR plainscore.is_task('ledger'))
;
GRANT SELECT ON plainscore.disclosures TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.disclosures FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_person(person_id) AND lender_id IS NULL AND staff_id IS NULL) OR plainscore.is_lender(lender_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_task_for(person_id, 'rescore', 'jobs'))
;
GRANT INSERT ON plainscore.disclosures TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.disclosures FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.dispute_events ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.dispute_events FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.dispute_events FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('auditor') OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure') OR plainscore.is_task('ledger') OR plainscore.is_lender(lender_id))
;
GRANT SELECT ON plainscore.dispute_events TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.dispute_events FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_person(person_id) AND staff_id IS NULL) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure') OR (plainscore.is_lender(lender_id) AND kind IN ('furnisher_answered', 'certified') AND plainscore.is_furnisher_in(dispute_id, person_id)))
;
GRANT INSERT ON plainscore.dispute_events TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.dispute_events FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.erasures ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.erasures FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.erasures FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('auditor') OR plainscore.is_task('ledger') OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT SELECT ON plainscore.erasures TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.erasures FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT INSERT ON plainscore.erasures TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.erasures FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.idempotency_keys ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.idempotency_keys FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.idempotency_keys FOR SELECT TO plainscore_app USING (plainscore.is_lender(lender_id) OR plainscore.is_task('clocks'))
;
GRANT SELECT ON plainscore.idempotency_keys TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.idempotency_keys FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_lender(lender_id))
;
GRANT INSERT ON plainscore.idempotency_keys TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.idempotency_keys FOR DELETE TO plainscore_app USING (plainscore.is_task('clocks'))
;
GRANT DELETE ON plainscore.idempotency_keys TO plainscore_app
;
ALTER TABLE plainscore.imports ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.imports FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.imports FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = imports.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.imports TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.imports FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = imports.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)))
;
GRANT INSERT ON plainscore.imports TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.imports FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.imports TO plainscore_app
;
ALTER TABLE plainscore.ledger_salts ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.ledger_salts FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.ledger_salts FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_task_for(person_id, 'rescore', 'recompute', 'jobs', 'erasure') OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = ledger_salts.person_id AND met.lender_id = plainscore.told('lender') LIMIT 1), false)) OR plainscore.is_task('ledger'))
;
GRANT SELECT ON plainscore.ledger_salts TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.ledger_salts FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = ledger_salts.person_id AND met.lender_id = plainscore.told('lender') LIMIT 1), false)) OR plainscore.is_staff('reviewer') OR plainscore.is_task_for(person_id, 'rescore', 'jobs', 'erasure') OR plainscore.is_task('clocks'))
;
GRANT INSERT ON plainscore.ledger_salts TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.ledger_salts FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.ledger_salts TO plainscore_app
;
ALTER TABLE plainscore.lender_clients ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.lender_clients FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.lender_clients FOR SELECT TO plainscore_app USING (plainscore.is_presented(client_id) OR plainscore.is_task('enrolment'))
;
GRANT SELECT ON plainscore.lender_clients TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.lender_clients FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT INSERT ON plainscore.lender_clients TO plainscore_app
;
CREATE POLICY may_update ON plainscore.lender_clients FOR UPDATE TO plainscore_app USING (plainscore.is_task('enrolment')) WITH CHECK (plainscore.is_task('enrolment'))
;
GRANT UPDATE ON plainscore.lender_clients TO plainscore_app
;
ALTER TABLE plainscore.passkeys ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.passkeys FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.passkeys FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_presented(credential_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT SELECT ON plainscore.passkeys TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.passkeys FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id))
;
GRANT INSERT ON plainscore.passkeys TO plainscore_app
;
CREATE POLICY may_update ON plainscore.passkeys FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id)) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id))
;
GRANT UPDATE ON plainscore.passkeys TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.passkeys FOR DELETE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.passkeys TO plainscore_app
;
ALTER TABLE plainscore.person_keys ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.person_keys FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.person_keys FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = person_keys.person_id AND met.lender_id = plainscore.told('lender') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.person_keys TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.person_keys FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id))
;
GRANT INSERT ON plainscore.person_keys TO plainscore_app
;
CREATE POLICY may_update ON plainscore.person_keys FOR UPDATE TO plainscore_app USING (plainscore.is_task('keys')) WITH CHECK (plainscore.is_task('keys'))
;
GRANT UPDATE ON plainscore.person_keys TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.person_keys FOR DELETE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.person_keys TO plainscore_app
;
ALTER TABLE plainscore.recovery_codes ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.recovery_codes FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.recovery_codes FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_presented(selector) OR plainscore.is_task_for(person_id, 'erasure') OR plainscore.is_task('enrolment'))
;
GRANT SELECT ON plainscore.recovery_codes TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.recovery_codes FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_task('enrolment'))
;
GRANT INSERT ON plainscore.recovery_codes TO plainscore_app
;
CREATE POLICY may_update ON plainscore.recovery_codes FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id)) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id))
;
GRANT UPDATE ON plainscore.recovery_codes TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.recovery_codes FOR DELETE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.recovery_codes TO plainscore_app
;
ALTER TABLE plainscore.retained_records ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.retained_records FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.retained_records FOR SELECT TO plainscore_app USING (plainscore.is_staff('auditor') OR plainscore.is_task_for(person_id, 'erasure') OR plainscore.is_task('keys', 'clocks'))
;
GRANT SELECT ON plainscore.retained_records TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.retained_records FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT INSERT ON plainscore.retained_records TO plainscore_app
;
CREATE POLICY may_update ON plainscore.retained_records FOR UPDATE TO plainscore_app USING (plainscore.is_task('keys')) WITH CHECK (plainscore.is_task('keys'))
;
GRANT UPDATE ON plainscore.retained_records TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.retained_records FOR DELETE TO plainscore_app USING (plainscore.is_task('clocks') AND retain_until <= plainscore.clock())
;
GRANT DELETE ON plainscore.retained_records TO plainscore_app
;
ALTER TABLE plainscore.review_events ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.review_events FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.review_events FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('auditor') OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure') OR plainscore.is_task('ledger'))
;
GRANT SELECT ON plainscore.review_events TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.review_events FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_person(person_id) AND staff_id IS NULL) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT INSERT ON plainscore.review_events TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.review_events FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.scorecards ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.scorecards FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.scorecards FOR SELECT TO plainscore_app USING (plainscore.is_somebody())
;
GRANT SELECT ON plainscore.scorecards TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.scorecards FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_staff('analyst') AND plainscore.is_staff_member(author_id))
;
GRANT INSERT ON plainscore.scorecards TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.scorecards FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.sessions ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.sessions FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.sessions FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_presented(token_digest) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT SELECT ON plainscore.sessions TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.sessions FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id))
;
GRANT INSERT ON plainscore.sessions TO plainscore_app
;
CREATE POLICY may_update ON plainscore.sessions FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id)) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id))
;
GRANT UPDATE ON plainscore.sessions TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.sessions FOR DELETE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff_member(staff_id) OR plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.sessions TO plainscore_app
;
ALTER TABLE plainscore.inclusions ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.inclusions FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.inclusions FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = inclusions.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.inclusions TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.inclusions FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id))
;
GRANT INSERT ON plainscore.inclusions TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.inclusions FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.inclusions TO plainscore_app
;
ALTER TABLE plainscore.item_marks ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.item_marks FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.item_marks FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = item_marks.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.item_marks TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.item_marks FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_person(person_id) AND kind = 'disputed') OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'jobs', 'rescore'))
;
GRANT INSERT ON plainscore.item_marks TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.item_marks FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.item_marks TO plainscore_app
;
ALTER TABLE plainscore.observations ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.observations FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.observations FOR SELECT TO plainscore_app USING (plainscore.is_staff('analyst', 'auditor') OR plainscore.is_task('monitor'))
;
GRANT SELECT ON plainscore.observations TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.observations FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_somebody())
;
GRANT INSERT ON plainscore.observations TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.observations FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.score_events ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.score_events FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.score_events FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'rescore', 'recompute', 'erasure', 'jobs') OR plainscore.is_task('ledger'))
;
GRANT SELECT ON plainscore.score_events TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.score_events FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_person(person_id) AND lender_id IS NULL) OR (plainscore.is_lender(lender_id) AND (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = score_events.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false))) OR plainscore.is_task_for(person_id, 'rescore'))
;
GRANT INSERT ON plainscore.score_events TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.score_events FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.scorecard_events ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.scorecard_events FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.scorecard_events FOR SELECT TO plainscore_app USING (plainscore.is_somebody())
;
GRANT SELECT ON plainscore.scorecard_events TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.scorecard_events FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_staff('analyst') AND plainscore.is_staff_member(staff_id) AND (kind <> 'approved' OR NOT plainscore.is_author(scorecard_digest)))
;
GRANT INSERT ON plainscore.scorecard_events TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.scorecard_events FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.statements ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.statements FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.statements FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = statements.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.statements TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.statements FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = statements.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)))
;
GRANT INSERT ON plainscore.statements TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.statements FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.statements TO plainscore_app
;
ALTER TABLE plainscore.tradeline_blocks ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.tradeline_blocks FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.tradeline_blocks FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = tradeline_blocks.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') OR plainscore.is_task('keys'))
;
GRANT SELECT ON plainscore.tradeline_blocks TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.tradeline_blocks FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = tradeline_blocks.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)))
;
GRANT INSERT ON plainscore.tradeline_blocks TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.tradeline_blocks FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.tradeline_blocks TO plainscore_app
;
ALTER TABLE plainscore.decisions ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.decisions FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.decisions FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') OR plainscore.under_review(person_id) OR plainscore.is_task_for(person_id, 'erasure', 'jobs') OR plainscore.is_task('clocks'))
;
GRANT SELECT ON plainscore.decisions TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.decisions FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_lender(lender_id) AND (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = decisions.person_id AND met.lender_id = plainscore.told('lender') LIMIT 1), false)))
;
GRANT INSERT ON plainscore.decisions TO plainscore_app
;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plainscore.decisions FOR EACH STATEMENT EXECUTE FUNCTION plainscore.refuse_change()
;
ALTER TABLE plainscore.disputes ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.disputes FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.disputes FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('auditor') OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure') OR plainscore.is_lender(lender_id) OR (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = disputes.person_id AND met.lender_id = plainscore.told('lender') AND met.kind IN ('granted', 'renewed') AND met.at <= plainscore.clock() AND met.expires_at > plainscore.clock() AND NOT EXISTS (SELECT FROM plainscore.consent_events ended WHERE ended.consent_id = met.consent_id AND ended.kind = 'revoked') LIMIT 1), false)) OR plainscore.is_task_for(person_id, 'recompute'))
;
GRANT SELECT ON plainscore.disputes TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.disputes FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id))
;
GRANT INSERT ON plainscore.disputes TO plainscore_app
;
CREATE POLICY may_update ON plainscore.disputes FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure')) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT UPDATE ON plainscore.disputes TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.disputes FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.disputes TO plainscore_app
;
ALTER TABLE plainscore.reviews ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.reviews FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.reviews FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('auditor') OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT SELECT ON plainscore.reviews TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.reviews FOR INSERT TO plainscore_app WITH CHECK (plainscore.is_person(person_id))
;
GRANT INSERT ON plainscore.reviews TO plainscore_app
;
CREATE POLICY may_update ON plainscore.reviews FOR UPDATE TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure')) WITH CHECK (plainscore.is_person(person_id) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT UPDATE ON plainscore.reviews TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.reviews FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.reviews TO plainscore_app
;
ALTER TABLE plainscore.letters ENABLE ROW LEVEL SECURITY
;
ALTER TABLE plainscore.letters FORCE ROW LEVEL SECURITY
;
CREATE POLICY may_select ON plainscore.letters FOR SELECT TO plainscore_app USING (plainscore.is_person(person_id) OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT SELECT ON plainscore.letters TO plainscore_app
;
CREATE POLICY may_insert ON plainscore.letters FOR INSERT TO plainscore_app WITH CHECK ((plainscore.is_lender(lender_id) AND (plainscore.told('actor') = 'lender' AND coalesce((SELECT true FROM plainscore.consent_events met WHERE met.person_id = letters.person_id AND met.lender_id = plainscore.told('lender') LIMIT 1), false))) OR plainscore.is_person(person_id) OR plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure'))
;
GRANT INSERT ON plainscore.letters TO plainscore_app
;
CREATE POLICY may_delete ON plainscore.letters FOR DELETE TO plainscore_app USING (plainscore.is_task_for(person_id, 'erasure'))
;
GRANT DELETE ON plainscore.letters TO plainscore_app
;
GRANT USAGE ON SCHEMA plainscore TO plainscore_app
;
GRANT SELECT ON plainscore.alembic_version TO plainscore_app
;
