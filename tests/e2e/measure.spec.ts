import { measure, measureWidth } from '../screenshots/measure.ts';
import { PROFILES } from '../screenshots/profiles.ts';
import { expect, test } from '../support/journey.ts';

// What `npm run screenshots` finds on the app is worth as much as its eyes: here every fault is there on purpose.
const phone = PROFILES[0]!;
const STYLE = `<style>
	body { margin: 0; font: 20px sans-serif; }
	button { min-height: 56px; min-width: 56px; font: inherit; display: inline-block; margin: 0 10px; }
	.primary { min-height: 72px; }
	.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
</style>`;

const FAULTS: readonly { readonly name: string; readonly html: string; readonly rules: readonly string[] }[] = [
	{
		name: 'nothing but the height of a link in a sentence',
		html: '<p>Words <a href="/x">with a link</a></p><button>Go</button><button class="primary">Do</button>',
		rules: ['target, a note']
	},
	{
		name: 'what nobody sees',
		html: '<span class="unseen" style="font-size: 8px">x<button style="min-height: 4px">y</button></span>',
		rules: []
	},
	{ name: 'a small button', html: '<button style="min-height: 40px">Go</button>', rules: ['target'] },
	{
		name: 'a small primary button',
		html: '<button class="primary" style="min-height: 60px">Go</button>',
		rules: ['primary']
	},
	{
		name: 'a small box in a small label',
		html: '<label style="display: block"><input type="checkbox"> On</label>',
		rules: ['target']
	},
	{ name: 'small print', html: '<p style="font-size: 18px">Small</p>', rules: ['text size'] },
	{
		name: 'buttons that touch',
		html: '<div><button style="margin: 0">A</button><button style="margin: 0">B</button></div>',
		rules: ['gap']
	},
	{
		name: 'text that is cut',
		html: '<div style="width: 90px; overflow: hidden; white-space: nowrap">Far too long for it</div>',
		rules: ['cut off']
	},
	{
		name: 'text that is shortened',
		html: '<div style="width: 90px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">Far too long for it</div>',
		rules: ['shortened, a note']
	},
	{
		name: 'text beyond the edge',
		html: '<div style="white-space: nowrap; width: 600px">Much further than this screen is wide, by far</div>',
		rules: ['off the screen', 'sideways']
	}
];

for (const { name, html, rules } of FAULTS) {
	test(`finds ${name}`, async ({ page }) => {
		await page.setViewportSize(phone.smallest);
		await page.setContent(`<!doctype html>${STYLE}${html}`);
		const found = [...(await measure(page, phone.limits)), ...(await measureWidth(page))];
		const named = found.map(({ rule, isSevere }) => (isSevere ? rule : `${rule}, a note`));
		expect([...new Set(named)].sort()).toEqual(rules);
	});
}
