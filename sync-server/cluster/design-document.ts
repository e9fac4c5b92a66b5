/** A document of CouchDB's whose functions it calls itself. */
export interface DesignDocument {
	readonly _id: string;
	readonly language: 'javascript';
	/** CommonJS: CouchDB loads a module once for each of its JavaScript processes, and a function anew for each call of `require`. */
	readonly rules: string;
	readonly validate_doc_update: string;
}

export const DESIGN = '_design/floorbook';

/** In brackets: an engine of today takes an expression here, and no statement without a name. */
const VALIDATE = `(function (newDoc, oldDoc, userCtx, secObj) {
  require('rules').validate(newDoc, oldDoc, userCtx, secObj);
})`;

/** The design document that keeps the site's rules on an Apache CouchDB. `rules`: the module that `scripts/couch-rules.mjs` builds. */
export const designDocument = (rules: string): DesignDocument => ({
	_id: DESIGN,
	language: 'javascript',
	rules,
	validate_doc_update: VALIDATE
});
