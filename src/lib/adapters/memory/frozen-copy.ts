/**
 * A deep copy that nobody can change, so that it can be handed out any number of times without copying again. What is
 * neither a plain object nor a list takes the slow way, which refuses the same values as IndexedDB does.
 */
export function frozenCopy<Value>(value: Value): Value {
	return copy(value) as Value;
}

function copy(value: unknown): unknown {
	switch (typeof value) {
		case 'object':
			return value === null ? null : copyObject(value);
		case 'function':
		case 'symbol':
			return structuredClone(value);
		default:
			return value;
	}
}

function copyObject(value: object): unknown {
	if (Array.isArray(value)) return Object.freeze(value.map(copy));
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) return structuredClone(value);
	// Spread first: an own `__proto__`, as JSON may hold, stays a member like any other.
	const target: Record<string, unknown> = { ...value };
	for (const member of Object.keys(target)) {
		const inner = target[member];
		if (typeof inner !== 'string' && typeof inner !== 'number') target[member] = copy(inner);
	}
	return Object.freeze(target);
}
