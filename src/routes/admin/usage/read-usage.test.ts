import { expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { createTestFloor, createRun, defining, line, quantity } from '../../../../tests/support/floor.ts';
import { readUsage, type UseKind } from './read-usage.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { KindSlug } from '../kinds/kind.ts';

test('what uses a definition, archived ones left out, and the runs that name it', async () => {
	const floor = await createTestFloor();
	const define = defining(floor);
	const yarn = await define.item('Yarn', { unit: 'kg', nature: 'material' });
	const sock = await define.item('Sock');
	const knitting = await define.step('Knitting', {
		consumes: [{ item: yarn, quantity: quantity('1 kg'), allowance: null }],
		produces: { item: sock, quantity: quantity('20 pcs') }
	});
	const old = await define.step('Knitting by hand', { produces: { item: sock, quantity: quantity('1 pcs') } });
	await floor.record(definitions.step.define(old, { archived: true }));
	const hall = await define.department('Knitting hall', 'Hall 1');
	const knit = await define.machine('Knit 1');
	await floor.record(definitions.machine.define(knit, { department: hall }));
	const station = await define.station('Knitting in', { steps: [knitting], machines: [knit], department: hall });
	const flow = await define.flow('Socks', [knitting]);
	const ana = await define.person('Ana');
	const recorded = await floor.record({ ...createRun(line(sock, 2, { machines: [knit], flow })), responsible: ana });
	const run = recorded.events[0]?.touches[0];
	await floor.record(createRun(line(yarn, 1, { each: quantity('5 kg') })));

	const usage = async (slug: KindSlug, id: Code) => {
		const { uses, runs } = await floor.store.read((reader) => readUsage(reader, slug, id));
		return { ...(Object.fromEntries(uses.map(({ kind, ids }) => [kind, ids])) as Record<UseKind, Code[]>), runs };
	};
	expect(await usage('items', sock)).toEqual({ 'made by': [knitting], 'used by': [], runs: [run] });
	expect(await usage('items', yarn)).toMatchObject({ 'made by': [], 'used by': [knitting] });
	expect(await usage('steps', knitting)).toEqual({ 'in flows': [flow], 'at stations': [station], runs: undefined });
	expect(await usage('flows', flow)).toEqual({ runs: [run] });
	expect(await usage('departments', hall)).toEqual({ machines: [knit], stations: [station], runs: undefined });
	expect(await usage('machines', knit)).toEqual({ 'at stations': [station], runs: [run] });
	expect(await usage('stations', station)).toEqual({ steps: [knitting], machines: [knit], runs: undefined });
	expect(await usage('people', ana)).toEqual({ runs: [run] });
});
