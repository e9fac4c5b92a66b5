import { m } from '#paraglide/messages.js';
import type { TrialFault } from './scanner-trial.ts';

export function faultText(fault: TrialFault): string {
	switch (fault) {
		case 'only the end':
			return m.devicecheck_fault_only_end();
		case 'other text':
			return m.devicecheck_fault_other_text();
		case 'no end':
			return m.devicecheck_fault_no_end();
		case 'as text':
			return m.devicecheck_fault_as_text();
		case 'slow':
			return m.devicecheck_fault_slow();
	}
}

/** What the makers' own programs have to be set to, in their order. */
export const settingsToMake = (): readonly { readonly make: string; readonly settings: readonly string[] }[] => [
	{
		make: 'Zebra DataWedge',
		settings: [
			m.devicecheck_zebra_profile(),
			m.devicecheck_zebra_output(),
			m.devicecheck_zebra_events(),
			m.devicecheck_zebra_enter(),
			m.devicecheck_zebra_delay()
		]
	},
	{ make: 'Honeywell', settings: [m.devicecheck_honeywell_method(), m.devicecheck_honeywell_suffix()] },
	{ make: m.devicecheck_others(), settings: [m.devicecheck_others_keyboard(), m.devicecheck_others_suffix()] }
];
