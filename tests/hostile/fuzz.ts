// npm run fuzz -- --requests 20000 --seed 7: drawn requests to a real server in a process of its own. Ends with 1 when one of
// them was neither answered nor closed, crashed it, found an error of its own, or left something behind that is not sound.
import { parseArgs } from 'node:util';
import { newSeed } from '../contract/seeded-random.ts';
import { startServer } from '../support/server.ts';
import { runFuzz } from './fuzz-run.ts';
import { prepareGoldenSite, residentBytes } from './golden-site.ts';

const { values } = parseArgs({
	options: {
		requests: { type: 'string', default: '20000' },
		seed: { type: 'string', default: String(newSeed()) },
		port: { type: 'string', default: '0' }
	}
});

const requests = Number(values.requests);
const seed = Number(values.seed);
const server = await startServer({ port: Number(values.port) });
const site = await prepareGoldenSite(server);
const megabytes = (): string => `${Math.round((residentBytes(server.pid) ?? 0) / 2 ** 20)} MB`;

console.log(`${requests} requests, seed ${seed}, memory ${megabytes()}`);
const { outcomes, failures } = await runFuzz({
	port: server.port,
	attackers: site.attackers,
	requests,
	seed,
	patience: 30_000,
	progress: (done) => console.log(`${done} sent, memory ${megabytes()}`)
});
console.log(`in the end memory ${megabytes()}`);
for (const [outcome, count] of [...outcomes].sort()) console.log(`${outcome.padStart(8)} ${count}`);
for (const { number, what, sent } of failures) console.error(`\nrequest ${number}: ${what}\n${JSON.stringify(sent)}`);
const troubles = [failures.length > 0];
const checks = [() => site.check(), () => server.stop(), () => Promise.resolve(site.checkFiles())];
for (const check of checks) {
	try {
		await check();
		troubles.push(false);
	} catch (error) {
		console.error(error);
		troubles.push(true);
	}
}
process.exitCode = troubles.includes(true) ? 1 : 0;
