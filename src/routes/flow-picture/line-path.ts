import type { Point } from './picture.ts';

/** SVG path data through `points`: straight along the axes, and an even curve wherever a line changes its row. */
export function linePath(points: readonly Point[]): string {
	return points
		.map(({ x, y }, index) => {
			const before = points[index - 1];
			if (!before) return `M${x} ${y}`;
			if (before.x === x || before.y === y) return `L${x} ${y}`;
			const middle = (before.x + x) / 2;
			return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
		})
		.join('');
}
