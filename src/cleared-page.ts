/**
 * What a person sees when the browser has thrown the app's files away and no server answers: the one page that the app cannot
 * draw. In both languages, since nothing is left that knows which one was chosen.
 */
export const clearedPage = (): Response =>
	new Response(PAGE, {
		status: 503,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': POLICY,
			'x-content-type-options': 'nosniff',
			'retry-after': '5'
		}
	});

const POLICY = [
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	"base-uri 'none'",
	"form-action 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
	"frame-ancestors 'none'"
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Floorbook</title>
<style>
body { margin: 0; padding: 24px; background: #edeff1; color: #14181d; font: 20px/1.4 system-ui, sans-serif; }
main { max-width: 60ch; margin: 0 auto; }
h1 { font-size: 32px; line-height: 1.2; }
h2 { font-size: 24px; line-height: 1.25; margin-block: 32px 0; }
p { margin-block: 8px; }
a { display: grid; place-content: center; min-height: 72px; margin-block: 24px; border-radius: 6px; background: #0b4f8a; color: #fff; font-weight: 600; font-size: 24px; text-decoration: none; }
</style>
<main>
<h1>Floorbook is not on this device any more</h1>
<p>The browser has cleared the app, and the server does not answer. This page has not touched what was recorded here.</p>
<p>Connect this device to the network, then try again. Do not clear the browser’s data.</p>
<a href="">Try again · Noch einmal versuchen</a>
<section lang="de">
<h2>Floorbook ist nicht mehr auf diesem Gerät</h2>
<p>Der Browser hat die App gelöscht, und der Server antwortet nicht. Diese Seite hat nichts angerührt, was hier erfasst wurde.</p>
<p>Gerät mit dem Netz verbinden, dann noch einmal versuchen. Browserdaten nicht löschen.</p>
</section>
</main>
</html>
`;
