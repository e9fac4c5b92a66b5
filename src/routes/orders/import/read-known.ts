import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import type { KnownOrder } from './plan-import.ts';

/** Every order that this device holds, to be compared with a file. */
export async function readKnown(reader: Reader): Promise<readonly KnownOrder[]> {
	const rows = await reader.range(orders);
	const texts = async (refOf: (row: OrderRow) => PersonalRef | null | undefined): Promise<(string | null)[]> => {
		const refs = rows.map(refOf);
		const found = await reader.getMany(
			personalTexts,
			refs.map((ref) => (ref ? personalId(ref) : ''))
		);
		return found.map((text) => text?.text ?? null);
	};
	const [customers, notes] = [await texts(({ customer }) => customer?.text), await texts(({ note }) => note)];
	return rows.map((row, index) => ({ row, customer: customers[index] ?? null, note: notes[index] ?? null }));
}
