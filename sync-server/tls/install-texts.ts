import type { PageLanguage } from '../http/page.ts';

/** Sentences of the install page, as HTML. `{name}` is what the authority is called in a device's lists. */
export interface InstallTexts {
	readonly other: { readonly language: PageLanguage; readonly name: string };
	readonly title: string;
	readonly lead: string;
	readonly download: string;
	readonly fingerprint: string;
	readonly compare: string;
	readonly devices: readonly { readonly title: string; readonly steps: readonly string[] }[];
	readonly then: string;
	readonly scan: string;
	readonly check: string;
}

export const installTexts = (language: PageLanguage): InstallTexts => (language === 'de' ? GERMAN : ENGLISH);

const ENGLISH: InstallTexts = {
	other: { language: 'de', name: 'Deutsch' },
	title: 'Let this device trust Floorbook',
	lead: 'Once on each device, by whoever looks after it: install the certificate of this server’s own authority. It can vouch for this server’s addresses only, not for any other site.',
	download: 'Download the certificate',
	fingerprint: 'Fingerprint (SHA-256)',
	compare:
		'It must be the one that the server printed when it started. If it differs, somebody changed this page: stop here.',
	devices: [
		{
			title: 'Android (Chrome)',
			steps: [
				'Download the certificate with the button above.',
				'In Settings search for <b>CA certificate</b>. (Mostly: Security and privacy, More security settings, Encryption and credentials, Install a certificate, CA certificate.)',
				'Choose <b>Install anyway</b>, unlock, and pick <b>floorbook-authority.crt</b> in Downloads. A screen lock must be set.',
				'Android then says that the network may be monitored: that is this certificate.'
			]
		},
		{
			title: 'iPhone and iPad (Safari)',
			steps: [
				'Download the certificate with the button above, and <b>Allow</b>.',
				'Settings, <b>Profile Downloaded</b>, Install.',
				'Settings, General, About, <b>Certificate Trust Settings</b>: switch on <b>{name}</b>. Without this step it is installed and not trusted.'
			]
		},
		{
			title: 'Windows (Edge, Chrome)',
			steps: [
				'Download the certificate, open it, <b>Install Certificate</b>.',
				'<b>Local Machine</b>, then <b>Place all certificates in the following store</b>: <b>Trusted Root Certification Authorities</b>.',
				'Close every window of the browser and open it again.'
			]
		}
	],
	then: 'Then open Floorbook',
	scan: 'Or scan this with the camera of the device:',
	check: 'Check what works on this device'
};

const GERMAN: InstallTexts = {
	other: { language: 'en', name: 'English' },
	title: 'Dieses Gerät soll Floorbook vertrauen',
	lead: 'Einmal je Gerät, durch die Person, die es betreut: das Zertifikat der eigenen Zertifizierungsstelle dieses Servers installieren. Es bürgt nur für die Adressen dieses Servers, für keine andere Seite.',
	download: 'Zertifikat herunterladen',
	fingerprint: 'Fingerabdruck (SHA-256)',
	compare:
		'Er muss so lauten, wie ihn der Server beim Start ausgegeben hat. Lautet er anders, wurde diese Seite verändert: hier aufhören.',
	devices: [
		{
			title: 'Android (Chrome)',
			steps: [
				'Das Zertifikat mit der Schaltfläche oben herunterladen.',
				'In den Einstellungen nach <b>CA-Zertifikat</b> suchen. (Meist: Sicherheit und Datenschutz, Weitere Sicherheitseinstellungen, Verschlüsselung und Anmeldedaten, Zertifikat installieren, CA-Zertifikat.)',
				'<b>Trotzdem installieren</b>, entsperren und unter Downloads <b>floorbook-authority.crt</b> wählen. Eine Displaysperre muss eingerichtet sein.',
				'Android meldet danach, das Netzwerk werde möglicherweise überwacht: Damit ist dieses Zertifikat gemeint.'
			]
		},
		{
			title: 'iPhone und iPad (Safari)',
			steps: [
				'Das Zertifikat mit der Schaltfläche oben herunterladen und <b>Zulassen</b>.',
				'Einstellungen, <b>Profil geladen</b>, Installieren.',
				'Einstellungen, Allgemein, Info, <b>Zertifikatsvertrauenseinstellungen</b>: <b>{name}</b> einschalten. Ohne diesen Schritt ist es installiert, gilt aber nicht.'
			]
		},
		{
			title: 'Windows (Edge, Chrome)',
			steps: [
				'Das Zertifikat herunterladen, öffnen, <b>Zertifikat installieren</b>.',
				'<b>Lokaler Computer</b>, dann <b>Alle Zertifikate in folgendem Speicher speichern</b>: <b>Vertrauenswürdige Stammzertifizierungsstellen</b>.',
				'Alle Fenster des Browsers schließen und ihn neu öffnen.'
			]
		}
	],
	then: 'Danach Floorbook öffnen',
	scan: 'Oder mit der Kamera des Geräts scannen:',
	check: 'Prüfen, was auf diesem Gerät geht'
};
