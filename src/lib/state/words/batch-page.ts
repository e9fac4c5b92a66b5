import { printCode, type CodeKind } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import { warning, type Words } from './words.ts';

/** An address that names something else than a batch. */
export const otherThingWords = ({ kind, code }: Label): Words =>
	warning('This is not a batch', `${printCode(code)} is the code of ${THINGS[kind]}.`);

const THINGS: Readonly<Record<CodeKind, string>> = {
	item: 'an item',
	batch: 'a batch',
	command: 'a command card',
	device: 'a device',
	flow: 'a flow',
	lot: 'a lot',
	machine: 'a machine',
	person: 'a person',
	run: 'a run',
	station: 'a station',
	step: 'a step'
};

/** A batch whose planning, or something its records build on, is still on its way. */
export const WAITING_SENTENCE =
	'Something this batch builds on has not arrived here yet. It resolves itself when this device connects.';

export const UNREAD_SENTENCE =
	'A newer version recorded something about this batch that this one cannot read. Update the app.';
