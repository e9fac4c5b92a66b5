/** What can be set from outside, by the environment or by CONFIG_FILE. */
export interface Setting {
	readonly name: string;
	/** What holds where it is not set, in words for people. */
	readonly otherwise: string;
	readonly about: string;
	/** Never printed. */
	readonly isSecret?: true;
}

/** Every setting there is: the help, the README's tables and the check of CONFIG_FILE follow this list. */
export const SETTINGS: readonly Setting[] = [
	{ name: 'HOST', otherwise: '127.0.0.1', about: 'where it listens' },
	{ name: 'PORT', otherwise: '7350', about: 'where it listens; 0 is any free port' },
	{ name: 'DATA_DIR', otherwise: './data', about: 'everything it keeps' },
	{
		name: 'DISK_RESERVE_MB',
		otherwise: '64',
		about: 'room that is kept for a full disk, at most 1/16 of it; 0 is none'
	},
	{ name: 'ADMIN_USER', otherwise: 'admin', about: "the server's administrator" },
	{ name: 'ADMIN_PASSWORD', otherwise: 'made at the first start', about: 'and the password', isSecret: true },
	{
		name: 'CONFIG_FILE',
		otherwise: 'none',
		about: 'a file of such settings, a line each: NAME=value; the environment wins'
	},
	{ name: 'LAN', otherwise: '0', about: '1 is --lan: serves the plant’s network over HTTPS' },
	{ name: 'SITE_ADDRESS', otherwise: 'found out', about: 'the origin that devices use' },
	{ name: 'INSTALL_PORT', otherwise: 'PORT + 1', about: 'plain HTTP: the install page and nothing else' },
	{ name: 'TLS_CERT', otherwise: 'none', about: 'PEM file of your own certificate' },
	{ name: 'TLS_KEY', otherwise: 'none', about: 'PEM file of its key' },
	{ name: 'HOSTS', otherwise: 'none', about: 'further names of this server, as a proxy hands them on' },
	{
		name: 'TRUSTED_PROXIES',
		otherwise: 'this machine',
		about: 'addresses of proxies whose X-Forwarded-Proto is believed'
	},
	{ name: 'CORS_ORIGINS', otherwise: 'none', about: 'origins of other pages that may use /couchdb from a browser' },
	{ name: 'ALLOW_PLAIN_HTTP', otherwise: '0', about: '1 serves everybody over plain HTTP' },
	{ name: 'COUCHDB_URL', otherwise: 'none', about: 'the Apache CouchDB that holds the records in place of DATA_DIR' },
	{ name: 'COUCHDB_USER', otherwise: 'admin', about: 'its administrator' },
	{ name: 'COUCHDB_PASSWORD', otherwise: 'none', about: 'and the password', isSecret: true },
	{ name: 'LOG_FORMAT', otherwise: 'text', about: 'text, json or logfmt' },
	{ name: 'LOG_LEVEL', otherwise: 'warn; info in json and logfmt', about: 'error, warn, info or debug' },
	{
		name: 'METRICS_TOKEN',
		otherwise: 'none',
		about: 'opens /metrics to other machines, as a bearer token',
		isSecret: true
	},
	{ name: 'SILENT_HOURS', otherwise: '72', about: 'hours without a word of a device until /health says so; 0 is never' }
];

export const isSetting = (name: string): boolean => SETTINGS.some((setting) => setting.name === name);
