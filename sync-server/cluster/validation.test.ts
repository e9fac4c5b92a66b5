import { parse } from 'acorn';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { doorContract, DEVICE, STANDINGS, type Attempt } from '../../tests/contract/door.contract.ts';
import { readGolden } from '../../tests/golden/read-golden.ts';
import { canonicalText, sealByHand } from '../../tests/golden/second-opinion.ts';
import { anyText } from '../../tests/support/any-text.ts';
import { es5Realm, runValidation, type CouchValidation } from '../../tests/support/couch-validation.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { checkRules } from '../door-rules.ts';
import { designDocument } from './design-document.ts';
import { bytesToHex, sha256, utf8ToBytes } from './validation/plain-hashes.ts';

const design = designDocument(await buildCouchRules());
const [today, old] = [runValidation(design), runValidation(design, es5Realm)];

const security = {
	admins: { names: [], roles: ['_admin'] },
	members: { names: [], roles: ['device'] },
	floorbook: { admins: ['003'], revoked: { '004': STANDINGS['004']?.revoked } }
};

/** As CouchDB presents it: a revision that a peer holds with where it comes from, an edit with what it follows. */
function ask(validation: CouchValidation, { document, user, deleted = false, edited = false }: Attempt) {
	const { _rev } = document as { readonly _rev?: string };
	const old = edited ? document : null;
	const [generation = '1', hash = ''] = String(_rev).split('-');
	const presented = {
		...document,
		_revisions: { start: Number(generation), ids: [hash] },
		...(deleted && { _deleted: true })
	};
	return validation.refusal(presented, old, user, security);
}

doorContract('of an Apache CouchDB', (attempt) => ask(today, attempt));
doorContract('of an Apache CouchDB with an engine of 2011', (attempt) => ask(old, attempt));

describe('the check that CouchDB runs', () => {
	it('is ECMAScript 5, whole', () => {
		for (const source of [design.rules, design.validate_doc_update]) parse(source, { ecmaVersion: 5 });
	});

	it('asks for nothing that its sandbox does not have', () => {
		const realm = es5Realm();
		for (const name of ['Set', 'Symbol', 'Uint8Array', 'BigInt', 'globalThis', 'console', 'Promise']) {
			expect(runInContext(`typeof ${name}`, realm), name).toBe('undefined');
		}
		expect(runInContext(`[].includes || ''.startsWith || Object.entries || Number.isSafeInteger`, realm)).toBe(
			undefined
		);
	});

	it('knows an edit that is made there: it has no revision of its own yet', () => {
		const { _rev, ...unsent } = createEventWriter('001').next();
		expect(_rev).toMatch(/^1-/);
		expect(today.refusal(unsent, null, DEVICE, security)).toContain('new_edits=false');
	});

	it.each([{ text: 'Ada' }, { _attachments: { a: { stub: true } } }])(
		'lets nothing stay in a text that is erased: %j',
		(rest) => {
			const document = { _id: 'personal:0123456789abcdefghjkmnpqrs', _rev: '2-a', _deleted: true, ...rest };
			expect(today.refusal(document, null, { name: 'admin', roles: ['_admin'] }, security)).toContain('keeps nothing');
		}
	);

	it('needs nothing said about the site in _security', () => {
		const { floorbook, ...bare } = security;
		expect(floorbook.admins).toEqual(['003']);
		expect(today.refusal(createEventWriter('001').next(), null, DEVICE, bare)).toBe(null);
	});

	it.each([today, old])('refuses what is nested without end, and what would change its own prototype', (validation) => {
		const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
		const event = createEventWriter('001').next();
		expect(ask(validation, { document: { ...event, data: deep }, user: DEVICE })).toContain('nested deeper');
		for (const value of ['null', '5', '{}']) {
			const document = JSON.parse(JSON.stringify(event).replace('{', `{"__proto__":${value},`)) as object;
			expect(ask(validation, { document, user: DEVICE })).toContain('__proto__');
		}
	});

	it('takes every event of the golden file', () => {
		for (const { document } of readGolden<readonly { readonly document: { readonly device: string } }[]>('envelope')) {
			const user = { name: `device-${document.device}`, roles: ['device'] };
			expect(ask(today, { document, user })).toBe(null);
			expect(ask(old, { document, user })).toBe(null);
		}
	});

	it('agrees with the door about whatever is done to an event', () => {
		const odd = fc.constantFrom<unknown>(
			...[
				null,
				true,
				0,
				1,
				2,
				-1,
				1.5,
				2 ** 53,
				'',
				'x',
				'001',
				'site',
				'device.001',
				'personal',
				[],
				['a1'],
				['b1', 'a1']
			],
			...[{}, { a1: [] }, { p1: ['x'] }, '2026-02-29T07:00:00.000+01:00', 'f'.repeat(64), 'ü'.repeat(40_000)],
			...[{ text: '\ud800' }, { text: 'x'.repeat(70_000) }, ['constructor1', 'tostring2']]
		);
		const writer = createEventWriter('001');
		const bodies = Array.from({ length: 3 }, () => {
			const { _id, _rev, ...body } = writer.next({ note: 'Grüße 😀' });
			return { document: { _id, _rev, ...body }, body };
		});
		const member = fc.constantFrom(
			...Object.keys(bodies[0]!.body),
			'unread',
			'rights',
			'seen',
			'_x',
			'zone',
			'_id',
			'_rev'
		);
		const change = fc.tuple(member, fc.oneof(odd, fc.jsonValue(), anyText(30)), fc.boolean());
		let taken = 0;
		fc.assert(
			fc.property(fc.nat(2), fc.array(change, { maxLength: 3 }), (at, changes) => {
				let document: Record<string, unknown> = { ...bodies[at]!.document };
				for (const [name, value, isSealed] of changes) {
					document = { ...document, [name]: value };
					const { _id, _rev, ...body } = document;
					if (isSealed && name !== '_id' && name !== '_rev' && isWhole(body)) document = sealByHand(body);
				}
				document = JSON.parse(JSON.stringify(document)) as typeof document;
				// Neither server lets anything else come this far.
				fc.pre(typeof document['_id'] === 'string' && typeof document['_rev'] === 'string');
				const pushed = { document: document as { readonly _id: string }, deleted: false, entry: 'replicated' } as const;
				const kept = checkRules(pushed, DEVICE, { standing: (device) => STANDINGS[device] });
				const expected = kept.ok ? null : kept.error.reason;
				taken += Number(kept.ok);
				expect(ask(today, { document, user: DEVICE })).toBe(expected);
				expect(ask(old, { document, user: DEVICE })).toBe(expected);
			}),
			{ numRuns: 400 }
		);
		expect(taken).toBeGreaterThan(0);
	});

	it('hashes as everybody does', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					anyText(300),
					fc.nat(300).map((length) => 'a'.repeat(length))
				),
				(text) => {
					expect(bytesToHex(sha256(utf8ToBytes(text)))).toBe(createHash('sha256').update(text).digest('hex'));
				}
			)
		);
	});
});

/** Whether the second opinion can write it: it knows no fractions. */
function isWhole(value: unknown): boolean {
	try {
		canonicalText(JSON.parse(JSON.stringify(value)));
		return true;
	} catch {
		return false;
	}
}
