import type { ScanCommand } from '../batch/decide.ts';
import type { Code } from '../kernel/code.ts';
import type { StationRow } from '../station/station.ts';
import type { Label } from './label.ts';

/** What a scanned label is about to do, before any rule is asked. */
export type Intent =
	| { readonly type: 'record'; readonly command: ScanCommand }
	| { readonly type: 'station'; readonly station: Code } // go and work there
	| { readonly type: 'person'; readonly person: Code } // this person works here now
	| { readonly type: 'open'; readonly label: Label } // show it
	| { readonly type: 'unused'; readonly label: Label }; // a good code that does nothing here

/** Where a scan happens and what was answered to its questions. */
export interface ScanContext {
	/** Null: looking things up. */
	readonly station: StationRow | null;
	readonly step: Code | null;
	readonly machine: Code | null;
	readonly usual: Code | null;
}

/** A station's operation decides what a scanned batch does there; every other code means the same everywhere. */
export function labelIntent(label: Label, { station, ...answers }: ScanContext): Intent {
	switch (label.kind) {
		case 'batch':
			return station === null
				? { type: 'open', label }
				: { type: 'record', command: commandAt(station, label.code, answers) };
		case 'station':
			return { type: 'station', station: label.code };
		case 'person':
			return { type: 'person', person: label.code };
		case 'run':
		case 'order':
		case 'machine':
			return { type: 'open', label };
		default:
			return { type: 'unused', label };
	}
}

/** What a scan of the batch asks for at this station. */
function commandAt({ id, operation }: StationRow, batch: Code, answers: Omit<ScanContext, 'station'>): ScanCommand {
	const scanned = { batch, station: id, ...answers };
	return operation === 'move'
		? { type: 'MoveBatch', source: null, ...scanned }
		: { type: 'InitialiseBatch', ...scanned };
}
