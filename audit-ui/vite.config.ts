import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/ui/',
  plugins: [
    // Runs first: the strings of other languages must be gone before anything bundles them.
    { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' },
    react(),
  ],
  build: {
    outDir: 'target/classes/META-INF/resources/ui',
    emptyOutDir: true,
    // The Content-Security-Policy allows neither data: URLs nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences/packages.md' },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: Object.fromEntries(['/v1', '/log'].map((path) => [path, process.env['SEALBOOK_URL'] ?? 'http://127.0.0.1:8420'])),
  },
  test: {
    // Components ask for happy-dom at the top of their test; everything else needs no document.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    restoreMocks: true,
    sequence: { shuffle: true },
    env: { TZ: 'Asia/Kathmandu' },
  },
})
