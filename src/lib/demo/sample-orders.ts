import type { Code } from '#domain/kernel/code.ts';
import type { Crew } from './mill-crew.ts';
import { quantity } from './sample-mill.ts';

/** The sales orders of the sample factory: one of each run, and one that nothing is planned for yet. All are estimates at first. */
export interface SampleOrders {
	readonly shipped: Code;
	readonly issued: Code;
	/** Changed after its run was planned. */
	readonly estimate: Code;
	readonly unplanned: Code;
}

/** @param dayAfter a date so many days from today */
export async function placeOrders(
	{ order, mill: { sock, hiking } }: Pick<Crew, 'order' | 'mill'>,
	dayAfter: (days: number) => string
): Promise<SampleOrders> {
	const wanting = (item: Code, amount: bigint, unit: string) => ({
		line: null,
		wanted: { item, quantity: quantity(amount, unit) }
	});
	return {
		shipped: await order({
			number: 'SO-1040',
			customer: 'Strumpfhaus Lindqvist',
			placed: dayAfter(-9),
			lines: [{ ...wanting(sock.finished, 12_000n, 'pcs'), promised: dayAfter(0), priority: 2 }]
		}),
		issued: await order({
			number: 'SO-1041',
			customer: 'Bergsport Huber',
			placed: dayAfter(-6),
			lines: [{ ...wanting(hiking.finished, 400n, 'dozen'), promised: dayAfter(1), priority: 1 }]
		}),
		estimate: await order({
			number: 'SO-1042',
			customer: 'Kontor & Söhne',
			placed: dayAfter(-3),
			lines: [{ ...wanting(sock.finished, 4_800n, 'pcs'), requested: dayAfter(3) }]
		}),
		unplanned: await order({
			number: 'SO-1043',
			customer: 'Outdoor-Genossenschaft Voralpenland',
			placed: dayAfter(-2),
			lines: [
				{ ...wanting(sock.finished, 2_400n, 'pcs'), requested: dayAfter(6), promised: dayAfter(7) },
				{ ...wanting(hiking.finished, 100n, 'dozen'), requested: dayAfter(10), priority: 3 }
			]
		})
	};
}
