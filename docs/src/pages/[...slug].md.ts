import type { APIRoute, GetStaticPaths } from 'astro'
import { getCollection } from 'astro:content'

import { toMarkdown } from '../../tools/markdown.mjs'

export const getStaticPaths: GetStaticPaths = async () => {
  const pages = await getCollection('docs')
  return pages.map((page) => ({ params: { slug: page.id === '' ? 'index' : page.id }, props: { page } }))
}

/** The Markdown version of a page. */
export const GET: APIRoute = ({ props: { page } }) =>
  new Response(`# ${page.data.title}\n\n${toMarkdown(page.body)}\n`, { headers: { 'Content-Type': 'text/markdown; charset=utf-8' } })
