import { cdp } from 'vitest/browser';

/**
 * Real key presses through the browser, each with the time that the operating system would have given it: how long the
 * test takes to send them makes no difference.
 */
export async function press(
	keys: readonly string[],
	gap: number,
	then: readonly string[] = [],
	thenGap = 0
): Promise<void> {
	const start = Date.now() / 1000;
	const sent: Promise<unknown>[] = [];
	[...keys, ...then].forEach((key, index) => {
		const milliseconds = index < keys.length ? index * gap : keys.length * gap + (index - keys.length) * thenGap;
		const timestamp = start + milliseconds / 1000;
		const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
		const code = key === 'Enter' ? { windowsVirtualKeyCode: 13 } : {};
		sent.push(
			send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...(text && { text }), ...code, timestamp }),
			send('Input.dispatchKeyEvent', { type: 'keyUp', key, ...code, timestamp })
		);
	});
	await Promise.all(sent);
}

/** A command of the browser's own protocol. */
export const send = (method: string, parameters: object): Promise<unknown> =>
	(cdp() as unknown as { send(method: string, parameters: object): Promise<unknown> }).send(method, parameters);
