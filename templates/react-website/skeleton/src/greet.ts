const formats = {
  de: (name: string) => `Guten Tag, ${name}!`,
  en: (name: string) => `Hello, ${name}!`,
  fr: (name: string) => `Bonjour, ${name} !`,
};

export type Language = keyof typeof formats;

export const languages: readonly Language[] = ['de', 'en', 'fr'];

export function greet(name: string, language: Language): string {
  return formats[language](name);
}
