import { DIRECTIONS, type Direction } from '#domain/batch/relatives.ts';
import type { Code } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { parseLabel, type Label } from '#domain/label/label.ts';

/** What is traced. */
export type About =
	| { readonly about: 'batch'; readonly batch: Code }
	| { readonly about: 'run'; readonly run: Code }
	/** By its code, or the number that people know it by. */
	| { readonly about: 'order'; readonly order: string }
	| TimeWindow;

export interface TimeWindow {
	readonly about: 'time';
	/** As the fields have them, in this device's zone: `2026-11-20T08:00`. Both inclusive. */
	readonly from: string;
	readonly to: string;
	/** A station or a machine; null: anywhere. */
	readonly place: Code | null;
}

export interface Question {
	readonly about: About;
	readonly direction: Direction;
}

/** As the address has it; null: nothing is asked yet. */
export function questionIn(params: URLSearchParams): Question | null {
	const about = aboutIn(params);
	const way = params.get('way');
	return about && { about, direction: DIRECTIONS.find((direction) => direction === way) ?? 'both' };
}

function aboutIn(params: URLSearchParams): About | null {
	const [batch, run] = [codeIn(params, 'batch'), codeIn(params, 'run')];
	if (batch) return { about: 'batch', batch };
	if (run) return { about: 'run', run };
	const order = params.get('order')?.trim();
	if (order) return { about: 'order', order };
	const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
	if (!isMoment(from) || !isMoment(to)) return null;
	return { about: 'time', from, to, place: codeIn(params, 'station') ?? codeIn(params, 'machine') };
}

function codeIn(params: URLSearchParams, kind: 'batch' | 'run' | 'station' | 'machine'): Code | null {
	const label = parseLabel(params.get(kind) ?? '');
	return label.ok && label.value.kind === kind ? label.value.code : null;
}

export const isMoment = (text: string): boolean =>
	/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export function pathOf({ about, direction }: Question): string {
	const params = new URLSearchParams(about.about === 'time' ? windowParams(about) : { [about.about]: askedFor(about) });
	if (direction !== 'both') params.set('way', direction);
	return `/trace?${params}`;
}

function askedFor(about: Exclude<About, TimeWindow>): string {
	switch (about.about) {
		case 'batch':
			return about.batch;
		case 'run':
			return about.run;
		case 'order':
			return about.order;
	}
}

function windowParams({ from, to, place }: TimeWindow): Record<string, string> {
	if (place === null) return { from, to };
	return { from, to, [place.startsWith('m') ? 'machine' : 'station']: place };
}

/** What a scanned label asks for; null for what has no trace of its own. */
export function aboutLabel({ kind, code }: Label): About | null {
	switch (kind) {
		case 'batch':
			return { about: 'batch', batch: code };
		case 'run':
			return { about: 'run', run: code };
		case 'order':
			return { about: 'order', order: code };
		default:
			return null;
	}
}

/** What somebody typed: a code, or the number of an order. */
export function aboutTyped(text: string): Result<About, 'missing' | 'damaged' | 'other'> {
	const label = parseLabel(text);
	if (label.ok) {
		const about = aboutLabel(label.value);
		return about ? ok(about) : err('other');
	}
	if (label.error.type === 'LabelDamaged') return err('damaged');
	return text.trim() === '' ? err('missing') : ok({ about: 'order', order: text.trim() });
}

/** In milliseconds since 1970: the whole last minute is in it. */
export const span = ({ from, to }: TimeWindow): { readonly from: number; readonly to: number } => ({
	from: Date.parse(from),
	to: Date.parse(to) + 60_000
});
