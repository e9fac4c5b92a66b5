import type { BatchRefusal } from '#domain/batch/decide.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { clockTime } from './time.ts';
import { anyOf, stop, warning, type NameOf, type Words } from './words.ts';

/** Shape first, one word for one state everywhere. */
export interface Mark {
	readonly shape: 'circle' | 'half' | 'full' | 'square' | 'struck' | 'question' | 'hourglass';
	readonly word: string;
	readonly tone: 'neutral' | 'warning';
}

export function batchMark({ state, voided }: Pick<BatchRow, 'state' | 'voided'>): Mark {
	if (voided) return { shape: 'struck', word: 'Void', tone: 'neutral' };
	switch (state) {
		case 'created':
			return { shape: 'circle', word: 'Created', tone: 'neutral' };
		case 'open':
			return { shape: 'half', word: 'Open', tone: 'neutral' };
		case 'closed':
			return { shape: 'square', word: 'Closed', tone: 'neutral' };
	}
}

/** Flags beside the state. */
export function batchFlags({ waiting, exceptions }: Pick<BatchRow, 'waiting' | 'exceptions'>): Mark[] {
	return [
		...(waiting ? [{ shape: 'hourglass', word: 'Waiting for data', tone: 'neutral' } as const] : []),
		...(exceptions.length > 0 ? [{ shape: 'question', word: 'Disputed', tone: 'warning' } as const] : [])
	];
}

export function batchRefusalWords(refusal: BatchRefusal, nameOf: NameOf): Words {
	switch (refusal.type) {
		case 'BatchUnknown':
			return notHereYet(refusal.batch);
		case 'BatchVoid':
			return stop(
				'This batch is void',
				`${voidedWhen(refusal.batch, nameOf)}Nothing was recorded. Do not use it.${disputed(refusal.batch)}`
			);
		case 'BatchAlreadyClosed':
			return stop(
				'This batch is closed',
				`${closedWhen(refusal.batch, nameOf)}Nothing was recorded.${disputed(refusal.batch)}`
			);
		case 'BatchAlreadyInitialised':
			return warning(
				'Already scanned',
				`${startedWhen(refusal.batch, nameOf)} Nothing was added.${disputed(refusal.batch)}`
			);
		case 'BatchNotOpen':
			return stop('Not started yet', 'Only an open batch can be closed. Nothing was recorded.');
		case 'BatchWithoutRun':
			return stop('No run for this batch', 'Nothing was recorded. Ask a lead which run it belongs to.');
		case 'RunIsCancelled':
			return stop('Its run is cancelled', `Run ${printed(refusal.run)} was cancelled. Nothing was recorded.`);
		case 'RunNotReleased':
			return stop(
				'Its run is not released',
				`Run ${printed(refusal.run)} waits for its release. Nothing was recorded.`
			);
		case 'StationUnknown':
			return stop(
				'Station not known here',
				'It is not on this device yet. Nothing was recorded. Pick another station.'
			);
		case 'NotAnInitStation':
			return stop(
				'Batches do not start here',
				`${refusal.station.name} does not start batches. ${goTo(refusal.valid)}Nothing was recorded.`
			);
		case 'WrongStation':
			return stop('Wrong station', `${goTo(refusal.valid)}You are at ${refusal.station.name}. Nothing was recorded.`);
		case 'ChooseStep':
			return { title: 'Which step?', line: 'Several steps here make this item.', tone: 'choose' };
		case 'ChooseMachine':
			return {
				title: 'Which machine?',
				line: 'It is remembered here for batches that have none planned.',
				tone: 'choose'
			};
		case 'ReasonMissing':
			return warning('Reason missing', 'Say why in a few words. Nothing was recorded yet.');
	}
}

export const notHereYet = (code: Code): Words =>
	stop(
		'Not on this phone yet',
		`${printCode(code)} is a good code. Its data has not arrived here, so nothing was recorded. Connect, then scan again.`
	);

/** Somebody was told that the earlier scan was recorded: it still is. */
const disputed = ({ exceptions }: BatchRow): string =>
	exceptions.length > 0 ? ' It is disputed: your earlier scan is kept, a lead has to decide.' : '';

const printed = (id: string): string => printCode(id as Code);

const goTo = (stations: readonly { readonly name: string }[]): string =>
	stations.length === 0
		? 'No station is set up for this item. '
		: `This batch belongs at ${anyOf(stations.map(({ name }) => name))}. `;

const by = (people: readonly string[], nameOf: NameOf): string =>
	people.length === 0 ? '' : ` (${people.map(nameOf).join(', ')})`;

function startedWhen({ initialised }: BatchRow, nameOf: NameOf): string {
	if (!initialised) return 'It is open already.';
	const place = [initialised.station, initialised.machine].filter((id) => id !== null).map(nameOf);
	const where = place.length === 0 ? '' : ` at ${place.join(' · ')}`;
	return `Started${where} at ${clockTime(initialised.at)}${by(initialised.by, nameOf)}.`;
}

const closedWhen = ({ closed }: BatchRow, nameOf: NameOf): string =>
	closed ? `Closed at ${clockTime(closed.at)}${by(closed.by, nameOf)}. ` : '';

const voidedWhen = ({ voided }: BatchRow, nameOf: NameOf): string =>
	voided ? `Voided at ${clockTime(voided.at)}${by(voided.by, nameOf)}. ` : '';
