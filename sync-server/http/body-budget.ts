/** What the bodies of the requests under way may take of the memory together, in bytes. */
export interface BodyBudget {
	/** To be called before a request is looked at. Returns what to call once it is answered. */
	begin(request: Request): () => void;
}

interface Share {
	take(bytes: number): boolean;
}

const shares = new WeakMap<Request, Share>();

export function createBodyBudget(most: number): BodyBudget {
	let taken = 0;
	return {
		begin(request) {
			let own = 0;
			shares.set(request, {
				take(bytes) {
					if (taken + bytes > most) return false;
					own += bytes;
					taken += bytes;
					return true;
				}
			});
			return () => {
				taken -= own;
				own = 0;
			};
		}
	};
}

/** Whether there is room for so many bytes more of this request's body; they are then its own until it is answered. */
export const takeRoom = (request: Request, bytes: number): boolean => shares.get(request)?.take(bytes) ?? true;
