import { createPage, escapeHtml, type PageLanguage } from '../http/page.ts';
import { isSilent, lightOf, type Findings, type Light, type Trouble } from './health.ts';
import { healthFormat } from './health-format.ts';
import { healthTexts } from './health-languages.ts';
import type { Format, HealthTexts } from './health-texts.ts';
import type { DeviceFacts } from './site-devices.ts';

/** What the page says of the server itself. Times in milliseconds since 1970. */
export interface ServerFacts {
	readonly version: string;
	readonly node: string;
	readonly started: number;
	readonly address: string;
	readonly feeds: number;
	readonly databases: readonly { readonly name: string; readonly documents: number }[];
}

export interface HealthPageOptions {
	readonly language: PageLanguage;
	readonly findings: Findings;
	readonly troubles: readonly Trouble[];
	/** For the administrator only; anybody else learns whether it is well. */
	readonly details: ServerFacts | undefined;
	/** Where the page is, for the link to the other language. */
	readonly path: string;
}

const RENEW_SECONDS = 60;

/** Clocks that differ by less are not worth a word, in milliseconds. */
const CLOCKS_ALIKE = 10_000;

const STYLE = `
:root { --page: #edeff1; --card: #fff; --text: #14181d; --muted: #424b55; --line: #6a7580; --link: #0b4f8a;
	--well: #00694a; --attention: #ffb000; --ill: #8f1212; --on-well: #fff; --on-attention: #14181d; --on-ill: #fff; }
@media (prefers-color-scheme: dark) {
	:root { --page: #12161a; --card: #1c2228; --text: #f2f5f7; --muted: #b4bec8; --line: #76828e; --link: #7cc0ff;
		--well: #7fe3c0; --attention: #ffc247; --ill: #ff7a70; --on-well: #14181d; --on-ill: #14181d; }
}
body { background: var(--page); color: var(--text); max-inline-size: 60rem; font-variant-numeric: tabular-nums slashed-zero; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; }
h2 { margin-block: 1.5rem 0.5rem; }
.light { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; align-items: center; padding: 1rem;
	border: 2px solid var(--text); border-radius: 6px; margin-block: 1rem; }
.light svg { inline-size: 3.5rem; grid-row: span 2; }
.light strong { font-size: 1.75rem; line-height: 1.1; }
.light p { margin: 0; }
.light.well { background: var(--well); color: var(--on-well); border-color: var(--well); }
.light.attention { background: var(--attention); color: var(--on-attention); }
.light.ill { background: var(--ill); color: var(--on-ill); border-color: var(--ill); }
.devices { list-style: none; margin: 0; padding: 0; }
.muted { color: var(--muted); margin-block: 0.25rem; }
dl { margin: 0; padding: 0.75rem 1rem; background: var(--card); border-radius: 2px; }
dt { color: var(--muted); }
dd { margin: 0 0 0.5rem; }
.button { padding-block: 0.5rem; }
.devices { background: var(--card); border-radius: 2px; }
.devices li { display: grid; grid-template-columns: 3.5rem 1fr; gap: 0 1rem; margin: 0; padding: 0.625rem 1rem; }
.devices li + li { border-block-start: 1px solid var(--page); }
.devices .number { font: 600 1.0625rem/1.5 ui-monospace, monospace; }
.devices .muted { grid-column: 2; margin: 0; }
.mark { border: 2px solid currentcolor; border-radius: 4px; padding: 0 0.375rem; font-weight: 600; }
@media (min-width: 36rem) { dl { display: grid; grid-template-columns: 12rem 1fr; gap: 0.375rem 1rem; } dd { margin: 0; } }
@media (min-width: 48rem) { .devices li { grid-template-columns: 3.5rem minmax(10rem, 1fr) 1.6fr; } .devices .muted { grid-column: 3; } }
`;

/** A shape a light: they are told apart without colours. */
const SHAPES: Readonly<Record<Light, string>> = {
	well: '<circle cx="12" cy="12" r="10"/><path d="M7 12.5l3.5 3.5L17 9"/>',
	attention: '<path d="M12 2.5L22.5 21h-21z"/><path d="M12 9v6M12 17.6v.6"/>',
	ill: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/>'
};

export function healthPage({ language, findings, troubles, details, path }: HealthPageOptions): Response {
	const texts = healthTexts(language);
	const format = healthFormat(language, findings.at);
	const { language: otherLanguage, name } = texts.other;
	const body = [
		`<nav><a href="/">${texts.toApp}</a><a href="${path}?lang=${otherLanguage}" hreflang="${otherLanguage}" lang="${otherLanguage}">${name}</a></nav>`,
		banner(texts, format, troubles, details !== undefined),
		`<p class="muted">${escapeHtml(texts.asOf(format.time(findings.at)))}</p>`,
		...(details === undefined
			? [
					`<p><a class="button" href="/health/details?lang=${language}">${texts.more}</a></p><p class="muted">${texts.moreFor}</p>`
				]
			: sections(texts, format, findings, details))
	];
	return createPage({ language, title: texts.title, body: body.join('\n'), style: STYLE, refresh: RENEW_SECONDS });
}

/** To who may not see the details. */
export function closedPage(language: PageLanguage): Response {
	const { title, closed } = healthTexts(language);
	const body = `<p>${closed}</p><p><a href="/health?lang=${language}">${title}</a></p>`;
	return createPage({ status: 401, language, title, body, style: STYLE });
}

/** The light, its word and what is worst; under it the rest of what is wrong. */
function banner(texts: HealthTexts, format: Format, troubles: readonly Trouble[], isOpen: boolean): string {
	const light = lightOf(troubles);
	const { word, sentence } = texts.lights[light];
	const [first = sentence, ...others] = isOpen ? troubles.map((trouble) => texts.trouble(trouble, format)) : [];
	const shape = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[light]}</svg>`;
	const rest = others.length === 0 ? '' : `<ul>${others.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ul>`;
	return `<div class="light ${light}" role="status">${shape}<strong>${word}</strong><p>${escapeHtml(first)}</p></div>${rest}`;
}

function sections(texts: HealthTexts, format: Format, findings: Findings, server: ServerFacts): string[] {
	const { storage, disk, certificate, clock, backup, at } = findings;
	const titles = texts.sections;
	return [
		`<h2>${titles.devices}</h2>`,
		deviceList(texts, format, findings),
		`<h2>${titles.disk}</h2>`,
		facts([
			...(disk === null
				? []
				: [
						[texts.free, texts.freeOf(format.bytes(disk.free), format.bytes(disk.size))] as const,
						[texts.data, `${format.bytes(disk.data)}, ${texts.ofThatLogs(format.bytes(disk.logs))}`] as const
					]),
			...server.databases.map(({ name, documents }) => [name, texts.documents(format.count(documents))] as const)
		]),
		`<p class="muted">${texts.whenFull}</p>`,
		...(storage.unchecked.length === 0
			? []
			: [`<p class="muted">${escapeHtml(texts.unchecked(storage.unchecked.join(', ')))}</p>`]),
		`<h2>${titles.certificate}</h2>`,
		certificate === null
			? `<p>${texts.noCertificate}</p>`
			: facts([[titles.certificate, texts.until(format.day(Date.parse(certificate.until)))]]),
		`<h2>${titles.clock}</h2>`,
		facts([
			[texts.serverTime, format.time(at)],
			[
				texts.timeServer,
				clock.isSynchronised === null ? texts.followsUnknown : clock.isSynchronised ? texts.follows : texts.followsNot
			],
			[texts.clockSet, texts.times(clock.jumps)]
		]),
		`<h2>${titles.backup}</h2>`,
		facts([[texts.lastBackup, backup === null ? texts.noBackup : `${format.time(backup)}, ${format.ago(backup)}`]]),
		`<h2>${titles.server}</h2>`,
		facts([
			[texts.address, server.address],
			[texts.version, `Floorbook ${server.version}, Node ${server.node}`],
			[texts.running, texts.since(format.time(server.started), format.span(at - server.started))],
			[texts.connections, texts.feeds(format.count(server.feeds))]
		])
	];
}

function deviceList(texts: HealthTexts, format: Format, { devices, at, silentAfter }: Findings): string {
	if (devices === null) return `<p>${texts.unknownDevices}</p>`;
	if (devices.length === 0) return `<p>${texts.noDevices}</p>`;
	const rows = devices.map((device) => {
		const silent = isSilent(device, at, silentAfter);
		const mark = device.isRevoked ? texts.revoked : silent ? texts.silent : undefined;
		const name = `${escapeHtml(device.name)}${device.isAdmin ? ` <span class="muted">(${texts.admin})</span>` : ''}`;
		return [
			'<li>',
			`<span class="number">${escapeHtml(device.number.toUpperCase())}</span>`,
			`<span>${name}${mark === undefined ? '' : ` <span class="mark">${mark}</span>`}</span>`,
			`<p class="muted">${escapeHtml(deviceWords(texts, format, device).join(' · '))}</p></li>`
		].join('');
	});
	return `<ul class="devices">${rows.join('\n')}</ul>`;
}

function deviceWords(texts: HealthTexts, format: Format, device: DeviceFacts): string[] {
	const { isConnected, heard, records, signed, faults, clockAhead } = device;
	return [
		isConnected ? texts.connected : heard === null ? texts.neverHeard : texts.lastHeard(format.ago(heard)),
		records === 0 ? texts.noRecords : texts.records(format.count(records)),
		...(signed < records ? [texts.signed(format.count(signed))] : []),
		...(faults === 0 ? [] : [texts.faults(format.count(faults))]),
		...(clockAhead === null || Math.abs(clockAhead) < CLOCKS_ALIKE
			? []
			: [texts.clockAhead(clockAhead, format.span(clockAhead))])
	];
}

const facts = (rows: readonly (readonly [name: string, value: string])[]): string =>
	`<dl>${rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
