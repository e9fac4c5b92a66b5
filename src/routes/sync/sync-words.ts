import type { DeviceProfile } from '#domain/device/device.ts';
import { isCode, printCode } from '#domain/kernel/code.ts';
import { isPersonalId } from '#domain/kernel/personal.ts';
import type { SyncStatus } from '#engine/tables.ts';
import { eventText } from '#state/words/history.ts';
import { clockTime } from '#state/words/time.ts';
import { count, stop, warning, type NameOf, type Words } from '#state/words/words.ts';

/** The first question of the page: is my work safe? */
export function safetySentence(waiting: number, lastSuccess: number | null, now = Date.now()): string {
	return [
		'Everything is saved on this device.',
		waiting === 0 ? 'Nothing waits to be sent.' : `${count(waiting, 'record waits', 'records wait')} to be sent.`,
		lastSuccess === null ? 'This device has not met the server yet.' : `Last sent ${clockTime(lastSuccess, now)}.`
	].join(' ');
}

/** What became of “Send now”, pressed at `asked`. */
export function sendingText(asked: number, outcome: 'asking' | 'answered' | 'silent', waiting: number): string {
	const at = clockTime(asked);
	if (outcome === 'asking') return 'Asking the server…';
	if (outcome === 'silent') return `Tried at ${at}: no answer yet. What is recorded stays saved here.`;
	return waiting === 0
		? `Done at ${at}: nothing is left to send.`
		: `The server answered at ${at}; the rest is on its way.`;
}

/** What keeps the device from the server; null while nothing does. Being offline is no fault: the words stay calm. */
export function troubleWords(trouble: SyncStatus['trouble']): Words | null {
	switch (trouble?.type) {
		case undefined:
			return null;
		case 'Unreachable':
			return calm(
				'The server does not answer',
				'What is recorded is saved here, and sent by itself when it answers again.'
			);
		case 'Portal':
			return warning(
				'The network has a login page',
				'Open any web page in this browser and sign in to the network. What is recorded is saved here meanwhile.'
			);
		case 'OtherServer':
			return stop(
				'This is another server',
				'It is not the one this device belongs to, so nothing is sent to it. Check the address, or call an admin.'
			);
		case 'SignedOut':
			return stop(
				'The server does not let this device in',
				'Its enrolment has ended. What is recorded is safe here: save a backup file and call an admin.'
			);
		case 'Busy':
			return calm('The server is busy', 'This device waits and tries again by itself.');
		case 'Storage':
			return warning(
				'New data could not be kept',
				'The storage of this device did not take what came from the server. Make room; it tries again by itself.'
			);
		default:
			return warning(
				'The server answers wrongly',
				'Nothing is lost; it is tried again by itself. If it stays like this, tell an admin that the server needs a look.'
			);
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
	const plain = isPersonalId(_id) ? 'Name or note' : 'Unknown record';
	const what = type === undefined ? plain : eventText(type);
	if (subject === undefined) return what;
	const name = nameOf(subject);
	const more = touches.length > 1 ? ` and ${touches.length - 1} more` : '';
	return `${what} · ${name === '' && isCode(subject) ? printCode(subject) : name}${more}`;
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

export const PROFILE_WORDS: Readonly<Record<DeviceProfile, string>> = {
	phone: 'Phone',
	kiosk: 'Kiosk',
	wall: 'Wall display',
	office: 'Office'
};
