import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';

// Imported into a server before all else: whatever its files were opened with, each transaction begins with the setting that the
// test names. What the check for synced writes is proved with.
const level = process.env['TEST_SYNCHRONOUS'];
const { exec, prepare } = DatabaseSync.prototype;
const weaken = (sql: DatabaseSync, text: string): void => {
	if (level !== undefined && /^\s*BEGIN/i.test(text)) exec.call(sql, `PRAGMA synchronous = ${level}`);
};

DatabaseSync.prototype.exec = function (text) {
	weaken(this, text);
	exec.call(this, text);
};
DatabaseSync.prototype.prepare = function (text, ...options) {
	const statement = prepare.call(this, text, ...options);
	const run = statement.run.bind(statement) as (...given: SQLInputValue[]) => StatementResultingChanges;
	statement.run = (...given: never[]) => {
		weaken(this, text);
		return run(...given);
	};
	return statement;
};
