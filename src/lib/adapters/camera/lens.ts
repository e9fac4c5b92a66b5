/** What the open camera can do beyond showing a picture. */
export interface Lens {
	readonly hasTorch: boolean;
	readonly zoom?: { readonly min: number; readonly max: number };
}

/** What the person set; kept when the camera is closed and opened again. */
export interface LensSettings {
	readonly torch: boolean;
	/** Null as the camera has it. */
	readonly zoom: number | null;
}

export const noLens: Lens = { hasTorch: false };

/** The image capture extensions, which the DOM's own types lack. */
interface ImageCaptureCapabilities {
	readonly focusMode?: readonly string[];
	readonly exposureMode?: readonly string[];
	readonly torch?: boolean;
	readonly zoom?: { readonly min: number; readonly max: number };
}

export function lensOf(track: MediaStreamTrack | undefined): Lens {
	const { torch, zoom } = capabilitiesOf(track);
	return { hasTorch: torch === true, ...(zoom && zoom.max > zoom.min && { zoom: { min: zoom.min, max: zoom.max } }) };
}

/**
 * Applies everything wanted in one go, since each call replaces what the one before asked for, and in one set, since some
 * browsers read only the first. False when the camera refused.
 */
export async function applyLensSettings(track: MediaStreamTrack, settings: LensSettings): Promise<boolean> {
	const can = capabilitiesOf(track);
	const wanted = {
		...(can.focusMode?.includes('continuous') && { focusMode: 'continuous' }),
		...(can.exposureMode?.includes('continuous') && { exposureMode: 'continuous' }),
		...(can.torch && { torch: settings.torch }),
		...(can.zoom && settings.zoom !== null && { zoom: within(can.zoom, settings.zoom) })
	};
	if (Object.keys(wanted).length === 0) return true;
	try {
		await track.applyConstraints({ advanced: [wanted as MediaTrackConstraintSet] });
		return true;
	} catch {
		return false;
	}
}

/** Some browsers lack the method, whatever the types say. */
const capabilitiesOf = (track: MediaStreamTrack | undefined): ImageCaptureCapabilities =>
	((track as Partial<MediaStreamTrack> | undefined)?.getCapabilities?.() as ImageCaptureCapabilities | undefined) ?? {};

const within = ({ min, max }: { readonly min: number; readonly max: number }, value: number): number =>
	Math.min(max, Math.max(min, value));
