/** How this server is to run, from its environment. */
export interface Config {
	readonly host: string;
	readonly port: number;
	readonly dataDirectory: string;
	readonly adminName: string;
	/** Without it the first start draws one. */
	readonly adminPassword: string | undefined;
}

/** Throws, in words for the person who starts the server. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
	const { HOST, PORT, DATA_DIR, ADMIN_USER, ADMIN_PASSWORD } = environment;
	const port = Number(PORT ?? 7350);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is ${PORT}: it must be 0 to 65535`);
	const adminName = ADMIN_USER || 'admin';
	if (!/^[^:\p{Cc}]+$/u.test(adminName)) throw new Error('ADMIN_USER must not hold a colon');
	return {
		host: HOST || '127.0.0.1',
		port,
		dataDirectory: DATA_DIR || './data',
		adminName,
		adminPassword: ADMIN_PASSWORD || undefined
	};
}
