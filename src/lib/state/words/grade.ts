import type { Grade } from '#domain/batch/goods.ts';
import { m } from '#paraglide/messages.js';

export function gradeText(grade: Grade): string {
	switch (grade) {
		case 'firsts':
			return m.batch_grade_firsts();
		case 'seconds':
			return m.batch_grade_seconds();
		case 'waste':
			return m.batch_grade_waste();
	}
}
