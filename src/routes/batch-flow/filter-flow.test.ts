import { describe, expect, it } from 'vitest';
import { drawFlow, drawOccasion } from '../../../tests/support/drawn-flow.ts';
import { EVERYTHING, filterFlow, type FlowFilter } from './filter-flow.ts';

const voided = { ...drawOccasion('void'), reason: null };
const FLOW = drawFlow(
	{ planned: '', source: 'knit', good: 'knit', bad: 'knit', gone: 'dye', undone: 'dye', far: '', other: '' },
	['split source good 30', 'split source bad 20', 'move good gone 30', 'gone bad far'],
	{
		source: { state: 'closed' },
		bad: { grade: 'waste', state: 'closed' },
		gone: { voided },
		undone: { voided },
		far: { known: false, item: null, quantity: null },
		other: { known: false, item: null, quantity: null }
	}
);

const shown = (changes: Partial<FlowFilter> = {}, flow = FLOW) => {
	const { nodes, edges } = filterFlow(flow, { ...EVERYTHING, ...changes });
	return [nodes.map(({ id }) => id).join(' '), edges.map(({ from, to }) => `${from}>${to}`).join(' ')];
};

describe('a filtered flow', () => {
	it('without a choice is all but what was taken back', () => {
		expect(shown()).toEqual(['planned source good bad gone far other', 'source>good source>bad good>gone bad>far']);
	});

	it('has what was taken back when a lead has to look at it', () => {
		const asked = drawFlow({ undone: 'dye' }, [], { undone: { voided, exceptions: ['undo:undone:1'] } });
		expect(shown({}, asked)).toEqual(['undone', '']);
	});

	it('has the chosen grades, and what is unknown only beside them', () => {
		expect(shown({ grades: ['waste'] })).toEqual(['bad far', 'bad>far']);
		expect(shown({ grades: ['seconds'] })).toEqual(['', '']);
	});

	it('has the chosen states; what is void is in no other one', () => {
		expect(shown({ states: ['open'] })).toEqual(['good', '']);
		expect(shown({ states: ['voided'] })).toEqual(['gone', '']);
		expect(shown({ states: ['created'] })).toEqual(['planned', '']);
		expect(shown({ states: ['closed', 'open'] })).toEqual(['source good bad far', 'source>good source>bad bad>far']);
	});

	it('keeps nothing that has neither the grade nor the state', () => {
		expect(shown({ grades: ['firsts'], states: ['closed'] })).toEqual(['source', '']);
	});
});
