import type { APIRoute } from 'astro'
import { getCollection } from 'astro:content'

import { toMarkdown } from '../../tools/markdown.mjs'

/** All pages as Markdown in one file. */
export const GET: APIRoute = async () => {
  const pages = (await getCollection('docs')).filter((page) => page.id !== '404')
  return new Response(pages.map((page) => `# ${page.data.title}\n\n${toMarkdown(page.body ?? '')}\n`).join('\n---\n\n'))
}
