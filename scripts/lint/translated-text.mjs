// What a person reads comes from messages/: a text written into a screen stays in one language. This finds such texts by
// where they stand: between tags, in attributes and properties that are shown or read out, and in the words of a trouble.
import { inRepository } from './resolve-import.mjs';

/** Attributes and component properties that are shown or read out, whatever carries them. */
const SAID = new Set(
	'alt aria-description aria-label aria-roledescription aria-valuetext detail erase hint label line none placeholder subject text title unit word'.split(
		' '
	)
);

/** Functions whose arguments are said: a title and a line. */
const SAYING = new Set(['warning', 'stop']);

/** Elements whose text is the same in every language. */
const VERBATIM = new Set(['code', 'kbd', 'samp', 'style']);

/** Words that are the same in every language. */
const NAMES = /\b(?:Floorbook|DEMO)\b/g;

const hasWords = (/** @type {string} */ text) => /\p{L}/u.test(text.replace(NAMES, ''));

/**
 * @typedef {{ type: string, parent?: Node | null, [member: string]: any }} Node of TypeScript's or Svelte's syntax
 */

/**
 * @param {Node | null | undefined} node an expression
 * @returns {Node[]} the texts its value may be made of
 */
function textsIn(node) {
	switch (node?.type) {
		case 'Literal':
			return typeof node.value === 'string' && hasWords(node.value) ? [node] : [];
		case 'TemplateLiteral':
			return node.quasis.some((/** @type {Node} */ { value }) => hasWords(value.cooked)) ? [node] : [];
		case 'ConditionalExpression':
			return [...textsIn(node.consequent), ...textsIn(node.alternate)];
		case 'LogicalExpression':
			return node.operator === '&&' ? textsIn(node.right) : [...textsIn(node.left), ...textsIn(node.right)];
		case 'BinaryExpression':
			return node.operator === '+' ? [...textsIn(node.left), ...textsIn(node.right)] : [];
		case 'TSAsExpression':
		case 'TSSatisfiesExpression':
		case 'TSNonNullExpression':
			return textsIn(node.expression);
		case 'SvelteLiteral':
			return hasWords(node.value) ? [node] : [];
		case 'SvelteMustacheTag':
			return textsIn(node.expression);
		default:
			return [];
	}
}

/** @param {Node} node */
const keyOf = ({ computed, key }) => (computed ? undefined : (key?.name ?? key?.value));

/**
 * Whether the property is said: by its name, or as the name beside a value in a list of facts.
 * @param {Node} property
 */
function isSaid(property) {
	const key = keyOf(property);
	if (SAID.has(key)) return true;
	const beside = property.parent?.properties ?? [];
	return (
		key === 'name' && beside.some((/** @type {Node} */ other) => other.type === 'Property' && keyOf(other) === 'value')
	);
}

/** @param {Node} node */
const elementName = (node) => (node.type === 'SvelteStyleElement' ? 'style' : node.name?.name);

/** @type {import('eslint').Rule.RuleModule} */
export const translatedText = {
	meta: {
		type: 'problem',
		schema: [],
		messages: { literal: 'A person reads this: it belongs into messages/, in every language.' }
	},
	create(context) {
		const file = inRepository(context.filename);
		if (!file.startsWith('src/routes/') || file.endsWith('.test.ts')) return {};
		/** @param {Node[]} texts */
		function report(texts) {
			for (const node of texts) {
				context.report({
					node: /** @type {import('estree').Node} */ (/** @type {unknown} */ (node)),
					messageId: 'literal'
				});
			}
		}
		const inVerbatim = (/** @type {Node} */ { parent }) => parent && VERBATIM.has(elementName(parent));
		return {
			SvelteText(/** @type {Node} */ node) {
				if (hasWords(node.value) && !inVerbatim(node)) report([node]);
			},
			SvelteMustacheTag(/** @type {Node} */ node) {
				const isContent = node.parent?.type !== 'SvelteAttribute' && node.parent?.type !== 'SvelteStyleDirective';
				if (isContent && !inVerbatim(node)) report(textsIn(node));
			},
			SvelteAttribute(/** @type {Node} */ node) {
				if (SAID.has(node.key.name)) report(node.value.flatMap(textsIn));
			},
			Property(/** @type {Node} */ node) {
				if (node.parent?.type === 'ObjectExpression' && isSaid(node)) report(textsIn(node.value));
			},
			CallExpression(/** @type {Node} */ node) {
				if (SAYING.has(node.callee.name)) report(node.arguments.flatMap(textsIn));
			}
		};
	}
};
