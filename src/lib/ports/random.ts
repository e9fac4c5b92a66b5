/** Chance, handed in so that tests can fix it. */
export interface Random {
	/** `count` unpredictable bytes. */
	readonly bytes: (count: number) => Uint8Array;
}
