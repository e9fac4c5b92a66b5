import { expect, test } from 'vitest';
import { formatRational } from '#domain/kernel/quantity.ts';
import { numberEvidence, readNumber, type DecimalSign } from './number-format.ts';

test.each([
	[['500', '20'], { sign: null, doubtful: null }],
	[['12,5', '1.250'], { sign: ',', doubtful: null }],
	[['1,250.5', '1,250'], { sign: '.', doubtful: null }],
	[['1.250.000'], { sign: ',', doubtful: null }],
	[['500', '1.250'], { sign: null, doubtful: '1.250' }],
	[['0.250'], { sign: '.', doubtful: null }],
	[['1 250,75'], { sign: ',', doubtful: null }],
	[['12,5', '12.5', '1,250'], { sign: null, doubtful: '1,250' }],
	[['ten', ''], { sign: null, doubtful: null }]
] as const)('%j tell %j', (cells, evidence) => {
	expect(numberEvidence(cells)).toEqual(evidence);
});

test.each<[string, DecimalSign, string | undefined]>([
	['1.250', ',', '1250'],
	['1.250', '.', '5/4'],
	['1,250.5', '.', '2501/2'],
	["1'250", '.', '1250'],
	['1\u00a0250,5', ',', '2501/2'],
	['12,5', '.', undefined],
	['1.25', ',', undefined],
	['-5', '.', '-5'],
	['1e3', '.', undefined],
	['12 pcs', '.', undefined],
	['', '.', undefined]
])('%s by the sign %s', (cell, sign, value) => {
	const read = readNumber(cell, sign);
	expect(read && formatRational(read)).toBe(value);
});
