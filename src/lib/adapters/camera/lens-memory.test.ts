import { expect, it } from 'vitest';
import { createLensMemory } from './lens-memory.ts';

function storage(text: string | null = null): Storage {
	let kept = text;
	return { getItem: () => kept, setItem: (_key: string, value: string) => void (kept = value) } as unknown as Storage;
}

it('remembers which lens was used, and how', () => {
	const memory = createLensMemory(storage());
	expect(memory.recall()).toBeUndefined();
	memory.remember({ deviceId: 'lens 2', torch: true, zoom: 2 });
	expect(memory.recall()).toEqual({ deviceId: 'lens 2', torch: true, zoom: 2 });
});

it.each(['lens 2', '3', '{}', '{"deviceId":""}', '{"deviceId":7}', 'null', '['])(
	'what it did not write itself is nothing: %s',
	(text) => expect(createLensMemory(storage(text)).recall()).toBeUndefined()
);

it('settings that make no sense are those of the camera', () => {
	const memory = createLensMemory(storage('{"deviceId":"lens 2","torch":"yes","zoom":-4}'));
	expect(memory.recall()).toEqual({ deviceId: 'lens 2', torch: false, zoom: null });
});

it('does without a storage that refuses', () => {
	const refuse = (): never => {
		throw new DOMException('', 'SecurityError');
	};
	const memory = createLensMemory({ getItem: refuse, setItem: refuse } as unknown as Storage);
	memory.remember({ deviceId: 'lens 2', torch: false, zoom: null });
	expect(memory.recall()).toBeUndefined();
});
