import { expect, test } from 'vitest';
import { createTestFloor } from '../../../tests/support/floor.ts';
import { person } from '#domain/person/person.ts';
import type { WireDocument } from '#ports/peer.ts';
import { recover } from './recover.ts';
import { outbox, personalTexts } from './tables.ts';

/** Somebody was entered on a device, of which a copy was kept. */
async function copiedDevice() {
	const lost = await createTestFloor({ device: 1 });
	await lost.record({ ...person.define(null, {}), personal: { name: 'Kim' } });
	const documents = (await lost.documents()) as unknown as readonly WireDocument[];
	const other = await createTestFloor({ device: 2 });
	return { documents, other };
}

test('what a lost device had not sent comes back with its texts, to be sent', async () => {
	const { documents, other } = await copiedDevice();
	expect(await recover(other, documents)).toBe(1);
	expect(await other.rows(outbox)).toHaveLength(1);
	expect((await other.rows(personalTexts)).map(({ text }) => text)).toEqual(['Kim']);
});

test('a text that was erased since does not come back with a fact that is here', async () => {
	const { documents, other } = await copiedDevice();
	await other.receive(documents.filter(({ _id }) => !_id.startsWith('personal:')));
	expect(await recover(other, documents)).toBe(0);
	expect(await other.rows(personalTexts)).toEqual([]);
});
