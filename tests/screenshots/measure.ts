import type { Page } from '@playwright/test';
import type { Limits } from './profiles.ts';

/** Something about a picture that is not as it should be. */
export interface Finding {
	readonly rule: string;
	/** What it is about, as a person would point at it. */
	readonly what: string;
	/** Whether it has to be mended before anybody looks at the picture. */
	readonly isSevere: boolean;
}

/** What can be found out about a page without looking at it: what is cut off, too small, or too close together. */
export const measure = (page: Page, limits: Limits): Promise<Finding[]> => page.evaluate(measureHere, limits);

/** Whether the page can be moved sideways. */
export async function measureWidth(page: Page): Promise<Finding[]> {
	const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
	if (content <= screen) return [];
	return [{ rule: 'sideways', what: `${content} px of content on ${screen} px`, isSevere: true }];
}

/** Runs in the page, so it has to bring everything it uses. */
function measureHere({ target, primary, text, gap }: Limits): Finding[] {
	const TAPPED =
		'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option]';
	const findings: Finding[] = [];
	const found = (rule: string, what: string, isSevere = true): void =>
		void (
			findings.some((known) => known.rule === rule && known.what === what) || findings.push({ rule, what, isSevere })
		);

	const boxOf = (element: Element): DOMRect => element.getBoundingClientRect();
	const isShown = (element: Element): boolean => {
		const { width, height } = boxOf(element);
		return (
			width > 2 &&
			height > 2 &&
			element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
			!element.closest('.unseen')
		);
	};
	const nameOf = (element: Element): string => {
		const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
		return `${element.tagName.toLowerCase()} “${words.slice(0, 40)}”`;
	};
	/** What a finger has to hit: a field's label counts when it holds the field. */
	const touchedOf = (element: Element): Element => element.closest('label') ?? element;

	const targets = [...new Set([...document.querySelectorAll(TAPPED)].map(touchedOf))].filter(isShown);
	for (const element of targets) {
		const { width, height } = boxOf(element);
		// A link inside a sentence has the sentence's height.
		const isInSentence = getComputedStyle(element).display === 'inline' && element.closest('p, dd, td, li') !== null;
		const size = `${nameOf(element)}: ${Math.round(width)} × ${Math.round(height)} px`;
		if (Math.min(width, height) < target - 0.5) found('target', size, !isInSentence);
		if (element.classList.contains('primary') && height < primary - 0.5) found('primary', size);
	}

	const buttons = targets.filter((element) => element.matches('button, .button') && !element.closest('nav'));
	for (const [index, one] of buttons.entries()) {
		for (const other of buttons.slice(index + 1)) {
			if (one.parentElement !== other.parentElement || one.contains(other)) continue;
			const [a, b] = [boxOf(one), boxOf(other)];
			const across = Math.max(a.left - b.right, b.left - a.right);
			const down = Math.max(a.top - b.bottom, b.top - a.bottom);
			const apart = Math.max(across, down);
			if (apart < gap - 0.5) found('gap', `${nameOf(one)} and ${nameOf(other)}: ${Math.round(apart)} px`);
		}
	}

	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const range = document.createRange();
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const holder = node.parentElement;
		const words = (node.textContent ?? '').replace(/\s+/g, ' ').trim();
		if (!holder || words === '' || !isShown(holder)) continue;
		// What is shown as it will be printed has the size of the print.
		if (holder.closest('script, style, noscript, option, svg, .paper')) continue;
		const shown = `“${words.slice(0, 40)}”`;
		const size = Number.parseFloat(getComputedStyle(holder).fontSize);
		// On a canvas everybody chooses how large it is.
		if (size < text - 0.1 && !holder.closest('.svelte-flow'))
			found('text size', `${shown}: ${Math.round(10 * size) / 10} px`);
		range.selectNodeContents(node);
		const box = range.getBoundingClientRect();
		let isWhole = holder.closest('.svelte-flow') === null;
		for (let around: Element | null = holder; around; around = around.parentElement) {
			// What is drawn on a canvas that can be moved goes on behind its borders.
			if (around.matches('.svelte-flow')) break;
			const { overflowX, overflowY, textOverflow, position } = getComputedStyle(around);
			const edge = boxOf(around);
			const isClippedAcross =
				(overflowX === 'hidden' || overflowX === 'clip') && (box.right > edge.right + 1 || box.left < edge.left - 1);
			const isClippedDown =
				(overflowY === 'hidden' || overflowY === 'clip') && (box.bottom > edge.bottom + 2 || box.top < edge.top - 2);
			if (isClippedAcross || isClippedDown) {
				found(textOverflow === 'ellipsis' ? 'shortened' : 'cut off', shown, textOverflow !== 'ellipsis');
				isWhole = false;
				break;
			}
			// What scrolls can be brought into view.
			if (position === 'fixed' || overflowY === 'auto' || overflowY === 'scroll') break;
		}
		if (isWhole && (box.right > innerWidth + 1 || box.left < -1)) found('off the screen', shown);
	}
	return findings;
}
