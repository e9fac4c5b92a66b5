import { refuse } from '../http/answer.ts';
import { missing, unsupported } from '../http/problem.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

/** /db/_design/x/_view/y, _show, _list, _update, _rewrite, _info: what a design document's JavaScript would answer. */
export function belowDesign({ database, path }: DatabaseExchange): Answer {
	const place = path.findIndex((part, index) => index > 0 && part.startsWith('_'));
	const document = database.read(path.slice(0, place).join('/'));
	if (document === undefined) return refuse(missing());
	if (document.deleted === 1) return refuse(missing('deleted'));
	return refuse(unsupported(`${path[place] ?? ''} of a design document, which runs JavaScript`));
}
