'use strict'

// Explains a bundle that contains this package, which loads a native library from its own folder.

module.exports = [
  'chat44mp was bundled, but its native library cannot be. Mark the package as external, and deploy node_modules with the bundle:',
  '  esbuild:  --external:chat44mp',
  "  rollup:   external: ['chat44mp']",
  "  Vite SSR: ssr: { external: ['chat44mp'] }, and not in ssr.noExternal",
  "  webpack:  externals: { chat44mp: 'commonjs chat44mp' }",
  "  Next.js:  serverExternalPackages: ['chat44mp']",
].join('\n')
