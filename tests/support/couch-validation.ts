import { createContext, runInContext, type Context } from 'node:vm';
import type { User } from '#sync-server/auth/user.ts';
import type { DesignDocument } from '#sync-server/cluster/design-document.ts';

/** A design document's check, as CouchDB runs it: the arguments are JSON of one realm, the function is of another. */
export interface CouchValidation {
	/** Why the document may not enter; null when it may. Throws what the function threw and CouchDB would call an error of its own. */
	refusal(newDoc: object, oldDoc: object | null, user: User, security: object): string | null;
}

/** `realm` makes a realm: two are needed, for CouchDB's own code and for the function. */
export function runValidation(design: DesignDocument, realm = (): Context => createContext({})): CouchValidation {
	const [outer, sandbox] = [realm(), realm()];
	const loaded = new Map<string, object>();
	const load = (name: 'rules'): object => {
		const known = loaded.get(name);
		if (known) return known;
		const module = { exports: {} };
		const define = runInContext(`(function (module, exports) {${design[name]}\n})`, sandbox) as (
			...args: object[]
		) => void;
		define(module, module.exports);
		loaded.set(name, module.exports);
		return module.exports;
	};
	sandbox['require'] = load;
	const validate = runInContext(design.validate_doc_update, sandbox) as (...args: unknown[]) => void;
	return {
		refusal(newDoc, oldDoc, { name, roles }, security) {
			const userCtx = { db: 'floorbook', name, roles };
			const text = JSON.stringify(JSON.stringify([newDoc, oldDoc, userCtx, security]));
			try {
				validate(...(runInContext(`JSON.parse(${text})`, outer) as unknown[]));
				return null;
			} catch (error) {
				const { forbidden } = error as { forbidden?: unknown };
				if (typeof forbidden !== 'string') throw error;
				return forbidden;
			}
		}
	};
}

/** ECMAScript 5.1, section 15: what an engine of 2011 has. */
const ES5: Readonly<Record<string, string>> = {
	Object:
		'getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys',
	'Object.prototype':
		'constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__',
	Function: '',
	'Function.prototype': 'constructor toString apply call bind',
	Array: 'isArray',
	'Array.prototype':
		'constructor toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight',
	String: 'fromCharCode',
	'String.prototype':
		'constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substr substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim',
	Boolean: '',
	Number: 'MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
	'Number.prototype': 'constructor toString toLocaleString valueOf toFixed toExponential toPrecision',
	Math: 'E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan',
	'RegExp.prototype': 'constructor exec test toString source global ignoreCase multiline lastIndex',
	JSON: 'parse stringify'
};

const ES5_GLOBALS =
	'NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent Object Function Array String Boolean Number Date RegExp Error EvalError RangeError ReferenceError SyntaxError TypeError URIError Math JSON';

/**
 * A realm with ECMAScript 5's library and nothing younger. What every function has (its name, its length, its prototype) stays, and
 * so does what the engine's own regular expressions stand on.
 */
export function es5Realm(): Context {
	const sandbox = createContext({});
	const script = `(function (allowed, globals) {
		for (var path in allowed) {
			var target = path.split('.').reduce(function (at, name) { return at[name]; }, this);
			Object.getOwnPropertyNames(target).forEach(function (name) {
				var isOwn = ['name', 'length', 'prototype', 'caller', 'arguments'].indexOf(name) >= 0;
				if (isOwn || allowed[path].split(' ').indexOf(name) >= 0) return;
				if (path === 'RegExp.prototype' || /^__/.test(name)) return;
				delete target[name];
			});
		}
		var kept = globals.split(' ');
		Object.getOwnPropertyNames(this).forEach(function (name) {
			if (kept.indexOf(name) < 0) delete this[name];
		}, this);
	}).call(this, ${JSON.stringify(ES5)}, ${JSON.stringify(ES5_GLOBALS)})`;
	runInContext(script, sandbox);
	return sandbox;
}
