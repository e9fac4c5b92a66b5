import type { Decoded } from './decoded.ts';
import type { Pass } from './passes.ts';

/** Between the page and the worker that decodes. One at a time: the next is sent when this one was answered. */
export type ToDecoder =
	| { readonly type: 'load'; readonly wasmUrl: string }
	/** `picture` holds the pass's region only. The receiver closes it. */
	| { readonly type: 'decode'; readonly picture: ImageBitmap; readonly pass: Pass };

export type FromDecoder =
	| { readonly type: 'loaded' }
	| { readonly type: 'failed'; readonly reason: string }
	| ({ readonly type: 'decoded' } & Decoded);
