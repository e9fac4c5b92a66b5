/** A field that keys write into, as it was before a scanner began to type. */
export interface FieldText {
	/** Takes the scanner's characters out again and tells the page. */
	restore(): void;
	/** Puts characters that were kept back where the keys would have put them. */
	insert(text: string): void;
}

/** Undefined where keys change no value that could be put back. */
export function fieldText(element: Element | null): FieldText | undefined {
	if (element instanceof HTMLSelectElement) return selectText(element);
	if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return inputText(element);
	return undefined;
}

function inputText(field: HTMLInputElement | HTMLTextAreaElement): FieldText {
	const { value, selectionStart, selectionEnd } = field;
	return {
		restore() {
			if (field.value === value) return;
			field.value = value;
			if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
			tell(field, 'input');
		},
		insert(text) {
			// Number and e-mail fields have no selection to write at.
			if (field.selectionStart === null) field.value += text;
			else field.setRangeText(text, field.selectionStart, field.selectionEnd ?? field.selectionStart, 'end');
			tell(field, 'input');
		}
	};
}

/** In a closed list letters pick an option. */
function selectText(list: HTMLSelectElement): FieldText {
	const { selectedIndex } = list;
	return {
		restore() {
			if (list.selectedIndex === selectedIndex) return;
			list.selectedIndex = selectedIndex;
			tell(list, 'input');
			tell(list, 'change');
		},
		insert: () => undefined
	};
}

const tell = (element: Element, type: string): boolean => element.dispatchEvent(new Event(type, { bubbles: true }));
