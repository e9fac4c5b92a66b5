// npm run proxies [-- --only nginx|caddy] [--quick]
//
// Tries the configurations of sync-server/deploy with the real nginx and Caddy before a real server: TLS and HTTP/2, feeds whose
// first line and heartbeats come at once and that live on when nothing happens, gzipped pushes, a large file. Both come from the
// system (Debian: apt-get install nginx caddy); what is not there is named, and the exit code is then 1. `--quick` leaves out the
// feeds in which nothing happens for 80 seconds.
import { parseArgs } from 'node:util';
import { startServer } from '../support/server.ts';
import { createTestAuthority } from '../support/test-authority.ts';
import { checkProxy } from './check-proxy.ts';
import { NAME, PROXIES, startProxy } from './start-proxy.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const wanted = PROXIES.filter(({ name }) => values.only === undefined || name === values.only);
if (wanted.length === 0) throw new Error(`--only is one of ${PROXIES.map(({ name }) => name).join(', ')}`);

const authority = createTestAuthority({ dns: [NAME, 'localhost'], ip: ['127.0.0.1'] });
let failed = 0;
for (const kind of wanted) {
	if (!kind.isInstalled()) {
		console.log(`${kind.name}: NOT TRIED, it is not installed (Debian: apt-get install ${kind.name})`);
		failed += 1;
		continue;
	}
	const server = await startServer({ env: { HOSTS: NAME, SITE_ADDRESS: `https://${NAME}` } });
	const proxy = await startProxy(kind, server.port, authority.issue({ dns: [NAME], ip: [] }));
	try {
		console.log(`${kind.name} ${kind.version()}`);
		const place = { port: proxy.port, name: NAME, authority: authority.certificate };
		failed += await checkProxy(place, server, { isQuick: values.quick, say: (line) => console.log(`  ${line}`) });
	} finally {
		await proxy.stop();
		await server.stop();
	}
}
process.exitCode = failed > 0 ? 1 : 0;
