import { describe, expect, test } from 'vitest';
import { deviceNumber, mintCode, type CodeLetter } from '../kernel/code.ts';
import { station } from '../station/station.ts';
import { labelIntent, type ScanContext } from './intent.ts';
import { parseLabel, type Label } from './label.ts';

const label = (letter: CodeLetter): Label => {
	const read = parseLabel(mintCode(letter, deviceNumber(1), 1));
	if (!read.ok) throw new Error(read.error.type);
	return read.value;
};
const [batch, here, step, machine] = (['b', 's', 't', 'm'] as const).map((letter) => label(letter).code);
if (!batch || !here || !step || !machine) throw new Error('four codes');

const lookingUp: ScanContext = { station: null, step: null, machine: null, usual: null };
const atStation: ScanContext = {
	station: { ...station.defaults, id: here, revision: '', heads: [], archived: false, unread: 0, exceptions: [] },
	step,
	machine,
	usual: null
};

describe('what a scanned label is about to do', () => {
	test('a batch at a station is initialised there, with the answers given', () => {
		expect(labelIntent(label('b'), atStation)).toEqual({
			type: 'record',
			command: { type: 'InitialiseBatch', batch, station: here, step, machine, usual: null }
		});
	});

	test('at a move station it goes on there', () => {
		const moving = { ...atStation, station: atStation.station && { ...atStation.station, operation: 'move' as const } };
		expect(labelIntent(label('b'), moving)).toEqual({
			type: 'record',
			command: { type: 'MoveBatch', batch, source: null, station: here, step, machine, usual: null }
		});
	});

	test('a batch away from a station is shown', () => {
		expect(labelIntent(label('b'), lookingUp)).toEqual({ type: 'open', label: label('b') });
	});

	test.each([atStation, lookingUp])('every other code means the same everywhere', (context) => {
		expect(labelIntent(label('s'), context)).toEqual({ type: 'station', station: label('s').code });
		expect(labelIntent(label('p'), context)).toEqual({ type: 'person', person: label('p').code });
		for (const letter of ['r', 'm', 'v'] as const) {
			expect(labelIntent(label(letter), context)).toEqual({ type: 'open', label: label(letter) });
		}
		for (const letter of ['a', 'c', 'd', 'f', 'k', 't'] as const) {
			expect(labelIntent(label(letter), context)).toEqual({ type: 'unused', label: label(letter) });
		}
	});
});
