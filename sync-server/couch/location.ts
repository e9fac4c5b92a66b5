import type { DatabaseExchange } from './exchange.ts';

/** The `Location` of a document of the database that is asked, under the address by which it was asked. */
export function documentLocation({ request, path }: Pick<DatabaseExchange, 'request' | 'path'>, id: string): string {
	const parts = new URL(request.url).pathname.replace(/\/$/, '').split('/');
	const database = parts.slice(0, parts.length - path.length).join('/');
	const design = id.startsWith('_design/') ? '_design/' : '';
	return `${database}/${design}${encodeURIComponent(id.slice(design.length))}`;
}
