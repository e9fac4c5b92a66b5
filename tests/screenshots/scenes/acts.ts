import { deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import { cardOf, scanUntil } from '../../support/floor-screens.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';

/** What a person does before a picture is taken, on more than one screen. */

export const press =
	(selector: string) =>
	async ({ page }: Pick<Device, 'page'>): Promise<void> =>
		page.locator(selector).first().click();

/** Until the desk says what became of it; of an answer that only an alert gives, until that has these words. */
export const scanning =
	(pick: (site: SiteContents) => Code, answer = '') =>
	async ({ page, wedge }: Device, site: SiteContents): Promise<void> => {
		const code = pick(site);
		await scanUntil(
			wedge,
			code,
			answer === '' ? cardOf(page, code) : page.getByRole('alert').filter({ hasText: answer })
		);
	};

export const nextPlanned = ({ planned }: SiteContents): Code => taken(planned);
export const nextMovable = ({ movable }: SiteContents): Code => taken(movable);
export const nextUndecided = ({ undecided }: SiteContents): Code => taken(undecided);

function taken(codes: Code[]): Code {
	const code = codes.shift();
	if (code === undefined) throw new Error('the site has too few batches for all these pictures');
	return code;
}

/** Printed elsewhere, and planned where nobody has heard of. */
let unknown = 0;
export const nextUnknown = (): Code => mintCode('b', deviceNumber(950), unknown++);

/** From the top of what is looked for, however far below the fold it comes. */
export const showing =
	(selector: string) =>
	async ({ page }: Device): Promise<void> => {
		const shown = page.locator(selector);
		await shown.waitFor();
		await shown.evaluate((element) => element.scrollIntoView({ block: 'start' }));
	};

/** Goes to another screen when a table cannot be read any more. */
export const failing =
	(table: string, path: (site: SiteContents) => string) =>
	async ({ page }: Device, site: SiteContents): Promise<void> => {
		await page.evaluate(refuseReads, table);
		await page.evaluate((href) => {
			const link = Object.assign(document.createElement('a'), { href });
			document.body.append(link);
			link.click();
			link.remove();
		}, path(site));
		await page.locator('main .notice').first().waitFor();
	};

/** As where its rows are damaged, until the page is loaded anew. */
function refuseReads(table: string): void {
	for (const { prototype } of [IDBObjectStore, IDBIndex]) {
		for (const read of ['get', 'getAll', 'openCursor', 'count'] as const) {
			const usual = prototype[read] as (...query: unknown[]) => IDBRequest;
			const refusing = function (this: IDBObjectStore | IDBIndex, ...query: unknown[]): IDBRequest {
				const { name } = 'objectStore' in this ? this.objectStore : this;
				if (name === table) throw new DOMException('planted', 'DataError');
				return usual.apply(this, query);
			};
			Object.assign(prototype, { [read]: refusing });
		}
	}
}
