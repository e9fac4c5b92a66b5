/** Version of the tables below, kept as `user_version`: a file of another version is not opened. */
export const SCHEMA_VERSION = 1;

/**
 * One file a database. A document's row is its winning revision and lies at its update sequence, so that the change feed is
 * one walk along the table; every other body is in `revision`. `tree` is null while only one revision is known and nothing
 * of its history, which is what every event stays for ever.
 */
export const DATABASE_SCHEMA = `
CREATE TABLE state (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	generation TEXT NOT NULL,
	created TEXT NOT NULL,
	update_seq INTEGER NOT NULL,
	documents INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	revs_limit INTEGER NOT NULL,
	security TEXT NOT NULL
) STRICT;

CREATE TABLE document (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	rev TEXT NOT NULL,
	deleted INTEGER NOT NULL,
	tree TEXT,
	body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_id ON document (id);

-- The sequences that updated documents have left behind: what is pending after a sequence is a subtraction.
CREATE TABLE vacated (seq INTEGER PRIMARY KEY) STRICT;

CREATE TABLE revision (
	id TEXT NOT NULL,
	rev TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (id, rev)
) STRICT, WITHOUT ROWID;

CREATE TABLE local (
	id TEXT PRIMARY KEY,
	rev INTEGER NOT NULL,
	body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each event stands in its device's chain; empty but in the site's database. The column event is the update sequence of its
-- document, which is never updated again.
CREATE TABLE chain (
	device TEXT NOT NULL,
	epoch TEXT NOT NULL,
	seq INTEGER NOT NULL,
	event INTEGER NOT NULL,
	PRIMARY KEY (device, epoch, seq, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE chain_flag (
	device TEXT NOT NULL,
	epoch TEXT NOT NULL,
	seq INTEGER NOT NULL,
	id TEXT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (device, epoch, seq, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_flag_first ON chain_flag (device) WHERE seq = 1;
`;

/** Tables that files of this version were first made without: run whenever a database is opened. */
export const DATABASE_ADDITIONS = `
-- The attachments of every revision whose body is stored. The body shows them as stubs, so that reading it needs nothing from here.
CREATE TABLE IF NOT EXISTS attachment (
	id TEXT NOT NULL,
	rev TEXT NOT NULL,
	name TEXT NOT NULL,
	type TEXT NOT NULL,
	revpos INTEGER NOT NULL,
	-- bytes without the encoding, which is identity or gzip
	length INTEGER NOT NULL,
	encoding TEXT NOT NULL,
	content INTEGER NOT NULL,
	PRIMARY KEY (id, rev, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS attachment_content ON attachment (content);

-- What attachments hold, each content once. One without a name is still being received.
CREATE TABLE IF NOT EXISTS content (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	sha256 TEXT UNIQUE,
	digest TEXT,
	size INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS content_part (
	content INTEGER NOT NULL,
	place INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (content, place)
) STRICT;
`;

/** What belongs to the server and to no database. */
export const SERVER_SCHEMA = `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE database (name TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
`;

/** Tables that files of this version were first made without: run whenever the server's file is opened. */
export const SERVER_ADDITIONS = `
CREATE TABLE IF NOT EXISTS enrolment (
	hash TEXT PRIMARY KEY,
	ticket TEXT NOT NULL UNIQUE,
	expires INTEGER NOT NULL,
	rights TEXT NOT NULL,
	taken INTEGER NOT NULL,
	device TEXT
) STRICT, WITHOUT ROWID;
-- The newest head of each branch of a chain that its device has signed, and the receipt it was given: statements as JSON text.
CREATE TABLE IF NOT EXISTS head (
	device TEXT NOT NULL,
	epoch TEXT NOT NULL,
	seq INTEGER NOT NULL,
	hash TEXT NOT NULL,
	key TEXT NOT NULL,
	statement TEXT NOT NULL,
	signature TEXT NOT NULL,
	receipt TEXT NOT NULL,
	receipt_signature TEXT NOT NULL,
	PRIMARY KEY (device, epoch, seq, hash, key)
) STRICT, WITHOUT ROWID;
-- The codes without rights that were given out before: none lived longer than ten minutes.
DROP TABLE IF EXISTS enrolment_code;
`;
