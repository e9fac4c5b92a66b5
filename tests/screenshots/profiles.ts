/** A device as people hold it or stand before it. */
export interface Profile {
	readonly name: ProfileName;
	readonly viewport: Size;
	/** The smallest screen of its kind on which nothing may be cut off. */
	readonly smallest: Size;
	/** CSS pixels. */
	readonly limits: Limits;
}

export type ProfileName = 'phone' | 'kiosk' | 'office';

export interface Size {
	readonly width: number;
	readonly height: number;
}

export interface Limits {
	/** Height of whatever can be tapped. */
	readonly target: number;
	/** Height of the one action a screen is for. */
	readonly primary: number;
	/** Font size. */
	readonly text: number;
	/** Between two buttons. */
	readonly gap: number;
	/** Contrast of text with what is behind it, as a ratio. */
	readonly contrast: number;
}

/** Gloves, an arm's length, glare. Text on a coloured field may come down to 5.5. */
const FLOOR: Limits = { target: 56, primary: 72, text: 20, gap: 8, contrast: 5.5 };
const OFFICE: Limits = { target: 32, primary: 44, text: 14, gap: 8, contrast: 4.5 };

export const PROFILES: readonly Profile[] = [
	{
		name: 'phone',
		viewport: { width: 360, height: 740 },
		smallest: { width: 360, height: 640 },
		limits: FLOOR
	},
	{
		name: 'kiosk',
		viewport: { width: 1280, height: 800 },
		smallest: { width: 1280, height: 800 },
		limits: FLOOR
	},
	{
		name: 'office',
		viewport: { width: 1440, height: 900 },
		smallest: { width: 1280, height: 800 },
		limits: OFFICE
	}
];
