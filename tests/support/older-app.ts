import { vi } from 'vitest';
import type * as Catalog from '#domain/catalog.ts';
import type { EventSpec } from '#domain/kernel/view.ts';

/** What came to the app after the version that runs. */
export interface Later {
	/** Event types. */
	readonly types?: readonly string[];
	/** Types of which it knows the first schema version only. */
	readonly revised?: readonly string[];
}

/**
 * Modules of the app as they were before an update: their catalog lacks what came later. They stand beside the modules of this
 * version, which are imported as always.
 */
export async function olderApp<Modules>(later: Later, modules: () => Promise<Modules>): Promise<Modules> {
	vi.resetModules();
	vi.doMock('#domain/catalog.ts', async (importOriginal) => before(later, await importOriginal<typeof Catalog>()));
	try {
		return await modules();
	} finally {
		vi.doUnmock('#domain/catalog.ts');
		vi.resetModules();
	}
}

type AnySpec = EventSpec<string, unknown, unknown>;

function before({ types = [], revised = [] }: Later, catalog: typeof Catalog): Partial<typeof Catalog> {
	const earlierSpec = (spec: AnySpec): AnySpec | undefined => {
		if (types.includes(spec.type)) return undefined;
		const first = revised.includes(spec.type) ? spec.earlier?.find(({ v }) => v === 1) : undefined;
		return first ? { ...spec, v: 1, schema: first.schema, earlier: [] } : spec;
	};
	const slices = catalog.slices.flatMap((slice) => {
		const events = slice.events.flatMap((spec) => earlierSpec(spec) ?? []);
		return events.length === 0 ? [] : { ...slice, events };
	});
	return {
		...catalog,
		slices,
		slicesOf: (kind) => slices.filter((slice) => slice.kind === kind),
		eventSpecOf(type) {
			const spec = catalog.eventSpecOf(type);
			return spec && earlierSpec(spec);
		}
	};
}
