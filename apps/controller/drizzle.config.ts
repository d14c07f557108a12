import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/database/schema/!(*.test).ts',
  casing: 'snake_case',
  out: './src/database/migrations',
});
