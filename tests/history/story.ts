import { batches } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { deviceKeys } from '#domain/device/key.ts';
import { revocations } from '#domain/device/revocation.ts';
import { downtimes } from '#domain/downtime/downtime.ts';
import { handovers } from '#domain/handover/handover.ts';
import { holds } from '#domain/hold/hold.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { orders } from '#domain/order/views.ts';
import { pins } from '#domain/person/pin.ts';
import { runs } from '#domain/run/run.ts';
import { withdrawnPeople } from '#domain/withdrawal/withdrawal.ts';
import { progressOf, runStateOf, type TestFloor } from '../support/floor.ts';

/**
 * What a person would say happened: what every later version has to tell of an old log, however its rows look. Times as the
 * authors' clocks had them.
 */
export async function storyOf(floor: TestFloor) {
	const unread: Record<string, number> = {};
	const names: Record<string, unknown> = {};
	for (const { table } of Object.values(definitions)) {
		for (const row of await floor.rows<{ id: string; name: unknown; archived: boolean; unread: number }>(table)) {
			names[row.id] = row.name;
			if (row.unread > 0) unread[row.id] = row.unread;
		}
	}
	const told = [];
	for (const row of await floor.rows(runs)) {
		const { started, completed, planned, voided } = (await progressOf(floor, row.id)) ?? {};
		const state = await runStateOf(floor, row.id);
		const { responsible, due, priority, released } = row;
		told.push({ run: row.id, state, planned, voided, started, completed, responsible, due, priority, released });
	}
	const labels = [];
	for (const row of await floor.rows(batches)) {
		if (row.unread > 0) unread[row.id] = row.unread;
		labels.push({
			batch: row.id,
			run: row.run,
			item: row.item?.id ?? null,
			quantity: row.quantity && `${row.quantity.amount} ${row.quantity.unit}`,
			state: row.state,
			initialised: row.began && {
				at: row.began.at,
				by: row.began.by,
				station: row.began.station
			},
			closed: row.closed?.at ?? null,
			voided: row.voided?.at ?? null,
			waiting: row.waiting
		});
	}
	return { names, runs: told, batches: labels, exceptions: (await floor.rows(exceptions)).map(({ id }) => id), unread };
}

/** What became of the batches: how each one travels, what is left of it, and what it was made of and became. */
export async function travelsOf(floor: TestFloor) {
	return (await floor.rows(batches)).map((row) => ({
		batch: row.id,
		label: row.label,
		boundTo: row.boundTo,
		prints: row.prints,
		operation: row.began?.operation ?? null,
		step: row.began?.step?.id ?? null,
		remaining: row.remaining?.amount ?? null,
		share: row.share,
		closed: row.closed?.how ?? null,
		parents: row.parents,
		children: row.children
	}));
}

/** What was said about batches, runs and machines beside how they travel, and what is left for a lead to decide. */
export async function statedOf(floor: TestFloor) {
	return {
		batches: (await floor.rows(batches)).map((row) => ({
			batch: row.id,
			grade: row.grade,
			reason: row.reason,
			happened: row.began?.happened ?? null,
			holds: row.holds,
			notes: row.notes,
			swapped: row.swapped
		})),
		runs: (await floor.rows(runs)).map(({ id, steps, holds: held }) => ({ run: id, steps, holds: held })),
		holds: (await floor.rows(holds)).map(({ id, run, covers, released }) => ({ hold: id, run, covers, released })),
		downtimes: (await floor.rows(downtimes)).map(({ id, open, last }) => ({
			machine: id,
			open: open.map(({ began }) => began.at),
			last: last && [last.began.at, last.ended?.at]
		})),
		decisions: (await floor.rows(exceptions)).map(({ id, events, contested }) => ({ exception: id, events, contested }))
	};
}

/** Who may record, with what, and who took over from whom. */
export async function peopleOf(floor: TestFloor) {
	return {
		pins: (await floor.rows(pins)).map(({ id, verifier, temporary }) => ({ person: id, verifier, temporary })),
		keys: (await floor.rows(deviceKeys)).map(({ id, announced }) => ({ device: id, announced })),
		revoked: (await floor.rows(revocations)).map(({ id, revoked, accepted }) => ({
			device: id,
			at: revoked?.at ?? null,
			accepted
		})),
		left: (await floor.rows(withdrawnPeople)).map(({ id, changes }) => ({ person: id, changes })),
		handovers: (await floor.rows(handovers)).map(({ id, last }) => ({
			place: id,
			from: last?.from ?? [],
			to: last?.to ?? [],
			at: last?.happened.at ?? null
		}))
	};
}

/** What was ordered, what is made of it, and what was not answered yet. */
export async function ordersOf(floor: TestFloor) {
	return (await floor.rows(orders)).map((row) => ({
		order: row.id,
		number: row.number,
		status: row.status,
		placed: row.placed,
		hasCustomer: row.customer !== null,
		lines: row.lines.map(({ line, wanted, requested, promised, priority, dropped }) => ({
			line,
			wanted: wanted && `${wanted.quantity.amount} ${wanted.quantity.unit} of ${wanted.item}`,
			requested,
			promised,
			priority,
			dropped
		})),
		runs: row.runs.map(({ run, lines, changed, unanswered }) => ({
			run,
			covers: lines.map(({ line, covers }) => `${line}: ${covers.quantity.amount} ${covers.quantity.unit}`),
			changed: changed.map(({ line, field }) => `${line ?? ''} ${field}`.trim()),
			unanswered: unanswered.length
		})),
		exceptions: row.exceptions
	}));
}
