/** What things are called, and how many of them go into a batch. */
export interface Naming {
	readonly name: (plain: string) => string;
	readonly person: (plain: string) => string;
	readonly pieces: string;
}

export const PLAIN: Naming = { name: (plain) => plain, person: (plain) => plain, pieces: '120 pcs' };

/** As long as real names get. */
export const LONG: Naming = {
	name: (plain) => `${plain}, Feinstrick Merinomischung 78/20/2, Ferse verstärkt, Gr. 43–46, Anthrazitmelange`,
	person: (plain) => `${plain}-Maximiliane Oberhuber-Schneckenburger`,
	pieces: '9999 pcs'
};
