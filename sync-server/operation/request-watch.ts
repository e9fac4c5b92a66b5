import type { ServerResponse } from 'node:http';
import { deviceOf } from '../auth/user.ts';
import { peerAddress } from '../http/peer-address.ts';
import { refusalOf, refusedDocumentsOf } from '../http/refusals.ts';
import { routeTemplate } from './route-template.ts';
import { senderOf } from './senders.ts';

/** A request that is over. */
export interface Answered {
	readonly method: string;
	readonly route: string;
	/** 499 where the client left before it was answered. */
	readonly status: number;
	readonly milliseconds: number;
	/** Of the answer, as written to the connection. */
	readonly bytes: number;
	/** False when the connection ended before the answer did. */
	readonly isWhole: boolean;
	/** Waits for changes: how long it takes says nothing. */
	readonly isFeed: boolean;
	/** The number of the device it is from. */
	readonly device: string | undefined;
	/** The code of the problem it was refused with. */
	readonly refusal: string | undefined;
	/** Documents of it that were not taken, by the code of the problem. */
	readonly refusedDocuments: ReadonlyMap<string, number>;
	/** The other end of the connection. */
	readonly from: string;
}

export interface RequestWatch {
	/** For the server that carries requests. */
	readonly watch: (request: Request, outgoing: ServerResponse) => void;
	/** Devices that are being answered now, by a feed mostly. */
	connectedDevices(): ReadonlySet<string>;
	counts(): { readonly underWay: number; readonly feeds: number };
}

const CLIENT_LEFT = 499;

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'COPY', 'OPTIONS'];

/** `ended` is told of each request when its answer is out, or its client gone. */
export function createRequestWatch(ended: (answered: Answered) => void): RequestWatch {
	const underWay = new Set<Request>();

	return {
		watch(request, outgoing) {
			const began = performance.now();
			const { socket } = outgoing;
			const before = socket?.bytesWritten ?? 0;
			underWay.add(request);
			outgoing.once('close', () => {
				underWay.delete(request);
				ended({
					method: METHODS.includes(request.method) ? request.method : 'other',
					...placeOf(request),
					status: outgoing.headersSent ? outgoing.statusCode : CLIENT_LEFT,
					milliseconds: performance.now() - began,
					bytes: (socket?.bytesWritten ?? 0) - before,
					isWhole: outgoing.writableFinished,
					device: deviceBehind(request),
					refusal: refusalOf(request),
					refusedDocuments: refusedDocumentsOf(request),
					from: peerAddress(request)
				});
			});
		},
		connectedDevices: () => new Set([...underWay].flatMap((request) => deviceBehind(request) ?? [])),
		counts: () => ({
			underWay: underWay.size,
			feeds: [...underWay].filter((request) => placeOf(request).isFeed).length
		})
	};
}

function placeOf(request: Request): Pick<Answered, 'route' | 'isFeed'> {
	const { pathname, searchParams } = new URL(request.url);
	const route = routeTemplate(pathname);
	return { route, isFeed: route.endsWith('/_changes') && (searchParams.get('feed') ?? 'normal') !== 'normal' };
}

function deviceBehind(request: Request): string | undefined {
	const user = senderOf(request);
	return user && deviceOf(user);
}
