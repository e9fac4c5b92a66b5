import { departments } from './kinds/departments.ts';
import { devices } from './kinds/devices.ts';
import { flows } from './kinds/flows.ts';
import { items } from './kinds/items.ts';
import { KIND_SLUGS, type Kind, type KindSlug } from './kinds/kind.ts';
import { machines } from './kinds/machines.ts';
import { people } from './kinds/people.ts';
import { stations } from './kinds/stations.ts';
import { steps } from './kinds/steps.ts';

const KINDS: { readonly [Slug in KindSlug]: Kind } = {
	items,
	steps,
	flows,
	departments,
	machines,
	stations,
	people,
	devices
};

/** Everything that is set up, in the order in which a site is set up. */
export const kinds: readonly Kind[] = KIND_SLUGS.map((slug) => KINDS[slug]);

/** The kind that an address names; undefined for any other word. */
export const kindOf = (slug: string): Kind | undefined => kinds.find((kind) => kind.slug === slug);
