import type { APIRoute } from 'astro'
import { getCollection } from 'astro:content'

const sections = { start: 'Start', guides: 'Guides', calls: 'Calls', reference: 'Reference' }

/** The index of the site for language models: see llmstxt.org. */
export const GET: APIRoute = async () => {
  const pages = (await getCollection('docs')).sort((one, other) => (one.data.sidebar.order ?? 0) - (other.data.sidebar.order ?? 0))
  const lists = Object.entries(sections).map(([folder, title]) => {
    const own = pages.filter((page) => page.id.startsWith(folder))
    return `## ${title}\n\n${own.map((page) => `- [${page.data.title}](/${page.id}.md): ${page.data.description ?? ''}`).join('\n')}\n`
  })
  const about = 'The SDK for the Chat44MP API, the API of XeroChat and ChatPion servers: packages for Python, TypeScript, Rust, Kotlin and Swift, a command line, and an emulator.'
  return new Response(`# chat44mp\n\n> ${about} All pages in one file: /llms-full.txt\n\n${lists.join('\n')}`)
}
