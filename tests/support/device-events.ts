import type { Json } from '#domain/kernel/canonical.ts';
import { eventHash, sealEvent, type Epoch, type EventBody, type FloorEvent } from '#domain/kernel/event.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { hlc } from '#domain/kernel/timestamp.ts';

type Told = Pick<EventBody, 'stream' | 'type' | 'v' | 'touches'>;

/** A device as a writer of well-formed, chained events, whose data nobody looks at. */
export interface EventWriter {
	/** The next event of its chain: a note about its device, or what `more` says. */
	next(data?: { readonly [name: string]: Json }, more?: Partial<Told>): FloorEvent;
}

const START = 1_790_000_000_000;

export function createEventWriter(device: string, epoch = '00000'): EventWriter {
	let seq = 0;
	let prev: string | null = null;
	return {
		next(data, more = {}) {
			seq++;
			const sealed = sealEvent({
				f: 1,
				stream: 'site',
				type: 'NoteWritten',
				v: 1,
				touches: [`d${device}00000x`],
				data: more.type === undefined ? { text: `note ${seq}`, ...data } : (data ?? {}),
				hlc: hlc(START + seq, 0),
				at: '2026-09-21T08:00:00.000+02:00',
				device: device as DeviceNumber,
				epoch: epoch as Epoch,
				seq,
				prev,
				by: [],
				station: null,
				machine: null,
				source: null,
				heads: {},
				...more
			});
			if (!sealed.ok) throw new Error(sealed.error.reason);
			prev = eventHash(sealed.value.event);
			return sealed.value.event;
		}
	};
}
