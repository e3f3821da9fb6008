import { useState } from 'react';
import { greet, type Language, languages } from './greet';

/** The page. Replace the greeting with what your website is for. */
export function App({ name: title }: { name: string }) {
  const [name, setName] = useState('');
  const [language, setLanguage] = useState<Language>('en');
  return (
    <main>
      <h1>{title}</h1>
      <label>
        Your name
        <input
          autoComplete="name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        Language
        <select
          value={language}
          onChange={({ target }) =>
            setLanguage(languages.find((code) => code === target.value) ?? 'en')
          }
        >
          {languages.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
      <p role="status" lang={language}>
        {name.trim() && greet(name.trim(), language)}
      </p>
    </main>
  );
}
