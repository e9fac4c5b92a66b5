/** What is laid out: boxes with their sizes, what leads from which to which, and the column that each stands in. */
export interface LayoutGraph {
	/** In the order in which they stand above each other where nothing else tells. */
	readonly nodes: readonly LayoutNode[];
	/** No two with the same ends. */
	readonly edges: readonly LayoutEdge[];
	/** Where the columns follow each other to: `down`, they are rows. */
	readonly heading: Heading;
	/** The letters' size in pixels: gaps follow from it. */
	readonly em: number;
}

export const HEADINGS = ['right', 'down'] as const;
export type Heading = (typeof HEADINGS)[number];

/** Sizes in pixels. */
export interface LayoutNode {
	readonly id: string;
	readonly width: number;
	readonly height: number;
	/** Columns follow each other in the order of these numbers; one that nothing stands in takes no room. */
	readonly column: number;
}

export interface LayoutEdge {
	readonly id: string;
	readonly from: string;
	readonly to: string;
}

export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Boxes and lines in pixels, from the upper left corner of the drawing. */
export interface LaidOutFlow {
	readonly width: number;
	readonly height: number;
	readonly heading: Heading;
	readonly nodes: readonly LaidOutNode[];
	readonly edges: readonly LaidOutEdge[];
	/** In their order, without those that nothing stands in. */
	readonly columns: readonly LaidOutColumn[];
}

/** From its upper left corner. */
export interface LaidOutNode extends Point {
	readonly id: string;
	readonly width: number;
	readonly height: number;
}

/**
 * From the border of `from` to the border of `to`. Between them two points for each column that it goes past: it runs straight
 * through those, and bends between columns only.
 */
export interface LaidOutEdge extends LayoutEdge {
	readonly points: readonly Point[];
}

/** Where a column begins and how far it reaches, along the heading. */
export interface LaidOutColumn {
	readonly column: number;
	readonly start: number;
	readonly size: number;
}
