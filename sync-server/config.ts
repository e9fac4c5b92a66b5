import { readOrigins } from './http/cross-origin.ts';
import { readAddress, type CouchAddress } from './cluster/couch-server.ts';
import { hostNames } from './http/own-host.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './operation/log.ts';
import { readValues, type SettingValues } from './operation/setting-values.ts';
import { isLoopbackHost, LOOPBACK, readRange, type Range } from './tls/address-ranges.ts';

/** How this server is to run, from its settings (operation/settings.ts) and its arguments. */
export interface Config {
	readonly host: string;
	readonly port: number;
	readonly dataDirectory: string;
	/** Room that is kept for a full disk. */
	readonly reserveBytes: number;
	readonly adminName: string;
	/** Without it the first start draws one. */
	readonly adminPassword: string | undefined;
	/** Serve the plant's network: over TLS, by a certificate of our own making where none is given. */
	readonly lan: boolean;
	/** Of the page that gives the authority's certificate to new devices. */
	readonly installPort: number;
	/** PEM files of a certificate that somebody else issues. */
	readonly certificate: { readonly certificateFile: string; readonly keyFile: string } | undefined;
	/** Names of the public name system that are this server's, in lower case. */
	readonly hosts: readonly string[];
	/** Where proxies are whose word is taken for it that they took TLS off. */
	readonly trustedProxies: readonly Range[];
	/** Of other pages that may use the API from a browser. */
	readonly corsOrigins: readonly string[];
	/** The origin devices are to use, when it is none that this machine can find out. */
	readonly siteAddress: string | undefined;
	/** Serve everybody over plain HTTP, so that devices that were enrolled there can send what they have. */
	readonly allowsPlainHttp: boolean;
	/** The CouchDB that holds the site's records in place of this server. */
	readonly couchdb: CouchAddress | undefined;
	readonly logFormat: LogFormat;
	readonly logLevel: LogLevel;
	/** With which other machines may ask for the metrics. */
	readonly metricsToken: string | undefined;
	/** Milliseconds without a word of a device until that is a trouble; 0 is never. */
	readonly silentAfter: number;
}

/** Anything shorter could be guessed. */
const LEAST_TOKEN = 16;

const HOUR = 3_600_000;

/** Throws, in words for the person who starts the server: a line for everything that is wrong. */
export function readConfig(given: Readonly<Record<string, string | undefined>>, args: readonly string[] = []): Config {
	const values = readValues(given);
	const unknown = args.find((arg) => arg !== '--lan');
	if (unknown !== undefined) values.fault(`there is no option ${unknown}: only --lan, --help and --print-config`);
	const lan = args.includes('--lan') || values.flag('LAN');
	const port = values.port('PORT', 7350);
	const logFormat = values.choice('LOG_FORMAT', LOG_FORMATS, 'text');
	const config: Config = {
		host: values.text('HOST') ?? (lan ? '0.0.0.0' : '127.0.0.1'),
		port,
		dataDirectory: values.text('DATA_DIR') ?? './data',
		reserveBytes: values.number('DISK_RESERVE_MB', 64) * 2 ** 20,
		adminName: readAdminName(values),
		adminPassword: values.text('ADMIN_PASSWORD'),
		lan,
		// 0 is any free one, for both
		installPort: values.port('INSTALL_PORT', port === 0 ? 0 : port === 65_535 ? port - 1 : port + 1),
		certificate: readCertificate(values),
		hosts: hostNames(values.text('HOSTS')),
		trustedProxies: readProxies(values),
		corsOrigins: readOrigins(values.text('CORS_ORIGINS'), (text) =>
			values.fault(`CORS_ORIGINS holds ${text}: each must be like https://notes.example, and nothing after that`)
		),
		siteAddress: readSiteAddress(values),
		allowsPlainHttp: values.flag('ALLOW_PLAIN_HTTP'),
		couchdb: readCouch(values),
		logFormat,
		// who reads along on a terminal wants to know what is wrong, and not each request
		logLevel: values.choice('LOG_LEVEL', LOG_LEVELS, logFormat === 'text' ? 'warn' : 'info'),
		metricsToken: readToken(values),
		silentAfter: values.number('SILENT_HOURS', 72) * HOUR
	};
	if (values.faults.length > 0) throw new Error(values.faults.join('\n'));
	return config;
}

function readAdminName(values: SettingValues): string {
	const name = values.text('ADMIN_USER') ?? 'admin';
	if (!/^[^:\p{Cc}]+$/u.test(name)) values.fault('ADMIN_USER must not hold a colon');
	return name;
}

function readCouch(values: SettingValues): CouchAddress | undefined {
	const [url, user, password] = ['COUCHDB_URL', 'COUCHDB_USER', 'COUCHDB_PASSWORD'].map(values.text);
	if (url === undefined) return undefined;
	const address = readAddress(url);
	// a password in an address ends up in logs: it is not repeated here either
	if (address === undefined || address.user !== undefined || address.password !== undefined) {
		values.fault('COUCHDB_URL must be like https://couch.plant.example:6984, without a name and a password in it');
	}
	if (password === undefined) values.fault('COUCHDB_URL needs COUCHDB_PASSWORD');
	return { url: address?.url ?? '', user: user ?? 'admin', password: password ?? '' };
}

function readCertificate(values: SettingValues): Config['certificate'] {
	const [certificateFile, keyFile] = [values.text('TLS_CERT'), values.text('TLS_KEY')];
	if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
	if (certificateFile ?? keyFile) values.fault('TLS_CERT and TLS_KEY belong together: set both, or none');
	return undefined;
}

function readProxies(values: SettingValues): readonly Range[] {
	const listed = values.text('TRUSTED_PROXIES')?.split(/[\s,]+/) ?? [];
	const given = listed.filter((each) => each !== '');
	return given.length === 0 ? LOOPBACK : given.flatMap((each) => readRange(each) ?? refused(each));

	function refused(text: string): [] {
		values.fault(`TRUSTED_PROXIES holds ${text}: each must be an address or a range, like 10.0.0.5 or 10.0.0.0/24`);
		return [];
	}
}

function readToken(values: SettingValues): string | undefined {
	const token = values.text('METRICS_TOKEN');
	// a secret is not repeated where it is refused
	if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
		values.fault('METRICS_TOKEN must be of plain characters without blanks');
	else if (token !== undefined && token.length < LEAST_TOKEN)
		values.fault(`METRICS_TOKEN must have ${LEAST_TOKEN} characters or more`);
	return token;
}

/** An origin, as browsers spell it. */
function readSiteAddress(values: SettingValues): string | undefined {
	const text = values.text('SITE_ADDRESS');
	if (text === undefined) return undefined;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || url.origin === 'null' || `${url.origin}/` !== url.href) {
		values.fault(`SITE_ADDRESS is ${text}: it must be like https://floorbook.local:7350, and nothing after that`);
		return undefined;
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
		values.fault(`SITE_ADDRESS is ${text}: devices need https`);
	}
	return url.origin;
}
