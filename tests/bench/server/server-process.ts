import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a server costs the machine, read from the kernel: undefined where that is not Linux. */
export interface ProcessCost {
	/** Seconds of processor time since it began. */
	readonly processor: number;
	/** MB of memory, what it shares with others in proportion (PSS). */
	readonly memory: number;
}

/** Of the kernel's accounts, as every Linux has it. */
const TICKS_A_SECOND = 100;

/** The process and all that descend from it. */
export function processCost(root: number): ProcessCost | undefined {
	try {
		const family = familyOf(root);
		const sum = (of: (pid: number) => number): number => family.reduce((total, pid) => total + of(pid), 0);
		return { processor: sum(processorOf), memory: sum(memoryOf) };
	} catch {
		return undefined;
	}
}

/** Bytes on the disk, as blocks are allocated. */
export function allocatedBytes(folder: string): number {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((file) => statSync(join(folder, file), { throwIfNoEntry: false }))
		.reduce((total, found) => total + (found?.isFile() ? found.blocks * 512 : 0), 0);
}

function familyOf(root: number): number[] {
	const children = new Map<number, number[]>();
	for (const entry of readdirSync('/proc')) {
		const parent = /^\d+$/.test(entry) ? Number(fieldsOf(Number(entry))?.[1]) : Number.NaN;
		if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
	}
	const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
	return below(root);
}

/** Of /proc/<pid>/stat from the state on: the name before it may hold anything. Undefined when the process is gone. */
function fieldsOf(pid: number): string[] | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return undefined;
	}
}

function processorOf(pid: number): number {
	const fields = fieldsOf(pid);
	return (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) / TICKS_A_SECOND;
}

function memoryOf(pid: number): number {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}
