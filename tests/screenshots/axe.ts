import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Finding } from './measure.ts';

/** WCAG's own levels, and what axe recommends beside them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** It takes what scrolls under a bar for something small; `measure` asks for more than it does anyway. */
const LEFT_OUT = { 'target-size': { enabled: false } };
const ENHANCED = 'color-contrast-enhanced';

export interface AxeOptions {
	/** Structure does not change with the colours: the second theme need only be asked about contrast. */
	readonly contrastOnly?: boolean;
	/** Least contrast of text, as a ratio, where more than WCAG's is wanted. */
	readonly contrast?: number;
}

/** What axe finds on the open page; serious and critical findings are severe. */
export async function findBarriers(page: Page, options: AxeOptions = {}): Promise<Finding[]> {
	const { contrastOnly = false, contrast } = options;
	// Without its own mode for frames, which would open another page: the app has none.
	const axe = new AxeBuilder({ page }).setLegacyMode(true);
	const contrastRules = ['color-contrast', ...(contrast === undefined ? [] : [ENHANCED])];
	if (contrastOnly) axe.options({ runOnly: contrastRules });
	else axe.options({ runOnly: TAGS, rules: { [ENHANCED]: { enabled: contrast !== undefined }, ...LEFT_OUT } });
	const { violations } = await axe.analyze();
	return violations.flatMap(({ id, impact, help, nodes }): Finding[] => {
		if (id === ENHANCED) return nodes.flatMap((node) => weakContrast(node, contrast ?? 0));
		const isSevere = impact === 'serious' || impact === 'critical';
		return nodes.map(({ target }) => ({ rule: `axe ${id}`, what: `${help}: ${target.join(' ')}`, isSevere }));
	});
}

interface Measured {
	readonly target: readonly unknown[];
	readonly any: readonly { readonly data?: unknown }[];
}

/** axe asks for 7 of all small text; fields that say something by their colour may have less. */
function weakContrast({ target, any }: Measured, least: number): Finding[] {
	const ratio = (any[0]?.data as { contrastRatio?: number } | undefined)?.contrastRatio ?? 0;
	return [{ rule: 'contrast', what: `${ratio} : 1, ${target.join(' ')}`, isSevere: ratio < least }];
}
