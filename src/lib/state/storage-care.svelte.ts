/** What the browser promised about the data it keeps here, and how much room there is. */
export interface StorageCare {
	/** Whether the browser clears it only when somebody tells it to; null when it does not say, undefined before it was asked. */
	readonly isKept: boolean | null | undefined;
	/** Bytes; null when the browser does not say. */
	readonly used: number | null;
	/** Bytes; null when the browser does not say. */
	readonly quota: number | null;
	/** Asks the browser how things stand. */
	look(): Promise<void>;
	/**
	 * Asks the browser to keep the data. Some browsers answer by themselves and say yes to apps that are installed or much used,
	 * others ask the person: so this is for moments at which the person has just done something that is worth keeping.
	 */
	ask(): Promise<void>;
}

/** `storage`: undefined without a secure context. */
export function createStorageCare(storage: StorageManager | undefined): StorageCare {
	let isKept = $state<boolean | null>();
	let used = $state<number | null>(null);
	let quota = $state<number | null>(null);

	async function look(): Promise<void> {
		// A browser that refuses to say is as good as one that cannot.
		const estimate = await storage?.estimate?.().catch(() => undefined);
		used = estimate?.usage ?? null;
		quota = estimate?.quota ?? null;
		isKept = (await storage?.persisted?.().catch(() => undefined)) ?? null;
	}

	return {
		get isKept() {
			return isKept;
		},
		get used() {
			return used;
		},
		get quota() {
			return quota;
		},
		look,
		async ask() {
			await storage?.persist?.().catch(() => false);
			await look();
		}
	};
}
