/** What a person must know without looking: colour, tone and vibration by one grammar. */
export type Feedback = 'recorded' | 'warning' | 'refused' | 'choose' | 'notSaved' | 'duplicate';

export interface FeedbackState {
	/** The colour field that fills the screen for a moment. */
	readonly field: Feedback | null;
	/** Browsers keep quiet until the page was touched once. */
	readonly sound: 'on' | 'waits for a touch' | 'not there';
	give(feedback: Feedback): void;
	/** Ends what repeats: the person has seen it. */
	calm(): void;
	/** To be called on a touch or a key. */
	unlock(): void;
}

interface Tone {
	readonly from: number;
	readonly to: number;
	readonly ms: number;
}

interface Pattern {
	readonly tones: readonly Tone[];
	readonly vibration: readonly number[];
	/** How often it sounds in all, and how far apart. */
	readonly times: number;
	readonly every: number;
}

const steady = (hertz: number, ms: number): Tone => ({ from: hertz, to: hertz, ms });
const once = { times: 1, every: 0 };
/** It has to be seen for 350; the first of them pass until it is painted. */
const FIELD_MS = 400;
/** Seconds between the tones of a pattern. */
const GAP = 0.04;

const PATTERNS: Readonly<Record<Feedback, Pattern>> = {
	recorded: { tones: [{ from: 880, to: 1320, ms: 90 }], vibration: [40], ...once },
	warning: { tones: [steady(660, 110), steady(660, 110)], vibration: [60, 60, 60], ...once },
	refused: { tones: [steady(520, 150), steady(390, 150), steady(300, 150)], vibration: [200, 80, 200], ...once },
	choose: { tones: [steady(520, 120), steady(780, 120)], vibration: [120, 80, 120], times: 3, every: 4_000 },
	notSaved: {
		tones: [steady(520, 150), steady(390, 150), steady(300, 150)],
		vibration: [400, 200, 400],
		times: Infinity,
		every: 3_000
	},
	duplicate: { tones: [steady(220, 60)], vibration: [20], ...once }
};

/** Good news that a person may silence; trouble always sounds. */
const SILENCEABLE: readonly Feedback[] = ['recorded', 'duplicate'];

export function createFeedback(soundsWanted: () => boolean): FeedbackState {
	let field = $state<Feedback | null>(null);
	let sound = $state<FeedbackState['sound']>('AudioContext' in globalThis ? 'waits for a touch' : 'not there');
	let audio: AudioContext | undefined;
	let fieldTimer: ReturnType<typeof setTimeout> | undefined;
	let repeatTimer: ReturnType<typeof setTimeout> | undefined;

	function signal(feedback: Feedback, pattern: Pattern, left: number): void {
		const isHeard = soundsWanted() || !SILENCEABLE.includes(feedback);
		if (isHeard && audio?.state === 'running') play(audio, pattern.tones);
		// Absent in Safari, whatever the types say; refused before the first touch.
		(navigator as Partial<Navigator>).vibrate?.([...pattern.vibration]);
		if (left > 1) repeatTimer = setTimeout(() => signal(feedback, pattern, left - 1), pattern.every);
	}

	const calm = (): void => clearTimeout(repeatTimer);

	return {
		get field() {
			return field;
		},
		get sound() {
			return sound;
		},
		give(feedback) {
			calm();
			clearTimeout(fieldTimer);
			field = feedback === 'duplicate' ? null : feedback;
			fieldTimer = setTimeout(() => (field = null), FIELD_MS);
			const pattern = PATTERNS[feedback];
			signal(feedback, pattern, pattern.times);
		},
		calm,
		unlock() {
			if (sound === 'not there') return;
			audio ??= new AudioContext();
			const opened = audio;
			const look = (): void => void (sound = opened.state === 'running' ? 'on' : 'waits for a touch');
			if (opened.state === 'running') look();
			else opened.resume().then(look, look);
		}
	};
}

function play(audio: AudioContext, tones: readonly Tone[]): void {
	let start = audio.currentTime;
	for (const { from, to, ms } of tones) {
		const end = start + ms / 1000;
		const oscillator = audio.createOscillator();
		const volume = audio.createGain();
		oscillator.type = 'square';
		oscillator.frequency.setValueAtTime(from, start);
		oscillator.frequency.linearRampToValueAtTime(to, end);
		// A tone that starts or ends at full volume clicks.
		volume.gain.setValueAtTime(0, start);
		volume.gain.linearRampToValueAtTime(0.5, start + 0.005);
		volume.gain.setValueAtTime(0.5, Math.max(start + 0.005, end - 0.01));
		volume.gain.linearRampToValueAtTime(0, end);
		oscillator.connect(volume).connect(audio.destination);
		oscillator.start(start);
		oscillator.stop(end);
		start = end + GAP;
	}
}
