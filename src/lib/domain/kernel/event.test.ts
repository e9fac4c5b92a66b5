import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { base32OfHex, canonicalText, sealByHand, sha256Hex } from '../../../../tests/golden/second-opinion.ts';
import { anyText } from '../../../../tests/support/any-text.ts';
import { canonicalJson } from './canonical.ts';
import { deviceNumber } from './code.ts';
import {
	eventHash,
	eventKey,
	eventStream,
	MAX_EVENT_BYTES,
	MAX_HEADS,
	MAX_TOUCHES,
	MAX_UNREAD,
	readEvent,
	sealEvent,
	streamRange,
	type Epoch,
	type EventBody,
	type FloorEvent
} from './event.ts';
import { END_OF_TIME, hlc, type Hlc } from './timestamp.ts';

const golden = readGolden<
	readonly {
		readonly name: string;
		readonly document: FloorEvent;
		readonly canonical: string;
		readonly hash: string;
	}[]
>('envelope');

const bodyOf = ({ _id, _rev, ...body }: FloorEvent): EventBody => body;

describe('the envelope is what its golden file says', () => {
	test.each(golden)('$name', ({ document, canonical, hash }) => {
		expect(readEvent(document)).toEqual({ ok: true, value: document });
		expect(sealEvent(bodyOf(document))).toEqual({ ok: true, value: { event: document, hash } });
		expect(canonicalJson(bodyOf(document))).toEqual({ ok: true, value: canonical });
		expect(eventHash(document)).toBe(hash);
	});

	test.each(golden)('$name: a second implementation agrees', ({ document, canonical, hash }) => {
		expect(canonicalText(bodyOf(document))).toBe(canonical);
		expect(sha256Hex(canonical)).toBe(hash);
		const { stream, hlc: stamp, device, epoch } = document;
		expect(document._id).toBe(`${stream}:${stamp}:${device}${epoch}:${base32OfHex(hash, 16)}`);
		expect(document._rev).toBe(`1-${hash.slice(0, 32)}`);
	});
});

const NOW = Date.UTC(2026, 2, 2, 6);
const head = `site:${hlc(NOW - 1, 0)}:002bbbbb:0123456789abcdef`;
const otherHead = `site:${hlc(NOW - 2, 0)}:003ccccc:0123456789abcdef`;

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `b${at}`).sort();
const manyHeads = (count: number): string[] =>
	Array.from({ length: count }, (_, at) => `site:${hlc(NOW - 1, at)}:002bbbbb:0123456789abcdef`);

const body: EventBody = {
	f: 1,
	stream: 'site',
	type: 'ItemDefined',
	v: 1,
	touches: ['a1', 'b1'],
	data: { id: 'a1' },
	hlc: hlc(NOW, 0),
	at: '2026-03-02T07:00:00.000+01:00',
	device: deviceNumber(1),
	epoch: 'aaaaa' as Epoch,
	seq: 2,
	prev: 'f'.repeat(64),
	by: [],
	station: null,
	machine: null,
	source: null,
	heads: { a1: [otherHead, head] }
};

function sealed(change: object = {}): FloorEvent {
	const made = sealEvent({ ...body, ...change } as EventBody);
	if (!made.ok) throw new Error(made.error.reason);
	return made.value.event;
}

/** What is wrong with a body: its reader and its author are told the same, though the document's hash, id and revision are right. */
function reasonOf(change: object): string {
	const read = readEvent(sealByHand({ ...body, ...change }));
	const made = sealEvent({ ...body, ...change } as EventBody);
	expect(made.ok || made.error).toEqual(read.ok || read.error);
	return read.ok ? 'read' : read.error.reason;
}

test('a sound event is read as it is', () => {
	expect(readEvent(sealed())).toEqual({ ok: true, value: sealed() });
});

describe('an event is refused when', () => {
	test.each([null, undefined, 1, 'site:x', true])('it is no object: %s', (document) => {
		expect(readEvent(document)).toEqual({ ok: false, error: { reason: 'not an object' } });
	});

	test.each<[string, object, string]>([
		['it is of another format', { f: 2 }, 'malformed f'],
		['it names no format', { f: '1' }, 'malformed f'],
		['its stream is in upper case', { stream: 'Site' }, 'malformed stream'],
		['its stream has two dots', { stream: 'run.a.b' }, 'malformed stream'],
		['its stream has a colon', { stream: 'run:a' }, 'malformed stream'],
		['its stream is too long', { stream: `run.${'a'.repeat(33)}` }, 'malformed stream'],
		['its stream is where personal texts are', { stream: 'personal' }, 'malformed stream'],
		['its stream is kept for documents beside the events', { stream: 'receipt.x1' }, 'malformed stream'],
		['its type starts in lower case', { type: 'itemDefined' }, 'malformed type'],
		['its type is a letter', { type: 'I' }, 'malformed type'],
		['its type has digits', { type: 'Item2' }, 'malformed type'],
		['its type has a line end', { type: 'Item\n' }, 'malformed type'],
		['its schema version is zero', { v: 0 }, 'malformed v'],
		['its schema version is text', { v: '1' }, 'malformed v'],
		['it touches what is no entity', { touches: ['A1'], heads: {} }, 'malformed touches.0'],
		['it touches an endless name', { touches: ['a'.repeat(201)], heads: {} }, 'malformed touches.0'],
		['it touches a word without a digit', { touches: ['everything'], heads: {} }, 'malformed touches.0'],
		['it touches nothing', { touches: [], heads: {} }, 'malformed touches'],
		['it touches too much', { touches: names(MAX_TOUCHES + 1), heads: {} }, 'malformed touches'],
		['it touches no list', { touches: 'a1', heads: {} }, 'malformed touches'],
		['its touches are not sorted', { touches: ['b1', 'a1'] }, 'touches are not sorted and unique'],
		['it touches something twice', { touches: ['a1', 'a1'] }, 'touches are not sorted and unique'],
		['its data is no object', { data: 'x' }, 'malformed data'],
		['its data is nothing', { data: null }, 'malformed data'],
		['its data is a list', { data: [1] }, 'malformed data'],
		['its stamp is short', { hlc: '000000000000' }, 'malformed hlc'],
		['its stamp is past the year 2200', { hlc: hlc(END_OF_TIME, 0) }, 'malformed hlc'],
		['its stamp has a letter outside the alphabet', { hlc: '0000000000ilo' }, 'malformed hlc'],
		['its wall time has no zone', { at: '2026-03-02T07:00:00.000' }, 'malformed at'],
		['its wall time is on no day of the calendar', { at: '2026-02-29T07:00:00.000+01:00' }, 'malformed at'],
		['its wall time is a date', { at: '2026-03-02' }, 'malformed at'],
		['its device is four characters', { device: '0001' }, 'malformed device'],
		['its device is in upper case', { device: '00A' }, 'malformed device'],
		['its epoch is four characters', { epoch: 'aaaa' }, 'malformed epoch'],
		['its sequence is zero', { seq: 0, prev: null }, 'malformed seq'],
		['its sequence is text', { seq: '2' }, 'malformed seq'],
		['its hash before is short', { prev: 'f'.repeat(63) }, 'malformed prev'],
		['its hash before is in upper case', { prev: 'F'.repeat(64) }, 'malformed prev'],
		['it is the second and names none before', { prev: null }, 'prev is missing'],
		['an operator is named twice', { by: ['p1', 'p1'] }, 'an operator is named twice'],
		['a crowd recorded it', { by: Array.from({ length: 17 }, (_, at) => `p${at}`) }, 'malformed by'],
		['somebody without an id recorded it', { by: ['Ada Lovelace'] }, 'malformed by.0'],
		['its station is missing', { station: 1 }, 'malformed station'],
		['its machine is in upper case', { machine: 'M1' }, 'malformed machine'],
		['its source is a sentence', { source: 'by hand' }, 'malformed source'],
		['it has no heads', { heads: null }, 'malformed heads'],
		['its heads are a list', { heads: [] }, 'malformed heads'],
		['a head is no event', { heads: { a1: ['a1'] } }, 'malformed heads of a1'],
		['a head is a personal text', { heads: { a1: [head.replace('site', 'personal')] } }, 'malformed heads of a1'],
		['a list of heads is empty', { heads: { a1: [] } }, 'malformed heads of a1'],
		['a list of heads is none', { heads: { a1: 5 } }, 'malformed heads of a1'],
		['it has too many heads', { heads: { a1: manyHeads(MAX_HEADS + 1) } }, 'malformed heads of a1'],
		['its heads are of something it does not touch', { heads: { c1: [head] } }, 'heads of c1, which it does not touch'],
		['its heads are not sorted', { heads: { a1: [head, otherHead] } }, 'heads of a1 are not sorted and unique'],
		['it names a head twice', { heads: { a1: [head, head] } }, 'heads of a1 are not sorted and unique'],
		[
			'a head has its own stamp',
			{ heads: { a1: [`site:${hlc(NOW, 0)}:002bbbbb:0123456789abcdef`] } },
			'a head of a1 is not before it'
		],
		[
			'a head is after it',
			{ heads: { a1: [`site:${hlc(NOW, 1)}:002bbbbb:0123456789abcdef`] } },
			'a head of a1 is not before it'
		],
		['it could not read an empty list of events', { unread: [] }, 'malformed unread'],
		['it could not read nothing', { unread: null }, 'malformed unread'],
		['it could not read what is no event', { unread: ['a1'] }, 'malformed unread.0'],
		['it could not read a personal text', { unread: [head.replace('site', 'personal')] }, 'malformed unread.0'],
		['it could not read too much', { unread: manyHeads(MAX_UNREAD + 1) }, 'malformed unread'],
		['what it could not read is not sorted', { unread: [head, otherHead] }, 'unread are not sorted and unique'],
		['it names twice what it could not read', { unread: [head, head] }, 'unread are not sorted and unique'],
		['it knew nobody', { rights: {} }, 'malformed rights'],
		['it knew a list of people', { rights: [] }, 'malformed rights'],
		['it knew nothing of somebody', { rights: { p1: [] } }, 'malformed rights'],
		['it knew of somebody what is no event', { rights: { p1: ['p1'] } }, 'malformed rights'],
		['what it knew of somebody is not sorted', { rights: { p1: [head, otherHead] } }, 'malformed rights'],
		['it knew somebody without an id', { rights: { 'Ada Lovelace': [head] } }, 'malformed rights'],
		['it had seen nothing', { seen: {} }, 'malformed seen'],
		['it had seen what is no chain', { seen: { '002': 4 } }, 'malformed seen'],
		['it had seen less than one event', { seen: { '002bbbbb': 0 } }, 'malformed seen']
	])('%s', (_name, change, reason) => {
		expect(reasonOf(change)).toBe(reason);
	});

	test.each(['_deleted', '_attachments', '_conflicts', '_'])('it has a member %s', (member) => {
		const reason = `unexpected member ${member}`;
		expect(readEvent(sealByHand({ ...body, [member]: true }))).toEqual({ ok: false, error: { reason } });
	});

	test.each(Object.keys(body))('%s is missing', (member) => {
		const { [member as keyof EventBody]: _left, ...rest } = body;
		expect(sealEvent(rest as EventBody).ok).toBe(false);
		expect(readEvent(sealByHand(rest)).ok).toBe(false);
	});

	// A schema library may pass over names that objects inherit.
	test.each(['constructor', 'prototype', '__proto__', 'hasOwnProperty', 'tostring'])(
		'its heads of "%s" are nonsense',
		(name) => {
			for (const nonsense of [5, null, 'x', {}, [5], [''], [], [head]]) {
				const heads = Object.defineProperty({}, name, { value: nonsense, enumerable: true });
				expect(readEvent(sealByHand({ ...body, touches: [name], heads })).ok).toBe(false);
				expect(sealEvent({ ...body, touches: [name], heads } as unknown as EventBody).ok).toBe(false);
			}
		}
	);

	test('a member was changed after it was sealed', () => {
		fc.assert(
			fc.property(fc.constantFrom(...Object.keys(body)), (member) => {
				const other = { ...sealed({ data: { id: 'x1' }, hlc: hlc(NOW, 1), seq: 3 }), heads: {}, by: ['p1'], v: 2 };
				const changed = { ...sealed(), [member]: other[member as keyof EventBody] };
				const same = JSON.stringify(changed) === JSON.stringify(sealed());
				expect(readEvent(changed).ok).toBe(same);
			})
		);
	});

	test.each([
		['the id of another event', { _id: sealed({ v: 2 })._id }, 'the id does not match the content'],
		['no id', { _id: undefined }, 'the id does not match the content'],
		['the id in upper case', { _id: sealed()._id.toUpperCase() }, 'the id does not match the content'],
		['the revision of another event', { _rev: sealed({ v: 2 })._rev }, 'the revision does not match the content'],
		['no revision', { _rev: undefined }, 'the revision does not match the content'],
		['a second revision', { _rev: sealed()._rev.replace('1-', '2-') }, 'the revision does not match the content']
	])('it has %s', (_name, change, reason) => {
		expect(readEvent({ ...sealed(), ...change })).toEqual({ ok: false, error: { reason } });
	});

	test.each([
		['a fraction', { amount: 1.5 }],
		['a number beyond the safe ones', { amount: 2 ** 53 }],
		['a lone surrogate', { note: '\ud800' }],
		['a member named __proto__', JSON.parse('{"__proto__":1}') as object],
		['too deep a nest', JSON.parse('{"a":'.repeat(33) + '1' + '}'.repeat(33)) as object]
	])('its data holds %s', (_name, data) => {
		expect(sealEvent({ ...body, data } as EventBody).ok).toBe(false);
		expect(readEvent({ ...sealed(), data }).ok).toBe(false);
	});

	test('it is larger than its limit, by one byte', () => {
		const empty = canonicalJson({ ...body, data: { note: '' } });
		if (!empty.ok) throw new Error(empty.error.reason);
		const room = MAX_EVENT_BYTES - empty.value.length;
		expect(reasonOf({ data: { note: 'x'.repeat(room) } })).toBe('read');
		expect(sealEvent({ ...body, data: { note: 'x'.repeat(room + 1) } }).ok).toBe(false);
		// In bytes, not in characters.
		expect(sealEvent({ ...body, data: { note: 'x'.repeat(room - 1) + 'ü' } }).ok).toBe(false);
	});
});

describe('an event of a later version is read', () => {
	test.each<[string, object]>([
		['with a type nobody knows', { type: 'SpindleBalanced' }],
		['with a newer schema', { v: 9 }],
		['with a member more', { zone: { shift: 'early' } }],
		['with other data', { data: { anything: [1, null, 'x'] } }],
		['in a stream nobody knows', { stream: 'tool.x1' }],
		['with another source', { source: 'robot' }]
	])('%s', (_name, change) => {
		const event = sealed(change);
		expect(readEvent(event)).toEqual({ ok: true, value: event });
	});
});

describe('an event is read', () => {
	test.each<[string, object]>([
		['with as many entities as it may touch', { touches: names(MAX_TOUCHES), heads: {} }],
		['with as many heads as it may name', { heads: { a1: manyHeads(MAX_HEADS) } }],
		['as the first of an epoch, after another epoch', { seq: 1 }],
		['as the very first of a device', { seq: 1, prev: null }],
		['with no heads', { heads: {} }],
		['with as much as it may name that its author could not read', { unread: manyHeads(MAX_UNREAD) }],
		['with something unread that it does not follow', { heads: {}, unread: [head] }],
		[
			'with what was known of its people, later than itself',
			{ rights: { p1: [head.replace(hlc(NOW - 1, 0), hlc(NOW + 9, 0))] } }
		],
		['with how far its author had seen', { seen: { '002bbbbb': 1, '003ccccc': Number.MAX_SAFE_INTEGER } }],
		['with a station, a machine and operators', { station: 's1', machine: 'm1', by: ['p2', 'p1'], source: 'wedge' }]
	])('%s', (_name, change) => {
		expect(reasonOf(change)).toBe('read');
	});

	test('and its member counts in the hash', () => {
		expect(readEvent({ ...sealed(), zone: 1 }).ok).toBe(false);
		expect(sealed({ zone: 1 })._id).not.toBe(sealed()._id);
	});
});

describe('sealing', () => {
	const anyBody = fc.record({
		stream: fc.constantFrom('site', 'runs', 'run.r1'),
		data: fc.dictionary(
			anyText().filter((name) => name !== '__proto__'),
			anyText()
		),
		hlc: fc.nat(10 ** 9).map((more) => hlc(NOW + more, more % 65_536)),
		seq: fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER })
	});

	test('whatever is sealed is read back, also through JSON', () => {
		fc.assert(
			fc.property(anyBody, (change) => {
				const event = sealed(change);
				expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual({ ok: true, value: event });
			})
		);
	});

	test('the order of members makes no difference to id and revision', () => {
		const turned = Object.fromEntries(Object.entries(body).reverse()) as unknown as EventBody;
		const made = sealEvent(turned);
		expect(made.ok && [made.value.event._id, made.value.event._rev]).toEqual([sealed()._id, sealed()._rev]);
	});

	test("a clone's event with the same sequence is another document", () => {
		expect(sealed({ data: { id: 'a1', by: 'the copy' } })._id).not.toBe(sealed()._id);
	});
});

describe('streams', () => {
	test('an id is its stream and its key', () => {
		const { _id } = sealed({ stream: 'run.r1' });
		expect(eventStream(_id)).toBe('run.r1');
		expect(`${eventStream(_id)}:${eventKey(_id)}`).toBe(_id);
	});

	test('keys sort by time, across streams', () => {
		const early = sealed({ stream: 'site', hlc: hlc(NOW, 0) });
		const late = sealed({ stream: 'run.r1', hlc: hlc(NOW, 1) });
		expect(eventKey(early._id) < eventKey(late._id)).toBe(true);
		expect(early._id < late._id).toBe(false);
	});

	test.each(['site', 'run.r1', 'runs', 'run.r10'])('the range of %s holds its events and no other', (stream) => {
		const { from, to } = streamRange(stream);
		for (const other of ['site', 'run.r1', 'runs', 'run.r10', 'run.r', 'sites']) {
			const id = sealed({ stream: other, hlc: hlc(END_OF_TIME - 1, 65_535) as Hlc, heads: {} })._id;
			expect(id >= from && id < to).toBe(other === stream);
		}
	});
});
