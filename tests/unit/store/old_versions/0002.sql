BEGIN TRANSACTION;
CREATE TABLE accounts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT COLLATE "NOCASE" NOT NULL, 
	kind TEXT DEFAULT 'smtp' NOT NULL, 
	host TEXT DEFAULT '' NOT NULL, 
	port INTEGER DEFAULT 0 NOT NULL, 
	security TEXT DEFAULT 'tls' NOT NULL, 
	username TEXT DEFAULT '' NOT NULL, 
	connections INTEGER DEFAULT 4 NOT NULL, 
	messages_per_connection INTEGER DEFAULT 100 NOT NULL, 
	per_second INTEGER DEFAULT 0 NOT NULL, 
	per_minute INTEGER DEFAULT 0 NOT NULL, 
	per_hour INTEGER DEFAULT 0 NOT NULL, 
	per_day INTEGER DEFAULT 0 NOT NULL, 
	ca_file TEXT DEFAULT '' NOT NULL, 
	stopped_reason TEXT DEFAULT '' NOT NULL, 
	depth INTEGER DEFAULT 1 NOT NULL, 
	quirks TEXT DEFAULT '{}' NOT NULL, 
	domain_limits TEXT DEFAULT '[]' NOT NULL, 
	warm_up TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT uq_accounts_name UNIQUE (name)
);
INSERT INTO "accounts" VALUES(1,'Practice server','practice','127.0.0.1',0,'none','',4,1000,0,0,0,0,'','',1,'{}','[]','{}');
INSERT INTO "accounts" VALUES(2,'Shop','smtp','smtp.example.org',465,'tls','shop',4,100,0,0,0,0,'','',1,'{}','[]','{"steps":[],"started_at":null}');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE asked_again (
	delivery_id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	tries INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_asked_again PRIMARY KEY (delivery_id)
);
INSERT INTO "asked_again" VALUES(1,1,1790000000.0,3);
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	delivery_id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	account_id INTEGER, 
	number INTEGER DEFAULT 0 NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	status INTEGER DEFAULT 0 NOT NULL, 
	code INTEGER DEFAULT 0 NOT NULL, 
	reply TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (id)
);
CREATE TABLE campaigns (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	state TEXT DEFAULT 'draft' NOT NULL, 
	wanted TEXT DEFAULT 'run' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	rest_why TEXT DEFAULT '' NOT NULL, 
	rest_until FLOAT, 
	message TEXT DEFAULT '{}' NOT NULL, 
	audience TEXT DEFAULT '{}' NOT NULL, 
	"plan" TEXT DEFAULT '{}' NOT NULL, 
	revision_id INTEGER, 
	epoch INTEGER DEFAULT 0 NOT NULL, 
	created_at FLOAT DEFAULT 0 NOT NULL, 
	changed_at FLOAT DEFAULT 0 NOT NULL, 
	launched_at FLOAT, 
	finished_at FLOAT, 
	start_at FLOAT, 
	read_at FLOAT, 
	senders INTEGER DEFAULT 1 NOT NULL, 
	guard TEXT DEFAULT '{}' NOT NULL
);
INSERT INTO "campaigns" VALUES(1,'Spring','sending','run','','',NULL,'{"subject":"Hello {{ first_name }}","html":"","text":"Hi","from_name":"","from_address":"","reply_to":"","headers":[],"attachments":[],"kind":"html","source":"","images":[],"personal":[],"purpose":""}','{"list_ids":[1],"rest_of":null,"segment_ids":[]}','{"account_ids":[2],"on_uncertain":"ask","retry_after":null,"schedule":{"start":"","zone":"","opens":"","closes":"","weekdays":[],"late_after":3600.0},"stop_at_rejected":null,"first":0,"first_wait":3600.0,"keep_dialogues":0}',1,0,1790000000.0,1790000000.0,1790000000.0,NULL,NULL,1790000000.0,1,'{}');
CREATE TABLE contact_events (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	kind TEXT NOT NULL, 
	origin TEXT DEFAULT '' NOT NULL, 
	"row" INTEGER DEFAULT 0 NOT NULL, 
	detail TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_contact_events PRIMARY KEY (id), 
	CONSTRAINT fk_contact_events_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "contact_events" VALUES(1,1,1790000000.0,'changed','more.csv',7,'city');
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','contact_search','contact_search',0,'CREATE VIRTUAL TABLE contact_search USING fts5(folded, tokenize = ''trigram'', detail = none, columnsize = 0)');
CREATE TABLE 'contact_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "contact_search_config" VALUES('automerge',0);
INSERT INTO "contact_search_config" VALUES('crisismerge',1999);
INSERT INTO "contact_search_config" VALUES('version',4);
CREATE TABLE 'contact_search_content'(id INTEGER PRIMARY KEY, c0);
INSERT INTO "contact_search_content" VALUES(1,'ana@example.org
ana
porto
2020-03-31');
INSERT INTO "contact_search_content" VALUES(2,'ben@example.org
ben example');
CREATE TABLE 'contact_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "contact_search_data" VALUES(1,X'023B');
INSERT INTO "contact_search_data" VALUES(10,X'000000020101000001010101');
INSERT INTO "contact_search_data" VALUES(137438953473,X'000000EB04300A3230010202616E0102026265020202706F0101032065780201032D303301020233310101032E6F7201010103302D300102023230010202332D01010332302D01030132010103332D3301010340657801010103610A7001020240650102026D70010102026E6101010362656E020103652E6F010102026E2002030140020202786101010103670A61010301620201036C652E010101036D706C010101036E20650202024065020202610A010301400101036F0A3201020272670101030174010103706C65010102026F7201010372670A01010202746F010103746F0A01010378616D01010406050505060605070605050604060706050605060705040606040707060505040606040705070506');
CREATE TABLE 'contact_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO "contact_search_idx" VALUES(1,X'',2);
CREATE TABLE contact_search_pending (
	contact_id INTEGER NOT NULL, 
	CONSTRAINT pk_contact_search_pending PRIMARY KEY (contact_id)
);
INSERT INTO "contact_search_pending" VALUES(1);
CREATE TABLE contacts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	fields TEXT DEFAULT '{}' NOT NULL, 
	source_origin TEXT DEFAULT '' NOT NULL, 
	source_row INTEGER DEFAULT 0 NOT NULL, 
	source_at FLOAT DEFAULT 0 NOT NULL, 
	created_at FLOAT DEFAULT 0 NOT NULL, 
	changed_at FLOAT DEFAULT 0 NOT NULL, 
	consent TEXT DEFAULT '' NOT NULL, 
	verdict TEXT DEFAULT '' NOT NULL, 
	verdict_detail TEXT DEFAULT '' NOT NULL, 
	verdict_at FLOAT DEFAULT 0 NOT NULL, 
	CONSTRAINT uq_contacts_key UNIQUE ("key")
);
INSERT INTO "contacts" VALUES(1,'ana@example.org','ana@example.org','Ana','{"first_name":"Ana","city":"Porto","since":"2020-03-31","tier":"gold"}','people.csv',2,1790000000.0,1790000000.0,1790000000.0,'signed up','role','Several people may read this address.',1790000000.0);
INSERT INTO "contacts" VALUES(2,'ben@example.org','ben@example.org','Ben Example','{"name":"Ben Example"}','people.csv',3,1790000000.0,1790000000.0,1790000000.0,'','','',0.0);
CREATE TABLE counters (
	campaign_id INTEGER NOT NULL, 
	planned INTEGER DEFAULT 0 NOT NULL, 
	accepted INTEGER DEFAULT 0 NOT NULL, 
	rejected INTEGER DEFAULT 0 NOT NULL, 
	"deferred" INTEGER DEFAULT 0 NOT NULL, 
	uncertain INTEGER DEFAULT 0 NOT NULL, 
	skipped INTEGER DEFAULT 0 NOT NULL, 
	first_at FLOAT, 
	last_at FLOAT, 
	CONSTRAINT pk_counters PRIMARY KEY (campaign_id), 
	CONSTRAINT fk_counters_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
);
INSERT INTO "counters" VALUES(1,2,0,0,0,0,1,NULL,NULL);
CREATE TABLE deliveries (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	campaign_id INTEGER NOT NULL, 
	contact_id INTEGER, 
	"key" TEXT NOT NULL, 
	address TEXT NOT NULL, 
	domain TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	fields TEXT DEFAULT '{}' NOT NULL, 
	status INTEGER DEFAULT 0 NOT NULL, 
	attempts INTEGER DEFAULT 0 NOT NULL, 
	due FLOAT DEFAULT 0 NOT NULL, 
	date FLOAT DEFAULT 0 NOT NULL, 
	at FLOAT, 
	epoch INTEGER DEFAULT 0 NOT NULL, 
	account_id INTEGER, 
	code INTEGER DEFAULT 0 NOT NULL, 
	reply TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT uq_deliveries_campaign_id_key UNIQUE (campaign_id, "key")
);
INSERT INTO "deliveries" VALUES(1,1,1,'ana@example.org','ana@example.org','example.org','Ana','{"first_name":"Ana","city":"Porto","since":"2020-03-31"}',0,0,0.0,1790000000.0,NULL,0,NULL,0,'','');
INSERT INTO "deliveries" VALUES(2,1,2,'ben@example.org','ben@example.org','example.org','Ben Example','{"name":"Ben Example"}',6,0,0.0,1790000000.0,1790000000.0,0,NULL,0,'','suppressed');
CREATE TABLE dialogues (
	id INTEGER NOT NULL, 
	delivery_id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	number INTEGER DEFAULT 0 NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	failed INTEGER DEFAULT 0 NOT NULL, 
	lines TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_dialogues PRIMARY KEY (id)
);
CREATE TABLE identities (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	reply_to TEXT DEFAULT '' NOT NULL, 
	is_default INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_identities PRIMARY KEY (id), 
	CONSTRAINT fk_identities_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "identities" VALUES(1,1,'practice@mailer.example','Practice','',1);
INSERT INTO "identities" VALUES(2,2,'shop@example.org','Shop','',1);
CREATE TABLE imports (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	path TEXT NOT NULL, 
	options TEXT DEFAULT '{}' NOT NULL, 
	digest TEXT DEFAULT '' NOT NULL, 
	line INTEGER DEFAULT 0 NOT NULL, 
	lines INTEGER DEFAULT 0 NOT NULL, 
	counts TEXT DEFAULT '{}' NOT NULL, 
	started_at FLOAT DEFAULT 0 NOT NULL
);
INSERT INTO "imports" VALUES(1,'"people.csv"','{"policy": "overwrite"}','digest',20,40,'{"new":18,"changed":1,"unchanged":0}',1790000000.0);
CREATE TABLE leases (
	epoch INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	slot INTEGER DEFAULT 1 NOT NULL, 
	pid INTEGER DEFAULT 0 NOT NULL, 
	boot_id TEXT DEFAULT '' NOT NULL, 
	host TEXT DEFAULT '' NOT NULL, 
	started_at FLOAT DEFAULT 0 NOT NULL, 
	heartbeat_at FLOAT DEFAULT 0 NOT NULL, 
	ended_at FLOAT
);
CREATE TABLE list_members (
	list_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	CONSTRAINT pk_list_members PRIMARY KEY (list_id, contact_id), 
	CONSTRAINT fk_list_members_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "list_members" VALUES(1,1);
INSERT INTO "list_members" VALUES(1,2);
CREATE TABLE lists (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT COLLATE "NOCASE" NOT NULL, 
	CONSTRAINT uq_lists_name UNIQUE (name)
);
INSERT INTO "lists" VALUES(1,'Friends');
CREATE TABLE mail_servers (
	domain TEXT NOT NULL, 
	state TEXT NOT NULL, 
	expires FLOAT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_mail_servers PRIMARY KEY (domain)
);
INSERT INTO "mail_servers" VALUES('example.org','there',1790003600.0);
CREATE TABLE message_versions (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	begun_at FLOAT DEFAULT 0 NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	message TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_message_versions PRIMARY KEY (id)
);
INSERT INTO "message_versions" VALUES(1,1,1790000000.0,1790000000.0,'{"subject":"Hello {{ first_name }}","html":"","text":"Hi","from_name":"","from_address":"","reply_to":"","headers":[],"attachments":[],"kind":"html","source":"","images":[],"personal":[],"purpose":""}');
CREATE TABLE revisions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	campaign_id INTEGER NOT NULL, 
	created_at FLOAT DEFAULT 0 NOT NULL, 
	message TEXT DEFAULT '{}' NOT NULL, 
	"plan" TEXT DEFAULT '{}' NOT NULL, 
	compiled BLOB NOT NULL, 
	accounts TEXT DEFAULT '[]' NOT NULL, 
	campaign_name TEXT DEFAULT '' NOT NULL, 
	variants TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_revisions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
);
INSERT INTO "revisions" VALUES(1,1,1790000000.0,'{"subject":"Hello {{ first_name }}","html":"","text":"Hi","from_name":"","from_address":"","reply_to":"","headers":[],"attachments":[],"kind":"html","source":"","images":[],"personal":[],"purpose":""}','{"account_ids":[2],"on_uncertain":"ask","retry_after":null,"schedule":{"start":"","zone":"","opens":"","closes":"","weekdays":[],"late_after":3600.0},"stop_at_rejected":null,"first":0,"first_wait":3600.0,"keep_dialogues":0}',X'636F6D70696C6564','[{"id":2,"name":"Shop","host":"smtp.example.org","port":465,"security":"tls","identity":{"address":"shop@example.org","name":"Shop","reply_to":""},"username":"shop","kind":"smtp","limits":{"per_second":0,"per_minute":0,"per_hour":0,"per_day":0},"connections":4,"messages_per_connection":100,"ca_file":"","stopped_reason":"","depth":1,"domain_limits":[],"warm_up":{"steps":[],"started_at":null}}]','Spring','{}');
CREATE TABLE segments (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT COLLATE "NOCASE" NOT NULL, 
	rules TEXT DEFAULT '{}' NOT NULL, 
	changed_at FLOAT DEFAULT 0 NOT NULL, 
	CONSTRAINT uq_segments_name UNIQUE (name)
);
INSERT INTO "segments" VALUES(1,'Porto','{"rules":[{"rule":"field","field":"city","operator":"is","value":"Porto"},{"every":false,"rules":[{"rule":"list","list_id":1},{"rule":"history","kind":"not sent","days":30}]}]}',1790000000.0);
CREATE TABLE settings (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('workspace_id','"0123456789abcdef0123456789abcdef"');
INSERT INTO "settings" VALUES('unsubscribe_key','"0000000000000000000000000000000000000000000000000000000000000000"');
INSERT INTO "settings" VALUES('field_types','{"since": "date"}');
INSERT INTO "settings" VALUES('field_names','["first_name", "city", "since", "name", "tier"]');
INSERT INTO "settings" VALUES('search_parts','3');
INSERT INTO "settings" VALUES('search_reached','2');
INSERT INTO "settings" VALUES('erased_salt','"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"');
CREATE TABLE suppressions (
	"key" TEXT NOT NULL, 
	reason TEXT DEFAULT 'manual' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_suppressions PRIMARY KEY ("key")
);
INSERT INTO "suppressions" VALUES('#0e979296a58057f9ffbf0456928e88b46c53d5b9bd9c38eae9232102a27f986e','erased','',1790000000.0);
INSERT INTO "suppressions" VALUES('ben@example.org','unsubscribed','asked',1790000000.0);
CREATE TABLE templates (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT COLLATE "NOCASE" NOT NULL, 
	message TEXT DEFAULT '{}' NOT NULL, 
	changed_at FLOAT DEFAULT 0 NOT NULL, 
	CONSTRAINT uq_templates_name UNIQUE (name)
);
INSERT INTO "templates" VALUES(1,'Greeting','{"subject":"Good day","html":"","text":"Hi","from_name":"","from_address":"","reply_to":"","headers":[],"attachments":[],"kind":"html","source":"","images":[],"personal":[],"purpose":""}',1790000000.0);
CREATE TABLE undo_steps (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	at FLOAT DEFAULT 0 NOT NULL, 
	pack BLOB NOT NULL, 
	CONSTRAINT pk_undo_steps PRIMARY KEY (id)
);
INSERT INTO "undo_steps" VALUES(1,'0123456789abcdef','field',1790000000.0,X'7801AB56CA4BCC4D55B2522AC94C2D52D2512A4BCC290571D3F37352805C1069151D6DA8A3A4141B5B0B0045DB0DBB');
CREATE INDEX ix_undo_steps_token ON undo_steps (token);
CREATE INDEX ix_suppressions_at ON suppressions (at);
CREATE INDEX ix_message_versions_campaign_id ON message_versions (campaign_id);
CREATE INDEX ix_deliveries_campaign_id ON deliveries (campaign_id);
CREATE INDEX ix_deliveries_due ON deliveries (campaign_id, due) WHERE status IN (0, 4);
CREATE INDEX ix_deliveries_unusual ON deliveries (campaign_id, status) WHERE status IN (3, 4, 5, 6);
CREATE INDEX ix_deliveries_claimed ON deliveries (epoch) WHERE status = 1;
CREATE INDEX ix_attempts_delivery_id ON attempts (delivery_id);
CREATE INDEX ix_attempts_account_id_at ON attempts (account_id, at);
CREATE INDEX ix_attempts_campaign_id ON attempts (campaign_id);
CREATE INDEX ix_asked_again_campaign_id ON asked_again (campaign_id);
CREATE INDEX ix_dialogues_campaign_id ON dialogues (campaign_id);
CREATE INDEX ix_dialogues_delivery_id ON dialogues (delivery_id);
CREATE INDEX ix_list_members_contact_id ON list_members (contact_id);
CREATE INDEX ix_contact_events_contact_id ON contact_events (contact_id);
CREATE INDEX ix_identities_account_id ON identities (account_id);
CREATE INDEX ix_revisions_campaign_id ON revisions (campaign_id);
PRAGMA writable_schema=OFF;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',2);
INSERT INTO "sqlite_sequence" VALUES('lists',1);
INSERT INTO "sqlite_sequence" VALUES('contacts',2);
INSERT INTO "sqlite_sequence" VALUES('campaigns',1);
INSERT INTO "sqlite_sequence" VALUES('revisions',1);
INSERT INTO "sqlite_sequence" VALUES('deliveries',2);
INSERT INTO "sqlite_sequence" VALUES('segments',1);
INSERT INTO "sqlite_sequence" VALUES('templates',1);
INSERT INTO "sqlite_sequence" VALUES('imports',1);
COMMIT;
