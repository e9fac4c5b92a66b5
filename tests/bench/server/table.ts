import { count } from '../report.ts';
import type { Figure, Figures } from './figures.ts';
import { isRate, isSize, LINES, type Line } from './peers.ts';

const WIDTHS = [36, -11, -15, -10, -9, -8, 8, 0];

/** Each line's figures and whether its aim is met. A missed one is news for people and no failure of the bench. */
export function printTable(ours: Figures, peer: Figures | undefined): void {
	print('', 'Floorbook', 'pouchdb-server', 'CouchDB', 'ratio', 'aim', '', 'processor time of one');
	for (const line of LINES) {
		const own = ours[line.figure];
		if (own === undefined) continue;
		const other = peer?.[line.figure];
		const couchdb = line.couchdb * scaleOf(line, peer);
		const ratio = isRate(line) ? own.value / couchdb : couchdb / own.value;
		const isMet = line.times === undefined ? ratio > 1 : ratio >= line.times;
		print(
			`${line.title}, ${line.unit}`,
			show(own.value),
			other === undefined ? '-' : show(other.value),
			show(couchdb),
			ratio.toFixed(2),
			line.times === undefined ? 'ahead' : `${line.times} times`,
			isMet ? 'met' : 'MISSED',
			processorTimes(own, other)
		);
	}
	console.log('\n  CouchDB: 3.5.0 as measured on two cores, with Basic auth and every commit on disk.');
	if (peer) console.log('  Its rates and times are scaled by what pouchdb-server does here to what it did there.');
}

/** What CouchDB's figure is to be multiplied by to be of this machine. */
function scaleOf(line: Line, peer: Figures | undefined): number {
	if (isSize(line)) return 1;
	const source = LINES.find(({ figure }) => figure === (line.scaledBy ?? line.figure)) ?? line;
	const here = peer?.[source.figure]?.value;
	return here === undefined ? 1 : here / source.pouchdbServer;
}

const show = (value: number): string => (value < 100 ? value.toFixed(1) : count(Math.round(value)));

const processorTimes = (...figures: readonly (Figure | undefined)[]): string =>
	figures
		.flatMap((figure) => (figure?.processor === undefined ? [] : [`${figure.processor.toFixed(0)} µs`]))
		.join(', theirs ');

function print(...cells: readonly string[]): void {
	const row = cells.map((cell, place) => {
		const width = WIDTHS[place] ?? 0;
		return width < 0 ? cell.padStart(-width) : cell.padEnd(width);
	});
	console.log(`  ${row.join('  ').trimEnd()}`);
}
