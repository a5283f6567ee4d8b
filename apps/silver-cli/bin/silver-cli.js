#!/usr/bin/env node
import('../dist/main.js').catch((error) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist/main.js')) {
    console.error('silver-cli is not built yet: run "npm run build" first.');
    process.exitCode = 2;
    return;
  }
  throw error;
});
