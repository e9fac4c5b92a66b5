import { table, type Table } from '#domain/kernel/table.ts';
import type { Key } from '#ports/store.ts';

export interface Part {
	readonly id: Key;
	readonly place?: string | null;
	readonly lot?: string;
	readonly count?: number;
	readonly data?: unknown;
}

export interface Scan {
	readonly device: string;
	readonly epoch: string;
	readonly seq: number;
}

export const parts = table<Part>('parts', 'id', ['place', '[lot+count]']);
export const scans = table<Scan>('scans', '[device+epoch+seq]');
export const counters = table<{ readonly name: string; readonly value: number }>('counters', 'name');

export const contractTables = [parts, scans, counters] as readonly Table<unknown>[] as readonly Table<never>[];
