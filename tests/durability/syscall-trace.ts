import { spawnSync } from 'node:child_process';

/** The command that traces a program's reads, writes and flushes into `file`, as the program's own process. */
export const tracing = (file: string): string[] => [
	...['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-y', '-s', '24', '-o', file],
	...['-e', 'trace=read,readv,recvfrom,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync']
];

/** Why nothing can be traced here; undefined when it can. */
export function traceTrouble(): string | undefined {
	const { status, error, stderr } = spawnSync('strace', ['-qq', '-f', '--seccomp-bpf', '-o', '/dev/null', 'true']);
	if (error) return error.message;
	return status === 0 ? undefined : stderr.toString();
}

export interface TraceFindings {
	/** Requests that were answered with a success. */
	readonly acknowledged: number;
	/** Answers that left while something was written that was not flushed, or without any flush since the request came. */
	readonly tooEarly: number;
	readonly flushes: number;
}

interface Call {
	readonly name: string;
	/** The file, or the socket. */
	readonly of: string;
	readonly text: string;
	readonly hasFailed: boolean;
}

const STARTED = /^(?<pid>\d+)\s+(?<name>\w+)\(\d+<(?<of>[^>]*)>(?<rest>.*)$/;
const RESUMED = /^(?<pid>\d+)\s+<\.\.\. (?<name>\w+) resumed>(?<rest>.*)$/;
const WRITES = /^(?:write|writev|sendto|sendmsg|pwrite64|pwritev)$/;
const READS = /^(?:read|readv|recvfrom)$/;
const FLUSHES = /^(?:fsync|fdatasync)$/;
const REQUEST = /"(?:PUT|POST) /;
const SUCCESS = /"HTTP\/1\.1 20[012] /;

/**
 * Follows a trace in order: a write counts when it begins, a flush when it is over. `log` is the write-ahead log that requests
 * end up in; no other one under the same folder may be unflushed either when an answer leaves.
 */
export function followTrace(lines: Iterable<string>, log: string): TraceFindings {
	const unflushed = new Set<string>();
	const asked = new Map<string, number>();
	const under = new Map<string, Call>();
	let [acknowledged, tooEarly, flushes] = [0, 0, 0];

	function begin({ name, of, text }: Call): void {
		if (!WRITES.test(name)) return;
		if (of.endsWith('-wal')) unflushed.add(of);
		const since = asked.get(of);
		if (since === undefined || !SUCCESS.test(text)) return;
		asked.delete(of);
		acknowledged++;
		if (unflushed.size > 0 || since === flushes) tooEarly++;
	}

	function end({ name, of, text, hasFailed }: Call): void {
		if (hasFailed) return;
		if (READS.test(name) && REQUEST.test(text)) asked.set(of, flushes);
		if (!FLUSHES.test(name)) return;
		unflushed.delete(of);
		if (of === log) flushes++;
	}

	for (const line of lines) {
		const started = STARTED.exec(line)?.groups;
		if (started) {
			const { pid = '', name = '', of = '', rest = '' } = started;
			const call = { name, of, text: rest, hasFailed: / = -1 /.test(rest) };
			begin(call);
			if (rest.includes('<unfinished ...>')) under.set(pid, call);
			else end(call);
			continue;
		}
		const resumed = RESUMED.exec(line)?.groups;
		const call = under.get(resumed?.['pid'] ?? '');
		if (resumed === undefined || call === undefined) continue;
		under.delete(resumed['pid'] ?? '');
		const rest = resumed['rest'] ?? '';
		end({ ...call, text: call.text + rest, hasFailed: / = -1 /.test(rest) });
	}
	return { acknowledged, tooEarly, flushes };
}
