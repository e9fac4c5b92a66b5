import type { Sheet } from '#adapters/sheets/sheet.ts';
import { m } from '#paraglide/messages.js';
import { factLine, happenedIn, sourceText } from '#state/words/history.ts';
import type { ForReader } from './for-reader.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { ListedEvent } from './read-events.ts';
import { codesCell, sheetOf } from './sheet-of.ts';

/** What was recorded, as the history of a batch shows it. */
export const eventsSheet = (events: readonly ListedEvent[], { nameOf, who, deviceName }: ForReader): Sheet =>
	sheetOf<ListedEvent>(
		m.exports_events(),
		[
			{ title: m.exports_time(), kind: 'time', cell: ({ fact }) => happenedIn(fact) ?? fact.at },
			{ title: m.exports_event(), kind: 'text', width: 40, cell: ({ fact }) => factLine(fact, nameOf) },
			{ title: m.exports_batches(), kind: 'text', width: 30, cell: ({ batches }) => listed(batches) },
			{ title: m.exports_how_many(), kind: 'count', width: 8, cell: ({ batches }) => batches.length },
			{ title: m.exports_station(), kind: 'text', cell: ({ fact }) => nameOf(fact.station) },
			{ title: m.exports_machine(), kind: 'text', cell: ({ fact }) => nameOf(fact.machine) },
			{ title: m.exports_person(), kind: 'text', cell: ({ fact }) => who(fact.by) },
			{ title: m.exports_device(), kind: 'text', cell: ({ fact }) => deviceName(fact.device) },
			{ title: m.exports_source(), kind: 'text', cell: ({ fact }) => sourceText(fact.source) },
			{
				title: m.exports_counts(),
				kind: 'text',
				width: 8,
				cell: ({ counts }) => (counts ? m.exports_yes() : m.exports_no())
			},
			{ title: m.exports_record(), kind: 'text', width: 50, cell: ({ fact }) => fact.id }
		],
		events
	);

/** A record that plans a run names thousands, and a cell does not hold them. */
const MOST_LISTED = 100;

const listed = (batches: readonly EntityId[]): string =>
	batches.length <= MOST_LISTED ? codesCell(batches) : `${codesCell(batches.slice(0, MOST_LISTED))}, …`;
