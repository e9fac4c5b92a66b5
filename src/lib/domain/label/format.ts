/** A tag identifies; a traveler also carries the route. */
export const LABEL_KINDS = ['tag', 'traveler'] as const;
export type LabelKind = (typeof LABEL_KINDS)[number];

/** Inches, height x width. */
export const LABEL_SIZES = ['1x1', '1x3', '1x4', '2x4'] as const;
export type LabelSize = (typeof LABEL_SIZES)[number];
