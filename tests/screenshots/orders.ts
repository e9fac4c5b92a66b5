import { batches } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { deliver, initialise, line, moveTo, quantity, type TestFloor } from '../support/floor.ts';
import { changing, estimate, generate, ordering } from '../support/sales.ts';
import type { Naming } from './naming.ts';

/** Sales orders by what a picture needs them for. */
export interface SampleOrders {
	/** Two lines, and nothing planned. */
	readonly estimate: Code;
	/** Changed after its run was planned: more is wanted. */
	readonly changed: Code;
	readonly changedRun: Code;
	/** Less is wanted than its run is planned for. */
	readonly reduced: Code;
	/** Under way. */
	readonly issued: Code;
	readonly shipped: Code;
	readonly cancelled: Code;
	/** Two devices changed one line, neither knowing of the other. */
	readonly disputed: Code;
}

interface Mill {
	readonly knitted: Code;
	readonly sock: Code;
	readonly hat: Code;
	readonly flow: Code;
	readonly station: Code;
	readonly dyehouse: Code;
	readonly packing: Code;
	readonly machine: Code;
	readonly operator: Code;
}

export async function recordOrders(
	office: TestFloor,
	phone: TestFloor,
	{ person, pieces }: Naming,
	{ knitted, sock, hat, flow, station, dyehouse, packing, machine, operator }: Mill
): Promise<SampleOrders> {
	const runOf = (order: Code, count: number, wanted = '500 pcs') =>
		generate(office, order, {
			lines: [{ ...line(knitted, count, { each: quantity(pieces), flow, machines: [machine] }), orderLine: 1 }],
			covers: [{ line: 1, quantity: quantity(wanted) }],
			responsible: null,
			due: '2026-12-04',
			priority: 2,
			released: true
		});
	const unplanned = await estimate(
		office,
		[
			ordering(sock, '2400 pcs', { requested: '2026-12-10', promised: '2026-12-14' }),
			ordering(hat, '100 dozen', { requested: '2026-12-21', priority: 3 })
		],
		{ number: 'SO-1043', customer: person('Outdoor-Genossenschaft Voralpenland'), note: 'Call before delivery' }
	);
	const changed = await estimate(office, [ordering(sock, '500 pcs', { requested: '2026-12-04' })], {
		number: 'SO-1042',
		customer: person('Kontor & Söhne')
	});
	const changedRun = await runOf(changed, 4);
	const issued = await estimate(office, [ordering(sock, '500 pcs', { promised: '2026-11-20', priority: 1 })], {
		number: 'SO-1041',
		customer: person('Bergsport Huber'),
		placed: '2026-11-02'
	});
	const issuedRun = await runOf(issued, 4);
	const reduced = await estimate(office, [ordering(sock, '500 pcs', { promised: '2026-12-11' })], {
		number: 'SO-1045',
		customer: person('Wanderladen Ostertag')
	});
	await runOf(reduced, 4);
	const shipped = await estimate(office, [ordering(sock, '240 pcs', { promised: '2026-11-18' })], {
		number: 'SO-1038',
		customer: person('Kontor & Söhne'),
		placed: '2026-10-26'
	});
	const shippedRun = await runOf(shipped, 2, '240 pcs');
	const cancelled = await estimate(office, [ordering(hat, '40 dozen', { promised: '2026-11-30' })], {
		number: 'SO-1039',
		customer: person('Hutsalon Veit')
	});
	const disputed = await estimate(office, [ordering(sock, '60 dozen', { promised: '2026-12-01' })], {
		number: 'SO-1044',
		customer: person('Strumpfhaus Lindqvist')
	});
	const planned = await office.rows(batches);
	const [first, second] = planned.filter(({ run }) => run === issuedRun).map(({ id }) => id) as [Code, Code];
	const scan = { by: [operator], source: 'wedge' } as const;
	for (const batch of [first, second]) await office.record(initialise(batch, station), scan);
	await office.record(moveTo(dyehouse, first), scan);
	for (const { id } of planned.filter(({ run }) => run === shippedRun)) {
		await office.record(initialise(id, station), scan);
		for (const place of [dyehouse, packing]) await office.record(moveTo(place, id), scan);
	}
	await office.record(changing(issued, { status: 'issued' }));
	for (const status of ['issued', 'shipped'] as const) await office.record(changing(shipped, { status }));
	await office.record(changing(cancelled, { status: 'cancelled', reason: 'Customer withdrew' }));
	await office.record(
		changing(changed, { lines: [{ line: 1, wanted: { item: sock, quantity: quantity('980 pcs') } }] })
	);
	await office.record(
		changing(reduced, { lines: [{ line: 1, wanted: { item: sock, quantity: quantity('260 pcs') } }] })
	);
	await deliver(office, phone);
	const promising = (day: string) => changing(disputed, { lines: [{ line: 1, promised: day }] });
	await phone.record(promising('2026-12-08'));
	await office.record(promising('2026-12-05'));
	return { estimate: unplanned, changed, changedRun, reduced, issued, shipped, cancelled, disputed };
}
