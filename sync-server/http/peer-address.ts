const addresses = new WeakMap<Request, string>();

/** Notes where a request's connection comes from: a web-standard request has no place for it. */
export const notePeerAddress = (request: Request, address: string): void => void addresses.set(request, address);

/** The other end of the connection: behind a proxy that is the proxy. Empty where nothing carried the request. */
export const peerAddress = (request: Request): string => addresses.get(request) ?? '';

/** Of a request that was made from another one. */
export function fromSamePeer(request: Request, made: Request): Request {
	notePeerAddress(made, peerAddress(request));
	return made;
}
