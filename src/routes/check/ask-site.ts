/** What the server says of itself, and what the question shows of this device's clock. */
export interface SiteAnswer {
	/** The origin that devices of this site use. */
	readonly address: string;
	/** Milliseconds by which this device's clock is ahead of the server's; null when the answer has no time. */
	readonly clockAhead: number | null;
	/** `until` in ISO 8601; `trouble` in the server's words. Null without TLS. */
	readonly certificate: { readonly until: string; readonly trouble: string | null } | null;
}

/** Milliseconds: a person is waiting. */
const PATIENCE = 8_000;

/** `Date` has whole seconds, cut off: on average half of one is missing. */
const HALF_SECOND = 500;

/** Null when nothing answers, or something else does: a login page of the network is not the server. */
export async function askSite(ask: typeof fetch, now: () => number): Promise<SiteAnswer | null> {
	try {
		const asked = now();
		const response = await ask('/site', {
			cache: 'no-store',
			redirect: 'error',
			signal: AbortSignal.timeout(PATIENCE)
		});
		const answered = now();
		const site = (await response.json()) as Record<string, unknown>;
		if (!response.ok || typeof site.uuid !== 'string' || typeof site.address !== 'string') return null;
		const date = Date.parse(response.headers.get('date') ?? '');
		return {
			address: site.address,
			clockAhead: Number.isNaN(date) ? null : (asked + answered) / 2 - (date + HALF_SECOND),
			certificate: readCertificate(site.certificate)
		};
	} catch {
		return null;
	}
}

function readCertificate(value: unknown): SiteAnswer['certificate'] {
	const { until, trouble } = (value ?? {}) as Record<string, unknown>;
	if (typeof until !== 'string' || Number.isNaN(Date.parse(until))) return null;
	return { until, trouble: typeof trouble === 'string' ? trouble : null };
}
