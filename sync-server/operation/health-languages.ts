import type { PageLanguage } from '../http/page.ts';
import type { HealthTexts } from './health-texts.ts';
import { ENGLISH } from './health-texts-english.ts';
import { GERMAN } from './health-texts-german.ts';

export const healthTexts = (language: PageLanguage): HealthTexts => (language === 'de' ? GERMAN : ENGLISH);
