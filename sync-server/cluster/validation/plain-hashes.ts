/**
 * What the kernel asks of @noble/hashes, for engines without typed arrays: CouchDB gives the functions of a design document
 * none. A list of numbers stands for bytes. FIPS 180-4.
 */
type Bytes = number[];

const INITIAL = [
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
] as const;

const ROUNDS = [
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
	0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
	0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
] as const;

export function sha256(message: Bytes): Bytes {
	const state: number[] = INITIAL.slice();
	const padded = pad(message);
	const schedule: number[] = [];
	for (let start = 0; start < padded.length; start += 64) compress(state, padded, start, schedule);
	const digest: Bytes = [];
	for (const word of state) digest.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
	return digest;
}

/** The message, a one bit, zeros, and its length in bits in the last eight bytes of a whole number of blocks. */
function pad(message: Bytes): Bytes {
	const padded = message.concat([0x80]);
	while (padded.length % 64 !== 56) padded.push(0);
	const bits = message.length * 8;
	const high = Math.floor(bits / 2 ** 32);
	for (const word of [high, bits])
		padded.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
	return padded;
}

function compress(state: number[], bytes: Bytes, start: number, words: number[]): void {
	for (let index = 0; index < 16; index++) {
		const at = start + index * 4;
		words[index] =
			(byte(bytes, at) << 24) | (byte(bytes, at + 1) << 16) | (byte(bytes, at + 2) << 8) | byte(bytes, at + 3);
	}
	for (let index = 16; index < 64; index++) {
		const [before15, before2] = [byte(words, index - 15), byte(words, index - 2)];
		const s0 = turned(before15, 7) ^ turned(before15, 18) ^ (before15 >>> 3);
		const s1 = turned(before2, 17) ^ turned(before2, 19) ^ (before2 >>> 10);
		words[index] = (byte(words, index - 16) + s0 + byte(words, index - 7) + s1) | 0;
	}
	let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
	for (let index = 0; index < 64; index++) {
		const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
		const first = (h + s1 + ((e & f) ^ (~e & g)) + byte(ROUNDS, index) + byte(words, index)) | 0;
		const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
		const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + first) | 0;
		d = c;
		c = b;
		b = a;
		a = (first + second) | 0;
	}
	const added = [a, b, c, d, e, f, g, h];
	for (let index = 0; index < 8; index++) state[index] = (byte(state, index) + byte(added, index)) | 0;
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

const byte = (values: readonly number[], at: number): number => values[at] ?? 0;

export const bytesToHex = (bytes: Bytes): string =>
	bytes.map((value) => (value < 16 ? '0' : '') + value.toString(16)).join('');

/** Of well-formed text. */
export function utf8ToBytes(text: string): Bytes {
	const bytes: Bytes = [];
	for (let at = 0; at < text.length; at++) {
		let point = text.charCodeAt(at);
		if (point >= 0xd800 && point < 0xdc00) {
			at++;
			point = 0x10000 + ((point - 0xd800) << 10) + (text.charCodeAt(at) - 0xdc00);
		}
		if (point < 0x80) bytes.push(point);
		else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
		else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
		else {
			bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
		}
	}
	return bytes;
}
