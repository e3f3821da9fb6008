import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import project from './package.json' with { type: 'json' };

export default defineConfig({
  plugins: [react()],
  // Files instead of data: URLs, which the content security policy would have to allow.
  build: { assetsInlineLimit: 0, sourcemap: true },
  server: { port: 8080 },
  define: { 'import.meta.env.VITE_NAME': JSON.stringify(project.name) },
  test: { environment: 'jsdom', setupFiles: ['src/setupTests.ts'] },
});
