import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	extend,
	hasRevision,
	historyOf,
	leafs,
	leafsBelow,
	parseRevision,
	soleRevision,
	winner,
	type RevisionHistory,
	type RevisionTree
} from './revision-tree.ts';

const LIMIT = 1000;

const grow = (...branches: (readonly [history: RevisionHistory, deleted?: boolean])[]): RevisionTree =>
	branches.reduce<RevisionTree>((tree, [history, deleted = false]) => extend(tree, history, deleted, LIMIT).tree, []);

describe('a revision tree', () => {
	const tree = grow(
		[{ start: 3, ids: ['c', 'b', 'a'] }],
		[{ start: 2, ids: ['x', 'a'] }],
		[{ start: 5, ids: ['e', 'd', 'y', 'x', 'a'] }, true]
	);

	it('shows a live leaf before a longer deleted one', () => {
		expect(winner(tree)).toBe('3-c');
		expect(leafs(tree)).toEqual([
			{ rev: '3-c', deleted: false },
			{ rev: '5-e', deleted: true }
		]);
	});

	it('knows ancestors without a body, and nothing else', () => {
		expect(hasRevision(tree, '2-b')).toBe(true);
		expect(hasRevision(tree, '3-y')).toBe(true);
		expect(hasRevision(tree, '2-a')).toBe(false);
	});

	it('tells the history of a revision and the leafs below it', () => {
		expect(historyOf(tree, '4-d')).toEqual({ start: 4, ids: ['d', 'y', 'x', 'a'] });
		expect(leafsBelow(tree, '1-a').map(({ rev }) => rev)).toEqual(['3-c', '5-e']);
		expect(leafsBelow(tree, '2-x')).toEqual([{ rev: '5-e', deleted: true }]);
		expect(historyOf(tree, '9-z')).toBeUndefined();
	});

	it('forgets the oldest ancestors past its limit', () => {
		const { tree: stemmed } = extend(soleRevision('1-a', false), { start: 4, ids: ['d', 'c', 'b', 'a'] }, false, 2);
		expect(historyOf(stemmed, '4-d')).toEqual({ start: 4, ids: ['d', 'c'] });
	});

	it('joins what continues it from farther back than it keeps', () => {
		const far = 2_500;
		const ids = Array.from({ length: far }, (_, place) => `h${far - place}`);
		const mine = extend([], { start: 3, ids: ids.slice(-3) }, false, LIMIT).tree;
		const forked = extend(mine, { start: 2, ids: ['x', 'h1'] }, false, LIMIT).tree;
		const { tree: joined, stemmed } = extend(forked, { start: far, ids }, false, LIMIT);
		expect(leafs(joined).map(({ rev }) => rev)).toEqual([`${far}-h${far}`, '2-x']);
		expect([...stemmed].sort()).toEqual(['2-h2', '3-h3']);
		expect(historyOf(joined, `${far}-h${far}`)?.ids).toEqual(ids.slice(0, LIMIT));
		expect(historyOf(joined, '2-x')?.ids).toEqual(['x', 'h1']);
		// what grew from the same ancestor beside it is a conflict
		const other = extend(
			extend([], { start: 4, ids: ['y', ...ids.slice(-3)] }, false, LIMIT).tree,
			{ start: far, ids },
			false,
			LIMIT
		);
		expect(leafs(other.tree).map(({ rev }) => rev)).toEqual([`${far}-h${far}`, '4-y']);
	});

	it('does not change the tree it extends', () => {
		const before = JSON.stringify(tree);
		extend(tree, { start: 4, ids: ['q', 'c', 'b', 'a'] }, false, LIMIT);
		expect(JSON.stringify(tree)).toBe(before);
	});

	it('has the same leafs, winner first, whatever the order its branches came in', () => {
		const branch = fc.record({
			path: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }),
			deleted: fc.boolean()
		});
		const once = fc.uniqueArray(branch, { selector: ({ path }) => path.join('/'), minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(
				once.chain((branches) =>
					fc.tuple(fc.constant(branches), fc.shuffledSubarray(branches, { minLength: branches.length }))
				),
				([branches, shuffled]) => {
					// a revision's name holds its whole path, as a real one does: the same parent, the same content
					const build = (list: typeof branches): RevisionTree =>
						list.reduce<RevisionTree>((grown, { path, deleted }) => {
							const ids = path.map((_, index) => path.slice(0, index + 1).join('')).reverse();
							const rev = `${ids.length}-${ids[0]}`;
							return hasRevision(grown, rev) ? grown : extend(grown, { start: ids.length, ids }, deleted, LIMIT).tree;
						}, []);
					const revs = (grown: RevisionTree) => leafs(grown).map(({ rev }) => rev);
					// whether an inner revision was a deletion is known only where it came before its children
					const live = branches.every(({ deleted }) => !deleted);
					const [one, other] = [build(branches), build(shuffled)];
					expect(new Set(revs(other))).toEqual(new Set(revs(one)));
					if (live) expect(winner(other)).toBe(winner(one));
					expect(leafs(one)[0]?.rev).toBe(winner(one));
				}
			)
		);
	});
});

describe('a revision', () => {
	it('is a generation and a hash', () => {
		expect(parseRevision('12-abc')).toEqual({ generation: 12, hash: 'abc' });
	});

	it.each(['', '1', '1-', '0-a', '-a', 'a-1', '1-a-b', '1-a b', '01-a', '1-"'])('is not %o', (text) => {
		expect(parseRevision(text)).toBeUndefined();
	});
});
