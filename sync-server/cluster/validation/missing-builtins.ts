/**
 * What the kernel uses of ECMAScript 2015 and later, for engines that lack it, in the realm of CouchDB's sandbox. No more than
 * that: `validation.test.ts` runs the rules in a realm that has nothing but ECMAScript 5.
 */

add(Array.prototype, 'includes', function (this: readonly unknown[], wanted: unknown): boolean {
	return this.indexOf(wanted) >= 0;
});

add(Array.prototype, 'find', function (this: readonly unknown[], accepts: (value: unknown) => boolean): unknown {
	return this.filter(accepts)[0];
});

add(String.prototype, 'startsWith', function (this: string, start: string): boolean {
	return this.slice(0, start.length) === start;
});

add(String.prototype, 'isWellFormed', function (this: string): boolean {
	return !/[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/.test(this);
});

add(Object, 'entries', (members: Readonly<Record<string, unknown>>): [string, unknown][] =>
	Object.keys(members).map((name): [string, unknown] => [name, members[name]])
);

add(Object, 'is', (one: unknown, other: unknown): boolean =>
	one === other ? one !== 0 || 1 / one === 1 / (other as number) : one !== one && other !== other
);

add(Number, 'isNaN', (value: unknown): boolean => value !== value);

add(
	Number,
	'isSafeInteger',
	(value: unknown): boolean =>
		typeof value === 'number' && Math.floor(value) === value && Math.abs(value) <= 2 ** 53 - 1
);

function add(to: object, name: string, value: unknown): void {
	if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true });
}
