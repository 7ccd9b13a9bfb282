// Pages as plain Markdown, for people and programs that read no HTML.

import { readFileSync } from 'node:fs'

import { examples, languageOf, snippet } from './snippets.mjs'
import { supportTables } from './support.mjs'

const fence = (lang, code) => `\`\`\`${lang}\n${code}\n\`\`\``

/** The attributes of a component. */
export function attributes(tag) {
  return Object.fromEntries([...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
}

/** The calls of the SDK, as the generator wrote them. */
export const calls = () => JSON.parse(readFileSync('src/generated/calls.json', 'utf8'))

const components = {
  Examples: ({ of }) => examples(of).map(({ label, lang, code }) => `**${label}**\n\n${fence(lang, code)}`).join('\n\n'),
  Snippet: ({ file, region }) => fence(languageOf(file), snippet(file, region)),
  CallFacts: ({ of }) => {
    const { key, endpoints } = calls().find(({ name }) => name === of)
    return [`Key: ${key}`, ...endpoints.map((endpoint) => `Endpoint: \`${endpoint}\``)].map((fact) => `- ${fact}`).join('\n')
  },
  CallList: () =>
    calls()
      .map(({ name, path, about, key }) => `- [\`${name}\`](/calls/${path}/): ${about} (${key} key)`)
      .join('\n'),
  Figures: () => '',
  Support: supportTables,
  LinkCard: ({ title, href, description }) => `- [${title}](${href}): ${description ?? ''}`,
  Card: ({ title }) => `**${title}**`,
  TabItem: ({ label }) => `\n**${label}**\n`,
}

/** A page in MDX as Markdown: imports and layout removed, code inserted. */
export function toMarkdown(mdx) {
  const parts = mdx.split(/(^```[\s\S]*?^```$)/m)
  return parts
    .map((part) => (part.startsWith('```') ? part.replace(/^(```\S*).*/, '$1') : text(part)))
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function text(part) {
  return part
    .replace(/^import .*$/gm, '')
    .replace(/^[ \t]*<\/?([A-Z]\w*)([^>]*?)\/?>[ \t]*$/gm, (tag, name, rest) =>
      tag.includes('</') ? '' : (components[name]?.(attributes(rest)) ?? ''),
    )
    .replace(/\\([{}<>_*])/g, '$1')
}
