import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/database/schema/*.ts',
  casing: 'snake_case',
  out: './src/database/migrations',
});
