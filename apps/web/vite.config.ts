import { defineConfig } from 'vite';

export default defineConfig({
  resolve: { conditions: ['source', 'module', 'browser'] },
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    // The pages of the controller may not load scripts or pictures from anything but files of its own.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // The editor comes as one file, and only to those who edit.
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      onwarn(warning, warn) {
        // Says which code may not run on servers; there is none here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  server: {
    proxy: { '/api': process.env.SQUALL_CONTROLLER ?? 'http://127.0.0.1:6464' },
  },
});
