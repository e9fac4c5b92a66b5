import { isCode, printCode } from '#domain/kernel/code.ts';
import { isPersonalId } from '#domain/kernel/personal.ts';
import type { SyncStatus } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#state/words/time.ts';
import { sentences, stop, warning, type NameOf, type Words } from '#state/words/words.ts';
import { eventText } from '../event-text.ts';

/** The first question of the page: is my work safe? */
export function safetySentence(waiting: number, lastSuccess: number | null, now = Date.now()): string {
	return sentences(
		m.sync_all_saved(),
		waiting === 0 ? m.sync_nothing_waits() : m.sync_records_wait({ count: waiting }),
		lastSuccess === null ? m.sync_never_met() : m.sync_last_sent({ time: clockTime(lastSuccess, now) })
	);
}

/** What became of “Send now”, pressed at `asked`. */
export function sendingText(asked: number, outcome: 'asking' | 'answered' | 'silent', waiting: number): string {
	const time = clockTime(asked);
	if (outcome === 'asking') return m.sync_asking();
	if (outcome === 'silent') return m.sync_no_answer({ time });
	return waiting === 0 ? m.sync_all_done({ time }) : m.sync_answered({ time });
}

/** What keeps the device from the server; null while nothing does. Being offline is no fault: the words stay calm. */
export function troubleWords(trouble: SyncStatus['trouble']): Words | null {
	switch (trouble?.type) {
		case undefined:
			return null;
		case 'Unreachable':
			return calm(m.sync_unreachable_title(), m.sync_unreachable_line());
		case 'Portal':
			return warning(m.sync_portal_title(), m.sync_portal_line());
		case 'OtherServer':
			return stop(m.sync_other_server_title(), m.sync_other_server_line());
		case 'SignedOut':
			return stop(m.sync_signed_out_title(), m.sync_signed_out_line());
		case 'Revoked':
			return stop(m.enrol_out_title(), m.enrol_out_line());
		case 'Busy':
			return calm(m.sync_busy_title(), m.sync_busy_line());
		case 'Storage':
			return warning(m.sync_storage_trouble_title(), m.sync_storage_trouble_line());
		default:
			return warning(m.sync_wrong_answers_title(), m.sync_wrong_answers_line());
	}
}

const calm = (title: string, line: string): Words => ({ title, line, tone: 'neutral' });

/** What a document on its way says: enough of an event to put into words, whatever else it turns out to be. */
export interface ShownRecord {
	readonly _id?: string;
	readonly type?: string;
	readonly touches?: readonly string[];
	readonly at?: string;
	readonly by?: readonly string[];
}

/** `Batch started · B001-0000-1X` */
export function recordText({ _id = '', type, touches = [] }: ShownRecord, nameOf: NameOf): string {
	const [subject] = touches;
	const plain = isPersonalId(_id) ? m.sync_personal_record() : m.sync_unknown_record();
	const what = type === undefined ? plain : eventText(type);
	if (subject === undefined) return what;
	const name = nameOf(subject);
	const named = { what, subject: name === '' && isCode(subject) ? printCode(subject) : name };
	return touches.length > 1
		? m.sync_record_subject_more({ ...named, count: touches.length - 1 })
		: m.sync_record_subject(named);
}

/** `10:42, Ana` */
export const whenAndWho = ({ at, by = [] }: ShownRecord, nameOf: NameOf): string =>
	[at === undefined ? '' : clockTime(at), by.map((person) => nameOf(person)).join(', ')].filter(Boolean).join(', ');

/** A quarantined document as far as it can be read. */
export function readShown(document: string): ShownRecord {
	try {
		const { _id, type, touches, at, by } = JSON.parse(document) as Record<string, unknown>;
		const texts = (value: unknown): string[] =>
			Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
		return {
			...(typeof _id === 'string' ? { _id } : {}),
			...(typeof type === 'string' ? { type } : {}),
			...(typeof at === 'string' ? { at } : {}),
			touches: texts(touches),
			by: texts(by)
		};
	} catch {
		return {};
	}
}
