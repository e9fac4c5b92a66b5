import { describe, expect, it } from 'vitest';
import { openCameraStream, type GetUserMedia } from './camera-stream.ts';

/** Answers one request after the other, and remembers what was asked for. */
function camera(...answers: (MediaStream | Error)[]): { getUserMedia: GetUserMedia; asked: MediaTrackConstraints[] } {
	const asked: MediaTrackConstraints[] = [];
	return {
		asked,
		getUserMedia: ({ video }) => {
			asked.push(video as MediaTrackConstraints);
			const answer = answers.shift() ?? new Error('asked once too often');
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		}
	};
}

const stream = { id: 'a stream' } as MediaStream;
const refused = (name: string): DOMException => new DOMException('', name);

describe('opening the camera', () => {
	it('asks for the one that looks away, in full HD', async () => {
		const { getUserMedia, asked } = camera(stream);
		expect(await openCameraStream(getUserMedia, undefined)).toEqual({ ok: true, value: stream });
		expect(asked).toEqual([
			{
				facingMode: { ideal: 'environment' },
				width: { ideal: 1920 },
				height: { ideal: 1080 },
				frameRate: { ideal: 30 }
			}
		]);
	});

	it('asks for the remembered one, and for any when that is gone', async () => {
		const { getUserMedia, asked } = camera(refused('OverconstrainedError'), stream);
		expect(await openCameraStream(getUserMedia, 'lens 2')).toEqual({ ok: true, value: stream });
		expect(asked.map(({ deviceId, facingMode }) => deviceId ?? facingMode)).toEqual([
			{ exact: 'lens 2' },
			{ ideal: 'environment' }
		]);
	});

	it('asks a busy camera twice', async () => {
		const { getUserMedia, asked } = camera(refused('NotReadableError'), stream);
		expect(await openCameraStream(getUserMedia, 'lens 2')).toEqual({ ok: true, value: stream });
		expect(asked.map(({ deviceId }) => deviceId)).toEqual([{ exact: 'lens 2' }, { exact: 'lens 2' }]);
	});

	it('does not ask again once the person said no', async () => {
		const { getUserMedia, asked } = camera(refused('NotAllowedError'), stream);
		expect(await openCameraStream(getUserMedia, undefined)).toEqual({ ok: false, error: { type: 'PermissionDenied' } });
		expect(asked).toHaveLength(1);
	});

	it.each([
		['NotFoundError', 'NoCamera'],
		['OverconstrainedError', 'NoCamera'],
		['NotReadableError', 'CameraBusy'],
		['AbortError', 'CameraBusy'],
		['SecurityError', 'InsecureContext']
	])('%s is %s', async (name, type) => {
		const { getUserMedia } = camera(refused(name), refused(name));
		expect(await openCameraStream(getUserMedia, undefined)).toEqual({ ok: false, error: { type } });
	});

	it('a page without cameras is one not served safely', async () => {
		expect(await openCameraStream(undefined, undefined)).toEqual({ ok: false, error: { type: 'InsecureContext' } });
	});
});
