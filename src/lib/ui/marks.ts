/** Shapes of states, on a grid of 24: told apart without colour and in print. `fill` is solid, `line` drawn. */
export const MARKS = {
	circle: { line: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z', fill: '' },
	half: { line: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z', fill: 'M12 4a8 8 0 0 0 0 16Z' },
	full: { line: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z', fill: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z' },
	square: { line: 'M5 5h14v14H5Z', fill: 'M5 5h14v14H5Z' },
	octagon: { line: 'M8 3.5h8L20.5 8v8L16 20.5H8L3.5 16V8ZM8 12h8', fill: '' },
	struck: { line: 'M5 5h14v14H5ZM5 19 19 5', fill: '' },
	question: { line: 'M4 4h16v16H4ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.5', fill: '' },
	hourglass: { line: 'M7 4h10M7 20h10M8 4c0 5 8 11 8 16M16 4c0 5-8 11-8 16', fill: '' },
	fork: { line: 'M4 12h6l8-6M10 12l8 6', fill: '' },
	join: { line: 'M20 12h-6L6 6M14 12l-8 6', fill: '' },
	cloud: { line: 'M7 18.5a4.5 4.5 0 0 1-.4-9 6 6 0 0 1 11.5 1.6 3.8 3.8 0 0 1-.6 7.4Z', fill: '' },
	check: { line: 'M5 12.5l5 5 9-11', fill: '' },
	triangle: { line: 'M12 4 21 20H3ZM12 10v5M12 17.2v.3', fill: '' },
	bar: { line: 'M5 12h14', fill: '' }
} as const;

export type MarkShape = keyof typeof MARKS;
