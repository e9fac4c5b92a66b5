import { inChunks } from '../kernel/chunks.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { machine as machines } from '../machine/machine.ts';
import { DowntimeEnded, downtimes, DowntimeStarted, END_CHUNK, machineDowntime, machineStream } from './downtime.ts';

/** The machine stands. Recorded by anybody: what stands is no mistake to say. */
export interface StartDowntime {
	readonly type: 'StartDowntime';
	readonly machine: Code;
	/** Empty while nobody knows why. */
	readonly reason: string;
}

/** The machine runs again: every downtime that is known here ends. */
export interface EndDowntime {
	readonly type: 'EndDowntime';
	readonly machine: Code;
}

/** `feature`: only its own screens meet these, and say them. */
export type DowntimeRefusal = { readonly feature: 'downtime' } & (
	| { readonly type: 'MachineUnknown'; readonly machine: Code }
	/** `since`: wall time. */
	| { readonly type: 'AlreadyDown'; readonly machine: Code; readonly since: string }
	| { readonly type: 'NotDown'; readonly machine: Code }
);

const startDowntime: Decider<StartDowntime, DowntimeRefusal> = {
	command: 'StartDowntime',
	needs: ({ machine }) => [need(machines.table, machine), need(downtimes, machine)],
	decide({ machine, reason }, rows, moment) {
		if (!rows.get(machines.table, machine)) return err({ feature: 'downtime', type: 'MachineUnknown', machine });
		const since = rows.get(downtimes, machine)?.downSince;
		if (since !== undefined) return err({ feature: 'downtime', type: 'AlreadyDown', machine, since });
		const text = reason.trim();
		const because = text === '' ? null : { code: null, text: moment.personal(text) };
		const data = { machine, reason: because };
		return ok([draft(DowntimeStarted, machineStream(machine), [machine], data, { station: null, machine })]);
	}
};

const endDowntime: Decider<EndDowntime, DowntimeRefusal> = {
	command: 'EndDowntime',
	needs: ({ machine }) => [need(downtimes, machine)],
	decide({ machine }, rows) {
		const open = rows.get(downtimes, machine)?.open ?? [];
		if (open.length === 0) return err({ feature: 'downtime', type: 'NotDown', machine });
		const starts = open.map(({ began }) => began.event).sort();
		return ok(
			inChunks(starts, END_CHUNK).map((chunk) =>
				draft(DowntimeEnded, machineStream(machine), [machine], { machine, starts: chunk }, { station: null, machine })
			)
		);
	}
};

export const downtime = { slices: [machineDowntime], deciders: [startDowntime, endDowntime] } as const;
