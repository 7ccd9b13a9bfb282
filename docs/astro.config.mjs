import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { fileURLToPath } from 'node:url'

import { checks } from './tools/checks.mjs'

const calls = (label, directory) => ({ label, collapsed: true, items: [{ autogenerate: { directory } }] })

export default defineConfig({
  // Links are absolute paths, so the site is served from the root of a host.
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  vite: {
    resolve: { alias: { '@components': fileURLToPath(new URL('src/components', import.meta.url)) } },
  },
  integrations: [
    starlight({
      title: 'chat44mp',
      description: 'The SDK for the Chat44MP API: Python, TypeScript, Rust, Kotlin, Swift and the command line.',
      logo: { src: './src/assets/logo.svg' },
      favicon: '/favicon.svg',
      social: [{ icon: 'github', label: 'Repository', href: 'https://github.com/chat44mp/chat44mp' }],
      customCss: ['./src/styles/theme.css'],
      components: {
        Hero: './src/components/Hero.astro',
        PageTitle: './src/components/PageTitle.astro',
      },
      expressiveCode: {
        themes: ['github-dark-default', 'github-light-default'],
        // Long lines are visible without scrolling; only diagrams need their lines as they are.
        defaultProps: { wrap: true, overridesByLang: { text: { wrap: false } } },
        styleOverrides: {
          borderRadius: '0.5rem',
          codeFontSize: '0.84rem',
          frames: { shadowColor: 'transparent', editorActiveTabIndicatorTopColor: 'var(--sl-color-accent)' },
        },
      },
      pagefind: true,
      lastUpdated: false,
      sidebar: [
        { label: 'Start', items: [{ autogenerate: { directory: 'start' } }] },
        { label: 'Guides', items: [{ autogenerate: { directory: 'guides' } }] },
        {
          label: 'Calls',
          items: [
            { label: 'All calls', link: '/calls/' },
            calls('users', 'calls/users'),
            calls('packages', 'calls/packages'),
            calls('subscribers', 'calls/subscribers'),
            calls('labels', 'calls/labels'),
            calls('contact_groups', 'calls/contact-groups'),
            calls('contacts', 'calls/contacts'),
            calls('flows', 'calls/flows'),
            { label: 'Any other operation', link: '/calls/call/' },
          ],
        },
        { label: 'Reference', items: [{ autogenerate: { directory: 'reference' } }] },
      ],
    }),
    checks(),
  ],
})
