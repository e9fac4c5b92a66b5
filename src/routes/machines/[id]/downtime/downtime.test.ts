import { describe, expect, it } from 'vitest';
import type { Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { recordOrNot } from '#state/record.ts';
import { createTestFloor, defining, NOBODY } from '../../../../../tests/support/floor.ts';
import { inLocale } from '../../../../../tests/support/locale.ts';
import { eventText } from '../../../event-text.ts';
import { downText, notDoneWords } from './downtime-words.ts';
import { machineState } from './machine-state.ts';
import { readDowntime } from './read-downtime.ts';

async function press() {
	const floor = await createTestFloor();
	const machine = await defining(floor).machine('Press 1');
	const words = async (command: Command) => {
		const recorded = await recordOrNot(floor.submit, command, NOBODY, (id) => id ?? '');
		return recorded.ok ? null : notDoneWords(recorded.error);
	};
	return { floor, machine, words, read: () => floor.store.read(readDowntime(machine)) };
}

describe('what the board says of a machine', () => {
	it('is since when it is down, and why', async () => {
		const { floor, machine, read } = await press();
		expect(await read()).toEqual({ machine, since: null, open: [], isWaiting: false });
		await floor.record({ type: 'StartDowntime', machine, reason: 'Jam' });
		const { since, open } = await read();
		expect(open).toMatchObject([{ at: since, reason: 'Jam' }]);
		expect(downText(since ?? '', 'Jam', Date.parse(since ?? ''))).toBe(`Down since ${since?.slice(11, 16)}: Jam`);
		inLocale('de', () =>
			expect(downText(since ?? '', null, Date.parse(since ?? ''))).toBe(`Steht seit ${since?.slice(11, 16)}`)
		);
	});

	it('is down before running, running before idle, and idle only where the others were heard', () => {
		expect(machineState(true, 3, true)).toBe('down');
		expect(machineState(false, 3, false)).toBe('running');
		expect(machineState(false, 0, true)).toBe('idle');
		expect(machineState(false, 0, false)).toBe('unknown');
	});

	it('is why nothing was recorded, in its own words and in everybody’s', async () => {
		const { machine, words } = await press();
		expect(await words({ type: 'EndDowntime', machine })).toMatchObject({ title: 'This machine is not down' });
		expect(await words({ type: 'StartDowntime', machine, reason: '' })).toBeNull();
		expect(await words({ type: 'StartDowntime', machine, reason: '' })).toMatchObject({
			title: 'Recorded as down already',
			tone: 'warning'
		});
		const unknown = 'm00z000001' as Code;
		expect(await words({ type: 'StartDowntime', machine: unknown, reason: '' })).toMatchObject({ tone: 'stop' });
		const long = 'x'.repeat(3_000);
		await words({ type: 'EndDowntime', machine });
		expect(await words({ type: 'StartDowntime', machine, reason: long })).toMatchObject({ tone: 'stop' });
	});

	it('is named wherever records are listed', () => {
		expect(eventText('DowntimeStarted')).toBe('Machine stopped');
		expect(eventText('BatchInitialised')).not.toBe('BatchInitialised');
		expect(eventText('SpindleBalanced')).toBe('SpindleBalanced');
	});
});
