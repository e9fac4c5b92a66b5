import { m } from '#paraglide/messages.js';
import type { StorageCare } from '#state/storage-care.svelte.ts';
import { regional } from '#state/words/regional.ts';
import { lowSpaceWords, sizeText } from '../sync/storage-words.ts';
import type { SiteAnswer } from './ask-site.ts';
import type { CameraState } from './browser-abilities.ts';

/** `unknown`: it cannot be told now, and the line says why. */
export type Verdict = 'ok' | 'bad' | 'unknown';

export interface CheckRow {
	readonly name: string;
	readonly verdict: Verdict;
	/** What was found; what to do, where it is not well. */
	readonly line: string;
	/** What a tap here would do. */
	readonly action?: 'camera' | 'keep';
}

export interface Findings {
	readonly isSecure: boolean;
	readonly origin: string;
	/** What is recorded here belongs to this address already. */
	readonly isEnrolled: boolean;
	/** Undefined while it is asked; null when it does not answer. */
	readonly site: SiteAnswer | null | undefined;
	/** Null while the app is being put on the device. */
	readonly isOffline: boolean | null;
	readonly camera: CameraState;
	readonly storage: Pick<StorageCare, 'isKept' | 'used' | 'quota'>;
	readonly signs: boolean;
}

/** Beyond this the times in records mislead people. */
const CLOCK_LIMIT = 60_000;

export function checkRows({
	isSecure,
	origin,
	isEnrolled,
	site,
	isOffline,
	camera,
	storage,
	signs
}: Findings): CheckRow[] {
	return [
		row(m.check_secure(), isSecure, m.check_secure_ok(), m.check_secure_bad()),
		addressRow(origin, isEnrolled, site),
		...(site?.certificate ? [certificateRow(site.certificate)] : []),
		offlineRow(isOffline),
		cameraRow(camera),
		keptRow(storage.isKept ?? null),
		roomRow(storage),
		row(m.check_key(), signs, m.check_key_ok(), m.check_key_bad()),
		clockRow(site)
	];
}

const row = (name: string, isWell: boolean, well: string, ill: string): CheckRow => ({
	name,
	verdict: isWell ? 'ok' : 'bad',
	line: isWell ? well : ill
});

const unanswered = (name: string, site: null | undefined): CheckRow => ({
	name,
	verdict: 'unknown',
	line: site === null ? m.check_no_answer() : m.check_asking()
});

function addressRow(origin: string, isEnrolled: boolean, site: Findings['site']): CheckRow {
	if (!site) return unanswered(m.check_address(), site);
	const { address } = site;
	if (isEnrolled && address !== origin) {
		return { name: m.check_address(), verdict: 'ok', line: m.check_address_enrolled({ origin, address }) };
	}
	return row(m.check_address(), address === origin, m.check_address_ok({ address }), m.check_address_bad({ address }));
}

function certificateRow({ until, trouble }: NonNullable<SiteAnswer['certificate']>): CheckRow {
	const day = dayFormat().format(new Date(until));
	return row(
		m.check_certificate(),
		trouble === null,
		m.check_certificate_ok({ day }),
		m.check_certificate_bad({ trouble: trouble ?? '' })
	);
}

function offlineRow(isOffline: boolean | null): CheckRow {
	const name = m.check_offline();
	if (isOffline === null) return { name, verdict: 'unknown', line: m.check_offline_coming() };
	return row(name, isOffline, m.check_offline_ok(), m.check_offline_bad());
}

function cameraRow(camera: CameraState): CheckRow {
	const name = m.check_camera();
	switch (camera) {
		case 'works':
			return { name, verdict: 'ok', line: m.check_camera_ok() };
		case 'unasked':
			return { name, verdict: 'unknown', line: m.check_camera_unasked(), action: 'camera' };
		case 'refused':
			return { name, verdict: 'bad', line: m.check_camera_refused(), action: 'camera' };
		case 'missing':
			return { name, verdict: 'bad', line: m.check_camera_missing(), action: 'camera' };
	}
}

function keptRow(isKept: boolean | null): CheckRow {
	const name = m.check_kept();
	if (isKept === null) return { name, verdict: 'unknown', line: m.check_kept_unsaid() };
	const found = row(name, isKept, m.check_kept_ok(), m.check_kept_bad());
	return isKept ? found : { ...found, action: 'keep' };
}

function roomRow({ used, quota }: Findings['storage']): CheckRow {
	const name = m.check_room();
	if (used === null || quota === null) return { name, verdict: 'unknown', line: m.check_room_unsaid() };
	const low = lowSpaceWords(used, quota);
	return row(name, low === undefined, m.check_room_ok({ free: sizeText(quota - used) }), low?.line ?? '');
}

function clockRow(site: Findings['site']): CheckRow {
	const name = m.check_clock();
	if (!site) return unanswered(name, site);
	if (site.clockAhead === null) return unanswered(name, null);
	const seconds = signed().format(Math.round(site.clockAhead / 1_000));
	return row(
		name,
		Math.abs(site.clockAhead) <= CLOCK_LIMIT,
		m.check_clock_ok({ seconds }),
		m.check_clock_bad({ seconds })
	);
}

const dayFormat = regional((region) => new Intl.DateTimeFormat(region, { dateStyle: 'long' }));

/** Of a clock that is ahead with its plus. */
const signed = regional((region) => new Intl.NumberFormat(region, { signDisplay: 'exceptZero' }));
