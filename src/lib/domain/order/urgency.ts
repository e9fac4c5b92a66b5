import type { OrderLine } from './views.ts';

/** What was promised counts before what was asked for; the earliest; null where no line says. */
export const dueOf = (lines: readonly Pick<OrderLine, 'promised' | 'requested'>[]): string | null =>
	lines.flatMap(({ promised, requested }) => promised ?? requested ?? []).sort()[0] ?? null;

/** The most urgent; null where no line says. */
export const priorityOf = (lines: readonly Pick<OrderLine, 'priority'>[]): number | null =>
	lines.flatMap(({ priority }) => priority ?? []).sort((a, b) => a - b)[0] ?? null;
