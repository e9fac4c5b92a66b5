import { codeKind, isCode, type Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import type { Recorded } from '#engine/submit.ts';

/** What people were told, kept apart from every store: in the end the stores have to agree with it. */
export interface Ledger {
	/** Somebody saw the tick. */
	readonly confirm: (recorded: Recorded) => void;
	/** The device died after it had recorded this and before anybody saw a tick. */
	readonly leaveUnheard: (recorded: Recorded) => void;
	/** The server said no to a document of a device, by the device's name in this history. */
	readonly refuse: (device: string, ids: readonly string[]) => void;
	/** A document that is no event came to every device that listens to the server. */
	readonly poison: (id: string, quarantineId: string) => void;
	/** An event rotted in one device's log: it never was one. */
	readonly rot: (id: EventId) => void;
	/** A personal text was erased: nobody may have it any more. */
	readonly erase: (id: string) => void;
	/** The device of this number has a twin: its sequence numbers are given twice. */
	readonly clone: (device: string) => void;
	/** Something threw that never may. */
	readonly fault: (what: string) => void;
	readonly confirmed: ReadonlyMap<EventId, FloorEvent>;
	readonly confirmedTexts: ReadonlySet<string>;
	readonly unheard: ReadonlyMap<EventId, FloorEvent>;
	readonly refused: ReadonlyMap<string, ReadonlySet<string>>;
	/** What was poisoned on the server, and where devices list it. */
	readonly poisoned: ReadonlyMap<string, string>;
	readonly rotten: ReadonlySet<EventId>;
	readonly erased: ReadonlySet<string>;
	readonly cloned: ReadonlySet<string>;
	readonly faults: readonly string[];
	/** Codes of batches that were printed or made, in the order of the ticks: what people may hold in their hands. */
	readonly papers: readonly Code[];
}

export function createLedger(): Ledger {
	const confirmed = new Map<EventId, FloorEvent>();
	const confirmedTexts = new Set<string>();
	const unheard = new Map<EventId, FloorEvent>();
	const refused = new Map<string, Set<string>>();
	const poisoned = new Map<string, string>();
	const rotten = new Set<EventId>();
	const erased = new Set<string>();
	const cloned = new Set<string>();
	const faults: string[] = [];
	const papers: Code[] = [];
	return {
		confirm({ events, texts }) {
			for (const event of events) {
				confirmed.set(event._id, event);
				for (const code of event.touches) if (isCode(code) && codeKind(code) === 'batch') papers.push(code);
			}
			for (const { _id } of texts) confirmedTexts.add(_id);
		},
		leaveUnheard({ events }) {
			for (const event of events) unheard.set(event._id, event);
		},
		refuse(device, ids) {
			const known = refused.get(device) ?? new Set();
			refused.set(device, known);
			for (const id of ids) known.add(id);
		},
		poison: (id, quarantineId) => void poisoned.set(id, quarantineId),
		rot: (id) => void rotten.add(id),
		erase: (id) => void erased.add(id),
		clone: (device) => void cloned.add(device),
		fault: (what) => void faults.push(what),
		confirmed,
		confirmedTexts,
		unheard,
		refused,
		poisoned,
		rotten,
		erased,
		cloned,
		faults,
		papers
	};
}
