import type { DatabaseSync } from 'node:sqlite';
import type { Signature } from '#domain/kernel/signature.ts';
import type { Head, Receipt } from '#domain/kernel/statement.ts';
import type { WriteQueue } from './write-queue.ts';

/** What a device signed of one of its chains, and what it was answered. */
export interface SignedHead {
	readonly statement: Head;
	readonly signature: Signature;
	readonly receipt: Receipt;
	readonly receiptSignature: Signature;
}

/** What devices have signed: of each branch of a chain the newest head, so one, unless two devices share a number. */
export interface Heads {
	of(device: string, epoch: string): SignedHead[];
	/** Keeps it in place of those that it stands for: earlier ones of the same chain and key. */
	keep(head: SignedHead, replaced: readonly Head[]): Promise<void>;
}

/** Branches of one epoch that are kept: a device has at most a few twins. */
const MAX_BRANCHES = 16;

type Row = Readonly<Record<'statement' | 'signature' | 'receipt' | 'receipt_signature', string>>;

/** The heads in `sql`, whose table exists. */
export function createHeads(sql: DatabaseSync, queue: Pick<WriteQueue, 'write'>): Heads {
	const select = sql.prepare('SELECT * FROM head WHERE device = ? AND epoch = ? ORDER BY seq, hash, key');
	const count = sql.prepare('SELECT count(*) AS count FROM head WHERE device = ? AND epoch = ?');
	const remove = sql.prepare('DELETE FROM head WHERE device = ? AND epoch = ? AND seq = ? AND hash = ? AND key = ?');
	const insert = sql.prepare(
		`INSERT OR IGNORE INTO head (device, epoch, seq, hash, key, statement, signature, receipt, receipt_signature)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	);

	return {
		of: (device, epoch) => (select.all(device, epoch) as unknown as Row[]).map(readHeadRow),
		keep: ({ statement, signature, receipt, receiptSignature }, replaced) =>
			queue.write(() => {
				const { device, epoch, seq, hash, key } = statement;
				for (const before of replaced) remove.run(device, epoch, before.seq, before.hash, before.key);
				if (Number(count.get(device, epoch)?.['count']) >= MAX_BRANCHES) return;
				const [said, answered] = [JSON.stringify(statement), JSON.stringify(receipt)];
				insert.run(device, epoch, seq, hash, key, said, signature, answered, receiptSignature);
			})
	};
}

/** Throws for text that is no JSON. */
const readHeadRow = ({ statement, signature, receipt, receipt_signature }: Row): SignedHead => ({
	statement: JSON.parse(statement) as Head,
	signature,
	receipt: JSON.parse(receipt) as Receipt,
	receiptSignature: receipt_signature
});
