/**
 * Some scanners do not press keys: the text comes whole, pasted or committed by an input method, and lands in whatever
 * has the focus. So a field that nobody sees holds the focus whenever nothing else does. `inputmode="none"` keeps the soft
 * keyboard away.
 */
export interface CaptureField {
	readonly element: HTMLTextAreaElement;
	/** The next character is a key's, which has been dealt with already. */
	expectKey(): void;
	clear(): void;
	remove(): void;
}

/** `onText` gets what arrived by other ways than keys, with the time of its event. */
export function createCaptureField(label: string, onText: (text: string, at: number) => void): CaptureField {
	// Not an <input>: that drops the line feed which ends a pasted code.
	const element = document.createElement('textarea');
	element.setAttribute('aria-label', label);
	element.setAttribute('inputmode', 'none');
	element.autocomplete = 'off';
	element.spellcheck = false;
	element.tabIndex = -1;
	element.rows = 1;
	// Visible to the browser, which would not focus it otherwise, and to nobody else.
	element.style.cssText =
		'position:fixed;inset-block-start:0;inset-inline-start:0;inline-size:1px;block-size:1px;opacity:0;border:0;padding:0;pointer-events:none;resize:none';

	let known = '';
	let isKeyExpected = false;

	function onInput(event: Event): void {
		const { value } = element;
		const fresh = value.startsWith(known) ? value.slice(known.length) : value;
		const isKey = isKeyExpected && fresh.length === 1;
		known = value;
		isKeyExpected = false;
		if (fresh !== '' && !isKey) onText(fresh, event.timeStamp);
	}

	function onFocusOut(event: FocusEvent): void {
		// Later, since the focus of this moment may still be on its way to another element.
		if (event.relatedTarget === null) setTimeout(takeIdleFocus);
	}

	function takeIdleFocus(): void {
		const { activeElement } = document;
		const isIdle = activeElement === null || activeElement === document.body;
		// Taking the focus would undo a selection that somebody is about to copy.
		const isSelecting = document.getSelection()?.isCollapsed === false;
		if (element.isConnected && isIdle && !isSelecting) element.focus({ preventScroll: true });
	}

	element.addEventListener('input', onInput);
	document.addEventListener('focusout', onFocusOut);
	document.addEventListener('pointerup', takeIdleFocus);
	// A named section is a landmark, without which a screen reader's user would come upon the field out of nowhere.
	const landmark = document.createElement('section');
	landmark.setAttribute('aria-label', label);
	landmark.append(element);
	// First in the page, so that Tab goes on to the page's first control.
	document.body.prepend(landmark);
	takeIdleFocus();

	return {
		element,
		expectKey() {
			isKeyExpected = true;
		},
		clear() {
			element.value = '';
			known = '';
		},
		remove() {
			document.removeEventListener('focusout', onFocusOut);
			document.removeEventListener('pointerup', takeIdleFocus);
			landmark.remove();
		}
	};
}
